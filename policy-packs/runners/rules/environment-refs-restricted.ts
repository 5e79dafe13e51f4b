import type { StackRule } from "../../lib/rule";
import { judgeRefs } from "../environment-refs";
import { deploymentEnvironments, deploymentPatterns } from "../facts/environments";
import { once } from "../said";

export const environmentRefsRestricted: StackRule = {
  kind: "stack",
  name: "environment-refs-restricted",
  title:
    "A deployment environment must take protected branches only, or branches and tags by patterns that name some.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "A subject with an environment carries no ref: without this rule any branch deploys what it likes.",
  remedy: "Use repository.DeploymentEnvironment, which asks for refs and makes their policies.",
  controls: ["SOC 2 CC8.1"],
  exceptableDays: 14,
  reads: [deploymentEnvironments, deploymentPatterns],
  check: (facts) => {
    const found = facts
      .of(deploymentEnvironments)
      .filter(({ lane }) => lane === "release" || lane === "deploy")
      .flatMap((environment) => judgeRefs(environment, facts.of(deploymentPatterns)));
    return once(found);
  },
};
