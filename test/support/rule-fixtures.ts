import { describe, expect, it } from "vitest";

import { evaluate, type ReportedFinding } from "../../policy-packs/lib/evaluate";
import type { ExceptionRecord, Register } from "../../policy-packs/lib/register";
import type { Resource, Rule } from "../../policy-packs/lib/rule";
import { readSettings } from "../../policy-packs/lib/settings";
import { valueAt } from "../../policy-packs/lib/redact";
import { broken, reportMutants } from "./rule-mutants";
import { repair } from "./rule-repair";

/** The moment that fixtures are judged by, unless their settings have another `now`. */
export const NOW = "2026-11-22T12:00:00Z";

/** One stack, and what the rule says of it. */
export interface Case {
  readonly resource?: Resource;
  readonly resources?: readonly Resource[];
  /** As on the command line, by key. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly register?: Partial<Register>;
  /** Rules that run beside this one; only rules about the judging itself need any. */
  readonly rules?: readonly Rule[];
  /** All of the rule's findings: paths always, the rest where given. */
  readonly expect?: readonly Expected[];
}

type Expected = Pick<ReportedFinding, "path"> &
  Partial<Pick<ReportedFinding, "message" | "resource" | "level">>;

type Cases = Case | readonly Case[];

/**
 * The eight kinds of fixture that every rule has.
 *
 * `pass` and `notApplicable`: no finding. `fail`: a finding. `unknown`: an answer that stands for "not known", and
 * no other; with `expect: []` the case says that nothing which the rule reads can be unknown. `secretBearing`: some resource has `secret` paths, and no finding quotes what they lead to.
 * `malformed`: an answer without a throw; odd values in place of every property of the other cases are tried beside.
 * `excepted` and `expired`: a failing case, in which the harness claims an exception on every resource, with a record
 * made for it. Under a rule that cannot be excepted the same case asserts that the claim changes nothing.
 */
export interface Fixtures {
  readonly pass: Cases;
  readonly fail: Cases;
  readonly notApplicable: Cases;
  readonly unknown: Cases;
  readonly secretBearing: Cases;
  readonly malformed: Cases;
  readonly excepted: Cases;
  readonly expired: Cases;
}

/** Tests one rule against its fixtures, and against the obvious ways to break it. */
export function describeRule(rule: Rule, fixtures: Fixtures): void {
  describe(rule.name, () => {
    for (const kind of KINDS) {
      it(kind, () => {
        expect(casesOf(fixtures, kind), `${rule.name} has no ${kind} fixture`).not.toEqual([]);
        expect(failuresOf(rule, fixtures, kind)).toEqual([]);
      });
    }
    it("notices the rule broken as a whole", () => {
      const unnoticed = broken(rule, readsUnknowns(fixtures)).filter(([, mutant]) =>
        isUnnoticed(rule, mutant, fixtures),
      );
      expect(unnoticed.map(([how]) => how)).toEqual([]);
    });
    if (rule.kind === "resource" && rule.remediate) {
      it("repairs in place and only there", () => {
        const repairs = repairsBy(rule, fixtures);
        expect(repairs.flatMap(({ failures }) => failures)).toEqual([]);
        expect(repairs.some(({ isWhole }) => isWhole)).toBe(true);
      });
    }
    it("loses no finding when a required field is taken away", () => {
      expect([...new Set(lostByRemoval(rule, fixtures))]).toEqual([]);
    });
    const most = Number(process.env["AIRSIDE_MUTANTS"] ?? 0);
    if (most > 0 && rule.kind !== "evaluation") {
      it("notices mutants of its source", { timeout: 600_000 }, async () => {
        const { testPath = "" } = expect.getState();
        await reportMutants(rule, testPath, most, (mutant) => isUnnoticed(rule, mutant, fixtures));
      });
    }
  });
}

function readsUnknowns(fixtures: Fixtures): boolean {
  return casesOf(fixtures, "unknown").some(({ expect: expected }) => expected?.length !== 0);
}

