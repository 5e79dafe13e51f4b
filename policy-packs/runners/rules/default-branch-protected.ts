import type { StackRule } from "../../lib/rule";
import { indexGuards, judgeDefaultBranch } from "../default-branch";
import { branchGuards, customProperties, defaultBranches, repositories } from "../facts/branches";
import { once } from "../said";

export const defaultBranchProtected: StackRule = {
  kind: "stack",
  name: "default-branch-protected",
  title:
    "Every repository's default branch must change only by reviewed and checked pull requests, administrators' included.",
  severity: "high",
  level: "mandatory",
  rationale: "Whoever may push to it alone decides what is built, signed and deployed.",
  remedy:
    "Use repository.ProtectedRepository, or put the repository under the rulesets of repository.OrganizationGuardrails.",
  controls: ["1.1.3", "1.1.7", "1.1.9", "1.1.14", "1.1.16", "1.1.17"].map(
    (id) => `CIS GitHub 1.2.0 ${id}`,
  ),
  exceptableDays: 30,
  reads: [repositories, defaultBranches, customProperties, branchGuards],
  check(facts, context) {
    const guards = indexGuards(facts.of(branchGuards));
    const found = facts
      .of(repositories)
      .flatMap((each) => judgeDefaultBranch(each, guards, facts, context));
    // A ruleset may be over many repositories, and is told once what it lacks.
    return once(found);
  },
};
