import type { FactSource, StackFinding, StackRule } from "../../lib/rule";
import { breakGlassFaults, isBreakGlass } from "../break-glass";
import { type Alarm, alarms, watches } from "../facts/alarms";
import { type Names, namesOf } from "../facts/references";
import { ROLE } from "../trust";
import type { Finding } from "../../lib/rule";

interface BreakGlassRole extends Names {
  readonly findings: readonly Finding[];
}

const breakGlassRoles: FactSource<BreakGlassRole> = {
  appliesTo: [ROLE],
  read(role, { components, settings }) {
    if (!isBreakGlass(role, components)) return undefined;
    return {
      ...namesOf(role, "name", "arn"),
      findings: breakGlassFaults(role, components, settings.now),
    };
  },
};

function unwatched({ resource }: BreakGlassRole, seen: readonly Alarm[]): StackFinding {
  const path = "assumeRolePolicy";
  if (seen.some(({ known }) => !known)) {
    const message = "Whether an event rule or alarm watches the break-glass role is not known yet.";
    return { resource, path, message, unknown: true };
  }
  const message =
    "The use of the break-glass role must raise an alarm: add an aws.cloudwatch.EventRule on AssumeRole of its ARN.";
  return { resource, path, message };
}

export const breakGlassRoleGuarded: StackRule = {
  kind: "stack",
  name: "break-glass-role-guarded",
  title:
    "The break-glass role must have an owner, an end, named humans with a second factor, short sessions and an alarm.",
  severity: "high",
  level: "mandatory",
  rationale: "The way around every other guard is also the way that an intruder would take.",
  remedy: "Declare it as identity.BreakGlassRole, which writes all of that.",
  controls: ["SOC 2 CC6.1", "SOC 2 CC6.3"],
  exceptableDays: false,
  reads: [breakGlassRoles, alarms],
  check: (facts) =>
    facts.of(breakGlassRoles).flatMap((role) => {
      const seen = facts.of(alarms);
      const own = role.findings.map((finding) => ({ ...finding, resource: role.resource }));
      return seen.some((alarm) => watches(alarm, role)) ? own : [...own, unwatched(role, seen)];
    }),
};
