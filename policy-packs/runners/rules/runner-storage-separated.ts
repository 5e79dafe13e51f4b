import type { StackRule } from "../../lib/rule";
import { heldPolicies, heldRoles, instanceProfiles, roleGrants } from "../facts/host-roles";
import { runnerHosts } from "../facts/hosts";
import { runnerPods } from "../facts/pods";
import { boundVolumes, cacheStores, storePolicies } from "../facts/stores";
import { sharedStores } from "../stores";
import { once } from "../said";

export const runnerStorageSeparated: StackRule = {
  kind: "stack",
  name: "runner-storage-separated",
  title: "A cache or artifact store must be within reach of one lane's runners only.",
  severity: "high",
  level: "mandatory",
  rationale:
    "What a pull request's job writes into a shared cache, the job that deploys takes out of it and runs.",
  remedy:
    "Keep caches in the pod, as runners.RunnerLane does, or give each lane a bucket or key prefix of its own.",
  controls: ["CIS GitHub 1.2.0 2.3.3"],
  exceptableDays: 30,
  reads: [
    runnerPods,
    runnerHosts,
    instanceProfiles,
    heldRoles,
    roleGrants,
    heldPolicies,
    cacheStores,
    boundVolumes,
    storePolicies,
  ],
  check: (facts) => {
    const found = sharedStores(facts);
    return once(found);
  },
};
