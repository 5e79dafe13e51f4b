import { entriesOf } from "../../../access/json";
import { pinsOf } from "../../../access/pins";
import { conditionsOn } from "../../../access/requirements";
import { isUnknown } from "../../../access/unknown";
import type { Register } from "../../lib/register";
import type { Finding, Resource, ResourceContext, ResourceRule } from "../../lib/rule";
import {
  at,
  declaredClaims,
  type GithubTrust,
  githubTrusts,
  notKnown,
  ROLE,
  TRUST_ROLE,
  trustOf,
  unknownParts,
} from "../trust";

export const trustWorkflowPinned: ResourceRule = {
  name: "trust-workflow-pinned",
  title: "A role that releases or deploys must pin the workflow of the job that assumes it.",
  severity: "high",
  level: "mandatory-in-production",
  rationale:
    "Whoever may write a workflow of the repository could otherwise release or deploy past the gate.",
  remedy: "Give identity.TrustRole claims.workflow at a commit, a tag or a protected branch.",
  controls: ["SLSA v1.2 Build L3"],
  kind: "resource",
  appliesTo: [ROLE, TRUST_ROLE],
  exceptableDays: 30,
  check(resource, context) {
    if (context.lane !== "release" && context.lane !== "deploy") return [];
    if (resource.type === TRUST_ROLE) {
      return ofComponent(resource, context.register);
    }
    const document = trustOf(resource);
    return [
      ...unknownParts(document),
      ...githubTrusts(document).flatMap((trust) => judge(resource.name, trust, context)),
    ];
  },
};

function ofComponent(component: Resource, register: Register | undefined): Finding[] {
  return declaredClaims(component).flatMap(({ path, value }) => {
    const workflow = workflowIn(value);
    if (isUnknown(value) || isUnknown(workflow)) return [notKnown(`${path}.workflow`)];
    const fault = faultOf(typeof workflow === "string" ? workflow : "", register);
    return fault === undefined ? [] : [finding(component.name, `${path}.workflow`, fault)];
  });
}

function workflowIn(claims: unknown): unknown {
  return entriesOf(claims)?.find(([key]) => key === "workflow")?.[1];
}

function judge(
  name: string,
  { statement, issuer }: GithubTrust,
  { register, components }: ResourceContext,
) {
  const asked = conditionsOn(statement, issuer, "job_workflow_ref");
  const unknown = [
    ...statement.unknown.filter((path) => path.includes(".Condition")),
    ...asked.flatMap(({ values }) => values.filter((v) => v.unknown).map(({ path }) => path)),
  ];
  const pins = pinsOf(statement, issuer, "job_workflow_ref");
  if (pins === undefined && unknown.length > 0) return unknown.map((path) => notKnown(at(path)));
  const component = components.find(({ type }) => type === TRUST_ROLE);
  const gates = (component === undefined ? [] : declaredClaims(component))
    .map(({ value }) => workflowIn(value))
    .filter((gate) => typeof gate === "string");
  const faults = (pins ?? [""]).map((workflow) =>
    gates.length > 0 && !gates.includes(workflow)
      ? `is "${workflow}" and not the declared ${gates.join(" or ")}`
      : faultOf(workflow, register),
  );
  const fault = faults.find((each) => each !== undefined);
  return fault === undefined ? [] : [finding(name, at(asked[0]?.path ?? statement.path), fault)];
}

const WORKFLOW = /^([^/@]+)\/([^/@]+)\/\.github\/workflows\/[^/@*?]+@(.+)$/;

function faultOf(workflow: string, register: Register | undefined): string | undefined {
  const [, owner, repository, ref = ""] = WORKFLOW.exec(workflow) ?? [];
  if (owner === undefined || /[*?]/.test(ref)) {
    return workflow === "" ? "is not pinned" : `is "${workflow}", which names no single workflow`;
  }
  if (/^[0-9a-f]{40}$/.test(ref) || /^refs\/tags\/.+/.test(ref)) return undefined;
  const branch = ref.replace(/^refs\/heads\//, "");
  const shown = register?.services.some(
    ({ repository: known }) =>
      known.owner === owner &&
      known.name === repository &&
      (known.protectedBranches ?? []).includes(branch),
  );
  return shown && branch !== ref
    ? undefined
    : `is "${workflow}", and nothing shows the branch ${branch} protected`;
}

function finding(name: string, path: string, fault: string): Finding {
  const message =
    `The role "${name}" must pin job_workflow_ref to <owner>/<repo>/.github/workflows/<file>@ and a commit, a tag ` +
    `or a protected branch, but it ${fault}.`;
  return { path, message };
}
