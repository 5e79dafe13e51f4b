import type { StackFacts, StackFinding } from "../lib/rule";
import { type FalcoRuleFiles, falcoWorkloads, type FalcoConfig } from "./facts/runtime";

/** A cluster without Falco, or without its configuration. */
export function absent(cluster: string, detects: boolean): StackFinding {
  const what = detects ? "no ConfigMap with falco.yaml" : "no Falco DaemonSet";
  return {
    resource: cluster,
    path: "",
    message: `The cluster "${cluster}" holds ${what}; install Falco.`,
  };
}

/** What in Falco's configuration keeps it from seeing, or from being heard. */
export function configFindings(config: FalcoConfig, facts: StackFacts): StackFinding[] {
  const { resource, path, engine, sendsTo } = config;
  if (config.isUnknown) {
    return [
      { resource, path, message: `${path} of "${resource}" is not known yet.`, unknown: true },
    ];
  }
  const forwards = facts
    .of(falcoWorkloads)
    .flat()
    .some(({ kind }) => kind === "forwarder");
  const leaves = sendsTo !== undefined && (forwards || !isInside(sendsTo));
  const kind = `"${resource}" sets engine.kind to ${engine ?? "nothing"}; set modern_ebpf.`;
  const output = `"${resource}" sends no alert out of the cluster; enable http_output to a receiver outside, or to falcosidekick.`;
  return [
    ...(engine === "modern_ebpf" ? [] : [{ resource, path: `${path}.engine.kind`, message: kind }]),
    ...(leaves ? [] : [{ resource, path: `${path}.http_output`, message: output }]),
  ];
}

/** Whether an address can only be one inside the cluster. */
function isInside(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : url;
  return !host.includes(".") || /(\.svc|\.cluster\.local|^127\.|^10\.|^localhost$)/.test(host);
}

/** Rule files that may change on their own, or whose rules are not proven yet. */
export function filesFindings(
  { resource, path, refs }: FalcoRuleFiles,
  configs: readonly FalcoConfig[],
): StackFinding[] {
  const picks = configs.some(({ picksRules }) => picksRules);
  return refs.flatMap((ref) => {
    const isPinned = /@sha256:[0-9a-f]{64}$/.test(ref) || /:\d+\.\d+\.\d+$/.test(ref);
    const isStable = !/(incubating|sandbox)/.test(ref);
    const pinned = `"${resource}" takes the rule file ${ref}; pin it by version or digest.`;
    const stable = `"${resource}" takes the rule file ${ref}, which is not of stable maturity; enable its rules one by one in falco.yaml.`;
    return [
      ...(isPinned ? [] : [{ resource, path, message: pinned }]),
      ...(isStable || picks ? [] : [{ resource, path, message: stable }]),
    ];
  });
}
