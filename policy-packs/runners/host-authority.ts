import { actionsMatching, matchesAction } from "../../access/actions";
import { glob } from "../../access/glob";
import { judgeDocument, type PermissionStatement, type Place } from "../../access/permissions";
import { sampleOf } from "../../access/permissions-language";
import { missingSetting } from "../lib/missing-setting";
import type { Finding, StackFacts, StackFinding } from "../lib/rule";
import type { RunnerHost } from "./facts/hosts";
import { type OutsidePolicy, type RoleDocument, rightsOf, rolesOfHost } from "./role-documents";
import { said, undecided } from "./said";

const RULE = "runner-identity-without-authority";
const SETTING = "runners.bootstrapActions";

/** What the role of a runner host may do beyond starting it. */
export function judgeHost(
  host: RunnerHost,
  allowed: readonly string[] | undefined,
  facts: StackFacts,
): StackFinding[] {
  const roles = rolesOfHost(host, facts);
  const { profile, subject: machine } = host;
  if (roles.length === 0 && profile.values.length + profile.sources.length > 0) {
    const message =
      "the role of its instance profile is not in this stack, and what it allows not known.";
    return said(machine, [{ path: profile.path, message, unknown: true }]);
  }
  return roles.flatMap((role) => {
    const { documents, outside } = rightsOf(role, facts);
    const found = [
      ...documents.map((each) => ({
        subject: each.subject,
        found: documentFindings(each, allowed),
      })),
      ...outside.map((each) => ({ subject: each.subject, found: outsideFindings(each, allowed) })),
    ];
    const unset = allowed === undefined && found.length > 0 ? [missingSetting(RULE, SETTING)] : [];
    const isSure = host.unknownAt === undefined;
    return [
      ...unset.map((each) => ({ ...each, resource: machine.resource })),
      ...found.flatMap((each) =>
        said(
          each.subject,
          isSure ? each.found : undecided(each.found, "its machines may turn out to run jobs"),
        ),
      ),
    ];
  });
}

interface Excess extends Place {
  readonly why: string;
}

function documentFindings(
  { path, value, isUnsure }: RoleDocument,
  allowed: readonly string[] | undefined,
): Finding[] {
  const judged = judgeDocument(value, (statements) =>
    statements.flatMap((statement) => excesses(statement, allowed)),
  );
  return judged.map(({ path: at, why, unknown }): Finding => {
    const place = at === "" ? path : `${path}.${at}`;
    return isUnsure || unknown
      ? {
          path: place,
          message: `${place} is not known yet, or not known to be the role's.`,
          unknown: true,
        }
      : {
          path: place,
          message: `it allows ${why}; a runner host needs ${SETTING} and nothing else.`,
        };
  });
}

function excesses(
  { effect, actions }: PermissionStatement,
  allowed: readonly string[] | undefined,
): Excess[] {
  if (effect !== "Allow") return [];
  return actions.flatMap(({ negated, path, list }) => {
    if (negated) return [{ path, why: "all actions but some" }];
    return list.flatMap(({ text, path: at }) => {
      if (assumesRoles(text))
        return [{ path: at, why: `${text}, by which it becomes other roles` }];
      return allowed === undefined || isWithin(text, allowed) ? [] : [{ path: at, why: text }];
    });
  });
}

function assumesRoles(pattern: string): boolean {
  if (/^sts:assumerole/i.test(pattern)) return true;
  return actionsMatching(pattern).some(({ name }) => /^sts:AssumeRole/.test(name));
}

/** Whether every action of a pattern is one of those allowed, which may be patterns too. */
function isWithin(pattern: string, allowed: readonly string[]): boolean {
  if (allowed.some((each) => each.toLowerCase() === pattern.toLowerCase())) return true;
  if (!/[*?]/.test(pattern)) return allowed.some((each) => matchesAction(each, pattern));
  const outside = allowed.map((each) => glob(each.toLowerCase()));
  return sampleOf({ inside: [glob(pattern.toLowerCase())], outside }) === "none";
}

/** Policies that AWS keeps, by names that say they allow everything or nearly so. */
const ALLOWS_ROLES = /:iam::aws:policy\/(?:.*\/)?(?:AdministratorAccess|PowerUserAccess)$/i;

function outsideFindings(
  { path, arn }: OutsidePolicy,
  allowed: readonly string[] | undefined,
): Finding[] {
  const isAws = /^arn:[^:]*:iam::aws:policy\//.test(arn ?? "");
  if (arn !== undefined && (ALLOWS_ROLES.test(arn) || (isAws && allowed !== undefined))) {
    const message = `it attaches ${arn}, which allows more than ${SETTING}; write those into a policy of the stack.`;
    return [{ path, message }];
  }
  if (isAws) return [];
  const message = `what the policy at ${path} allows cannot be seen here.`;
  return [{ path, message, unknown: true }];
}
