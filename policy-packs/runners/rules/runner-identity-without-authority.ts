import type { StackRule } from "../../lib/rule";
import { heldPolicies, heldRoles, instanceProfiles, roleGrants } from "../facts/host-roles";
import { runnerHosts } from "../facts/hosts";
import { annotatedAccounts, clusterBindings, podIdentities } from "../facts/pod-identities";
import { runnerPods } from "../facts/pods";
import { judgeHost } from "../host-authority";
import { judgeAccounts } from "../pod-authority";
import { once } from "../said";

export const runnerIdentityWithoutAuthority: StackRule = {
  kind: "stack",
  name: "runner-identity-without-authority",
  title:
    "A runner's machine and pod must have no rights of their own beyond what starting a runner takes.",
  severity: "critical",
  level: "mandatory",
  rationale: "Every job on a runner has the rights of the machine and the pod that it runs in.",
  remedy:
    "Use runners.RunnerLane, whose pods have no identity; let jobs assume identity.TrustRole roles by their own tokens.",
  controls: ["SOC 2 CC6.3"],
  exceptableDays: 14,
  reads: [
    runnerHosts,
    instanceProfiles,
    heldRoles,
    roleGrants,
    heldPolicies,
    runnerPods,
    podIdentities,
    annotatedAccounts,
    clusterBindings,
  ],
  check: (facts, { settings }) => {
    const allowed = settings["runners.bootstrapActions"];
    const found = [
      ...facts.of(runnerHosts).flatMap((host) => judgeHost(host, allowed, facts)),
      ...judgeAccounts(facts),
    ];
    return once(found);
  },
};