/** Whether all fixtures hold for a broken rule as well. The odd values of `malformed` are left out: they are many. */
function isUnnoticed(rule: Rule, mutant: Rule, fixtures: Fixtures): boolean {
  const plain = KINDS.filter((kind) => kind !== "malformed");
  try {
    return (
      plain.every((kind) => failuresOf(mutant, fixtures, kind).length === 0) &&
      JSON.stringify(repairsBy(mutant, fixtures)) === JSON.stringify(repairsBy(rule, fixtures))
    );
  } catch {
    // A finding that names no resource cannot even be reported.
    return false;
  }
}

function repairsBy(rule: Rule, fixtures: Fixtures) {
  if (rule.kind !== "resource" || !rule.remediate) return [];
  return casesOf(fixtures, "fail").map((each) => repair(rule, each));
}

export const KINDS = [
  "pass",
  "fail",
  "notApplicable",
  "unknown",
  "secretBearing",
  "malformed",
  "excepted",
  "expired",
] as const;

type Kind = (typeof KINDS)[number];

/** What the fixtures of one kind find wrong with a rule; nothing where it is as they say. */
export function failuresOf(rule: Rule, fixtures: Fixtures, kind: Kind): string[] {
  return casesOf(fixtures, kind).flatMap((each, index) =>
    CHECKS[kind](rule, each, fixtures).map((failure) => `${kind}[${index}]: ${failure}`),
  );
}

export function casesOf(fixtures: Fixtures, kind: Kind): readonly Case[] {
  return [fixtures[kind]].flat();
}

type Check = (rule: Rule, fixture: Case, fixtures: Fixtures) => string[];

const silent: Check = (rule, fixture) => [
  ...judge(rule, fixture).map((finding) => `must find nothing, but found ${show(finding)}`),
  ...crashes(rule, fixture),
  ...unexpected(rule, fixture),
];

const CHECKS: Readonly<Record<Kind, Check>> = {
  pass: silent,
  notApplicable: silent,
  fail: (rule, fixture) => {
    const failures = definite(rule, fixture).length === 0 ? ["must find something"] : [];
    return [...failures, ...crashes(rule, fixture), ...unexpected(rule, fixture)];
  },
  unknown: (rule, fixture) => {
    const found = judge(rule, fixture);
    if (rule.kind === "evaluation" || fixture.expect?.length === 0) {
      return fixture.expect ? unexpected(rule, fixture) : ["must say what to expect"];
    }
    const failures = found
      .filter(({ unknown }) => !unknown)
      .map((finding) => `must not know yet, but found ${show(finding)}`);
    if (found.length === failures.length) failures.push("must say that it does not know yet");
    return [...failures, ...unexpected(rule, fixture)];
  },
  secretBearing: (rule, fixture) => {
    const secrets = secretsOf(fixture);
    if (secrets.length === 0) return ["no resource of the case has a secret text"];
    const printed = judgeAll(rule, fixture).map(show).join("\n");
    const leaks = secrets.filter((secret) => printed.includes(secret));
    return [
      ...leaks.map(() => "a finding quotes a secret"),
      ...crashes(rule, fixture),
      ...unexpected(rule, fixture),
    ];
  },
  malformed: (rule, fixture, fixtures) => {
    const isFirst = fixture === casesOf(fixtures, "malformed")[0];
    const tried = isFirst
      ? [fixture, ...sample(KINDS.flatMap((kind) => maimedOf(fixtures, kind)))]
      : [fixture];
    return [...new Set(tried.flatMap((each) => crashes(rule, each))), ...unexpected(rule, fixture)];
  },
  excepted: (rule, fixture) => {
    const before = definite(rule, fixture);
    if (before.length === 0) return ["must find something to except"];
    const after = definite(rule, claiming(rule, fixture, before, 1));
    if (rule.exceptableDays === false) return unchanged(before, after);
    if (after.length !== before.length) return ["an exception must not take a finding away"];
    return after
      .filter(({ level, exception }) => level !== "advisory" || exception !== "EX-FIXTURE")
      .map((finding) => `must be lowered by the exception, but is ${show(finding)}`);
  },
  expired: (rule, fixture) => {
    const before = definite(rule, fixture);
    if (before.length === 0) return ["must find something to except"];
    return unchanged(before, definite(rule, claiming(rule, fixture, before, -1)));
  },
};

