import type { StackRule } from "../../lib/rule";
import { clusterOf, clusterPrograms } from "../facts/clusters";
import { falcoConfigs, falcoRuleFiles, falcoWorkloads } from "../facts/runtime";
import { absent, configFindings, filesFindings } from "../falco-coverage";

export const runtimeDetectionEnabled: StackRule = {
  kind: "stack",
  name: "runtime-detection-enabled",
  title: "A cluster must run Falco on eBPF with pinned rules, and send its alerts out.",
  severity: "high",
  level: "mandatory",
  rationale:
    "What admission let in is seen by nothing else, and an alert that stays inside dies with the cluster.",
  remedy:
    "Install the platform's runtime component: engine.kind modern_ebpf, rule files by version, an http_output.",
  controls: ["SOC 2 CC7.2", "NSA/CISA Kubernetes Hardening Guidance"],
  exceptableDays: 30,
  reads: [clusterPrograms, falcoWorkloads, falcoConfigs, falcoRuleFiles],
  check(facts) {
    const cluster = clusterOf(facts);
    if (cluster === undefined) return [];
    const detects = facts
      .of(falcoWorkloads)
      .flat()
      .some(({ kind }) => kind === "detector");
    const configs = facts.of(falcoConfigs).flat();
    const missing = detects && configs.length > 0 ? [] : [absent(cluster, detects)];
    return [
      ...missing,
      ...configs.flatMap((config) => configFindings(config, facts)),
      ...facts
        .of(falcoRuleFiles)
        .flat()
        .flatMap((files) => filesFindings(files, configs)),
    ];
  },
};
