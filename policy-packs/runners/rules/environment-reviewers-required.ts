import {
  expectField,
  field,
  isFalse,
  isTrue,
  members,
  type Place,
  unknownField,
} from "../../kubernetes/fields";
import { about } from "../../kubernetes/kinds";
import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { repairFlags } from "../flag-repair";

export const environmentReviewersRequired: ResourceRule = {
  kind: "resource",
  name: "environment-reviewers-required",
  title:
    "A deployment environment must wait for a reviewer who did not start the run, administrators included.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "A job that names the environment gets its subject, and so the roles that trust it, without another person's word.",
  remedy: "Use repository.DeploymentEnvironment, which asks for reviewers and sets both flags.",
  controls: ["SOC 2 CC8.1", "SLSA v1.2 Build"],
  appliesTo: ["github:index/repositoryEnvironment:RepositoryEnvironment"],
  exceptableDays: 14,
  check(resource, { lane }) {
    if (lane !== "release" && lane !== "deploy") return [];
    const environment = { path: "", body: resource.props };
    return about(resource, [
      ...reviewerFindings(environment),
      ...expectField(
        environment,
        ["preventSelfReview"],
        isTrue,
        (found) => `preventSelfReview is ${found}; it must be true.`,
      ),
      ...expectField(
        environment,
        ["canAdminsBypass"],
        isFalse,
        (found) => `canAdminsBypass is ${found}; it must be false (left out it is true).`,
      ),
    ]);
  },
  remediate(props, resource, context) {
    repairFlags(props, environmentReviewersRequired.check(resource, context), {
      preventSelfReview: true,
      canAdminsBypass: false,
    });
  },
};

const isId = (id: unknown) => isUnknown(id) || /^[1-9]\d*$/.test(String(id));

function reviewerFindings(environment: Place): Finding[] {
  const lists = members(environment, "reviewers").flatMap(({ body }) => [
    field(body, "teams"),
    field(body, "users"),
  ]);
  if (lists.some((list) => Array.isArray(list) && list.some(isId))) return [];
  if (lists.some(isUnknown)) return [unknownField(environment, ["reviewers"])];
  return [
    { path: "reviewers", message: "reviewers names nobody; name at least one user or team." },
  ];
}
