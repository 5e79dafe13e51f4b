import type { StackRule } from "../../lib/rule";
import { judgeNamespaces, judgeSecurityGroups } from "../egress-denial";
import { egressPolicies } from "../facts/egress";
import { runnerHosts } from "../facts/hosts";
import { runnerPods } from "../facts/pods";
import { prefixLists, securityGroupRules, securityGroups } from "../facts/security-groups";
import { once } from "../said";

export const runnerEgressDefaultDeny: StackRule = {
  kind: "stack",
  name: "runner-egress-default-deny",
  title: "Runners must be denied all egress but the destinations that their lane lists.",
  severity: "high",
  level: "mandatory",
  rationale: "What a job can reach, a poisoned dependency in it can send secrets to.",
  remedy:
    "Use runners.RunnerLane with an egress list; open the security groups of runner hosts to the same networks only.",
  controls: ["CIS GitHub 1.2.0 2.2.4", "NSA/CISA Kubernetes Hardening Guidance"],
  exceptableDays: 30,
  reads: [runnerPods, egressPolicies, runnerHosts, securityGroups, securityGroupRules, prefixLists],
  check: (facts) => {
    const found = [...judgeNamespaces(facts), ...judgeSecurityGroups(facts)];
    return once(found);
  },
};