/** The rule's own answers, unknown ones included under whatever name they are printed. */
export function judge(rule: Rule, fixture: Case): ReportedFinding[] {
  return judgeAll(rule, fixture).filter(
    (finding) =>
      finding.rule === rule.name ||
      (finding.rule === "critical-value-known" && finding.message.startsWith(`${rule.name} `)),
  );
}

/** The answers that stand for a verdict. Of the judging itself even "not known" is one. */
function definite(rule: Rule, fixture: Case): ReportedFinding[] {
  return judge(rule, fixture).filter(({ unknown }) => !unknown || rule.kind === "evaluation");
}

function judgeAll(rule: Rule, fixture: Case): ReportedFinding[] {
  const { register } = fixture;
  return evaluate(
    [rule, ...(fixture.rules ?? [])],
    readSettings({ now: NOW, ...fixture.settings }),
    resourcesOf(fixture),
    register && { services: [], exceptions: [], approvers: [], ...register },
  );
}

function resourcesOf({ resource, resources = [] }: Case): readonly Resource[] {
  return resource ? [resource, ...resources] : resources;
}

function crashes(rule: Rule, fixture: Case): string[] {
  return judgeAll(rule, fixture)
    .map(({ message }) => message)
    .filter((message) => message.startsWith(`The rule ${rule.name} `));
}

function unexpected(rule: Rule, fixture: Case): string[] {
  if (!fixture.expect) return [];
  const found = judge(rule, fixture);
  const missing = fixture.expect.filter(
    (expected) =>
      !found.some((finding) =>
        Object.entries(expected).every(
          ([field, value]) => finding[field as keyof Expected] === value,
        ),
      ),
  );
  const failures = missing.map((expected) => `must find ${JSON.stringify(expected)}`);
  if (found.length !== fixture.expect.length || missing.length > 0) {
    failures.push(`found instead: ${found.map(show).join("; ") || "nothing"}`);
  }
  return failures;
}

/** Whether everything found before is found again at its level. */
function unchanged(before: readonly ReportedFinding[], after: readonly ReportedFinding[]) {
  const key = ({ path, level, resource }: ReportedFinding) => `${level} ${resource} "${path}"`;
  const kept = new Set(after.map(key));
  return before
    .map(key)
    .flatMap((each) => (kept.has(each) ? [] : [`must stay as it was: ${each}`]));
}

/** The same case, in which everything lies in a component that claims an exception for all that was found. */
function claiming(
  rule: Rule,
  fixture: Case,
  findings: readonly ReportedFinding[],
  daysLeft: number,
): Case {
  const resources = resourcesOf(fixture);
  const wrapper: Resource = {
    type: "airside:fixture:Claim",
    name: "claim-of-fixture",
    props: { exceptions: ["EX-FIXTURE"] },
  };
  const known = new Set(resources.flatMap(({ name, urn }) => [name, urn]));
  const claimed = resources.map((each) =>
    each.parent !== undefined && known.has(each.parent) ? each : { ...each, parent: wrapper.name },
  );
  const record: ExceptionRecord = {
    id: "EX-FIXTURE",
    rules: [rule.name],
    scope: { component: wrapper.name },
    finding: [...new Set(findings.map(({ path }) => path))],
    category: "mitigated",
    reason: "The fixture needs it.",
    compensatingControls: ["the fixture's own"],
    owner: "team-a",
    requestedBy: "ann",
    approvedBy: "bob",
    ticket: "SEC-1",
    approvedOn: day(daysLeft - 5, fixture),
    expiresOn: day(daysLeft, fixture),
  };
  const { resource: _moved, ...rest } = fixture;
  const { approvers = [], exceptions = [], ...others } = fixture.register ?? {};
  const register = {
    ...others,
    approvers: [...approvers, "bob"],
    exceptions: [...exceptions, record],
  };
  return { ...rest, resources: [wrapper, ...claimed], register };
}

function day(offset: number, { settings }: Case): string {
  const now = new Date(String(settings?.["now"] ?? NOW));
  now.setUTCDate(now.getUTCDate() + offset);
  return now.toISOString().slice(0, 10);
}

function secretsOf(fixture: Case): string[] {
  return resourcesOf(fixture)
    .flatMap(({ props, secret = [] }) => secret.map((path) => valueAt(props, path)))
    .filter((value) => typeof value === "string" && value.length >= 6)
    .map(String);
}

