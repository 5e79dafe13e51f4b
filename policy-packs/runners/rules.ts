import type { Rule } from "../lib/rule";
import { actionsAllowListed } from "./rules/actions-allow-listed";
import { defaultBranchProtected } from "./rules/default-branch-protected";
import { environmentRefsRestricted } from "./rules/environment-refs-restricted";
import { environmentReviewersRequired } from "./rules/environment-reviewers-required";
import { oidcSubjectTemplateConsistent } from "./rules/oidc-subject-template-consistent";
import { organizationDefaultsRestrictive } from "./rules/organization-defaults-restrictive";
import { runnerCapacityBounded } from "./rules/runner-capacity-bounded";
import { runnerEgressDefaultDeny } from "./rules/runner-egress-default-deny";
import { runnerEphemeral } from "./rules/runner-ephemeral";
import { runnerGroupNotPublic } from "./rules/runner-group-not-public";
import { runnerGroupSelectedRepositories } from "./rules/runner-group-selected-repositories";
import { runnerGroupSingleZone } from "./rules/runner-group-single-zone";
import { runnerGroupWorkflowsPinned } from "./rules/runner-group-workflows-pinned";
import { runnerIdentityWithoutAuthority } from "./rules/runner-identity-without-authority";
import { runnerPodUnprivileged } from "./rules/runner-pod-unprivileged";
import { runnerStorageSeparated } from "./rules/runner-storage-separated";
import { workflowTokenReadOnly } from "./rules/workflow-token-read-only";

/** The runners pack, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  runnerGroupSelectedRepositories,
  runnerGroupNotPublic,
  runnerGroupWorkflowsPinned,
  runnerGroupSingleZone,
  runnerStorageSeparated,
  runnerEphemeral,
  runnerPodUnprivileged,
  runnerEgressDefaultDeny,
  runnerIdentityWithoutAuthority,
  runnerCapacityBounded,
  environmentReviewersRequired,
  environmentRefsRestricted,
  workflowTokenReadOnly,
  actionsAllowListed,
  defaultBranchProtected,
  organizationDefaultsRestrictive,
  oidcSubjectTemplateConsistent,
];
