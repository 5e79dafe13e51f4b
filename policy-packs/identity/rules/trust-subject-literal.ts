import { subjectOf } from "../../../access/forms";
import { isPin, pinsOf } from "../../../access/pins";
import { conditionsOn, requirementsOf } from "../../../access/requirements";
import { literal } from "../../../access/glob";
import type { Finding, ResourceRule } from "../../lib/rule";
import {
  at,
  type GithubTrust,
  githubTrusts,
  notKnown,
  ROLE,
  trustOf,
  unknownParts,
} from "../trust";

export const trustSubjectLiteral: ResourceRule = {
  name: "trust-subject-literal",
  title: "A statement that admits GitHub tokens must pin their subject, letter by letter.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A pattern, a workflow in place of its caller, or letters of any case admit jobs that nobody listed.",
  remedy: "Write each subject out under StringEquals, as identity.TrustRole does.",
  controls: ["SOC 2 CC6.1"],
  kind: "resource",
  appliesTo: [ROLE],
  exceptableDays: 30,
  check(resource) {
    const document = trustOf(resource);
    return [
      ...unknownParts(document),
      ...githubTrusts(document).flatMap((trust) => judge(resource.name, trust)),
    ];
  },
};

function judge(name: string, { statement, issuer }: GithubTrust): Finding[] {
  if (requirementsOf(statement, issuer).impossible !== undefined) return [];
  const subjects = conditionsOn(statement, issuer, "sub");
  const pins = pinsOf(statement, issuer, "sub");
  const unknown = [
    ...statement.unknown.filter((path) => path.includes(".Condition")),
    ...subjects.flatMap(({ values }) => values.filter((v) => v.unknown).map(({ path }) => path)),
  ];
  if (pins === undefined && unknown.length > 0) return unknown.map((path) => notKnown(at(path)));
  const byWorkflow = pins?.find((sub) => subjectOf(literal(sub))?.first === "job_workflow_ref");
  if (pins !== undefined && byWorkflow === undefined) return [];
  const found =
    byWorkflow === undefined
      ? `${subjects.length === 0 ? "does not ask for a subject" : "asks for it by a pattern or regardless of case"}`
      : `names "${byWorkflow}", which says what workflow runs and not who calls it`;
  const path = subjects.find((c) => byWorkflow !== undefined || !isPin(c))?.path ?? statement.path;
  const message =
    `The role "${name}" must pin ${issuer}:sub in ${statement.path}, which ${found}; ` +
    "write each subject out under StringEquals.";
  return [{ path: at(path), message }];
}