const ODD: readonly unknown[] = [
  null,
  "",
  "text",
  42,
  true,
  [],
  {},
  [null],
  [[]],
  { a: { b: [1] } },
];

const maimedOf = (fixtures: Fixtures, kind: Kind) => casesOf(fixtures, kind).flatMap(maimed);

/** So many maimed cases a rule, evenly spread: beyond that they repeat themselves and take seconds. */
const MOST_MAIMED = 1_500;

function sample(cases: readonly (() => Case)[]): Case[] {
  const step = Math.max(1, cases.length / MOST_MAIMED);
  return cases.filter((_, index) => Math.floor(index % step) === 0).map((make) => make());
}

/** The case over and over, each time with an odd value in place of one property, two levels deep. */
function maimed(fixture: Case): (() => Case)[] {
  const resources = resourcesOf(fixture);
  return resources.flatMap((each, index) =>
    places(each.props).flatMap((place) =>
      ODD.map((odd) => () => {
        const props = replaced(each.props, place, odd);
        return {
          ...withoutResource(fixture),
          resources: resources.with(index, { ...each, props }),
        };
      }),
    ),
  );
}

/**
 * Takes each required property away from passing cases that something else has made fail. Required is a property
 * without which a passing case fails, so whatever else is wrong, a finding has to stay.
 */
export function lostByRemoval(rule: Rule, fixtures: Fixtures): string[] {
  return casesOf(fixtures, "pass").flatMap((fixture) => {
    const [first, ...others] = resourcesOf(fixture);
    if (!first) return [];
    const withProps = (props: Resource["props"]) => ({
      ...withoutResource(fixture),
      resources: [{ ...first, props }, ...others],
    });
    const fails = (props: Resource["props"]) => judge(rule, withProps(props)).length > 0;
    const all = places(first.props, 4);
    const required = all.filter((place) => fails(removed(first.props, place)));
    const changes = required.flatMap((gone) =>
      all
        .filter((place) => !startsWith(gone, place) && !startsWith(place, gone))
        .flatMap((place) => [null, "odd", {}, []].map((value) => ({ gone, place, value }))),
    );
    const step = Math.max(1, changes.length / MOST_REMOVALS);
    return changes
      .filter((_, index) => Math.floor(index % step) === 0)
      .filter(({ gone, place, value }) => {
        const worse = replaced(first.props, place, value);
        return fails(worse) && !fails(removed(worse, gone));
      })
      .map(
        ({ gone, place, value }) =>
          `${gone.join(".")} (beside ${place.join(".")} = ${JSON.stringify(value)})`,
      );
  });
}

const MOST_REMOVALS = 300;

function startsWith(place: readonly string[], other: readonly string[]): boolean {
  return other.every((key, index) => place[index] === key);
}

function removed(
  props: Readonly<Record<string, unknown>>,
  [key = "", ...rest]: string[],
): Record<string, unknown> {
  const copy = (Array.isArray(props) ? [...props] : { ...props }) as Record<string, unknown>;
  if (rest.length > 0) copy[key] = removed(copy[key] as Record<string, unknown>, rest);
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}

function withoutResource({ resource: _moved, ...rest }: Case): Case {
  return rest;
}

function places(props: Readonly<Record<string, unknown>>, depth = 3): string[][] {
  return Object.entries(props).flatMap(([key, value]) =>
    depth > 1 && typeof value === "object" && value !== null
      ? [
          [key],
          ...places(value as Record<string, unknown>, depth - 1).map((rest) => [key, ...rest]),
        ]
      : [[key]],
  );
}

function replaced(
  props: Readonly<Record<string, unknown>>,
  [key = "", ...rest]: string[],
  value: unknown,
): Record<string, unknown> {
  const copy = (Array.isArray(props) ? [...props] : { ...props }) as Record<string, unknown>;
  copy[key] =
    rest.length === 0 ? value : replaced(copy[key] as Record<string, unknown>, rest, value);
  return copy;
}

function show({ level, rule, resource, path, message }: ReportedFinding): string {
  return `${level} ${rule} ${resource} at "${path}": ${message}`;
}
