import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { renderKyvernoPolicies } from "../../../sandbox/parts/kyverno-policies";
import { findPart } from "../../../sandbox/parts/parts";
import { type Manifest, pod as asResource, refusals } from "../../policy-packs/kubernetes/pods";
import { randomPod } from "./random-pods";

const SEED = 20261127;
/** A third of a CPU second each. */
const DRAWS = Number(process.env["AIRSIDE_KYVERNO_DRAWS"] ?? 20);

/** Kyverno's policies by the rule of ours that asks for the same. */
const RULE_OF_POLICY: Readonly<Record<string, string>> = {
  "disallow-capabilities": "pod-security-capabilities",
  "disallow-capabilities-strict": "pod-security-capabilities-restricted",
  "disallow-host-namespaces": "pod-security-host-namespaces",
  "disallow-host-path": "pod-security-host-path-volumes",
  "disallow-host-ports": "pod-security-host-ports",
  "disallow-host-process": "pod-security-host-process",
  "disallow-privilege-escalation": "pod-security-privilege-escalation",
  "disallow-privileged-containers": "pod-security-privileged-containers",
  "disallow-proc-mount": "pod-security-proc-mount",
  "disallow-selinux": "pod-security-selinux",
  "require-run-as-non-root-user": "pod-security-running-as-non-root-user",
  "require-run-as-nonroot": "pod-security-running-as-non-root",
  "restrict-apparmor-profiles": "pod-security-apparmor",
  "restrict-seccomp": "pod-security-seccomp",
  "restrict-seccomp-strict": "pod-security-seccomp-restricted",
  "restrict-sysctls": "pod-security-sysctls",
  "restrict-volume-types": "pod-security-volume-types",
};

/** The last version before user namespaces lift anything, of which Kyverno's policies do not know. */
const VERSION = "v1.34";

/** Where Kyverno's policies are known to differ from the standards, by what they say there. */
const KNOWN: readonly {
  readonly policies: readonly string[];
  readonly refuses: boolean;
  readonly where: (manifest: string) => boolean;
}[] = [
  // It asks only containers that write a list, so that writing none escapes it.
  { policies: ["disallow-capabilities-strict"], refuses: false, where: () => true },
  // The API server gives a pod on the host's network its ports as host ports; Kyverno's command does not.
  {
    policies: ["disallow-host-ports"],
    refuses: false,
    where: (manifest) => manifest.includes('"hostNetwork":true'),
  },
  // Of the annotation's values it takes runtime/default alone.
  {
    policies: ["restrict-apparmor-profiles"],
    refuses: true,
    where: (manifest) => /apparmor[^,]*:"localhost\//.test(manifest),
  },
  // It asks Windows for what only Linux has.
  {
    policies: ["disallow-privilege-escalation", "restrict-seccomp-strict"],
    refuses: true,
    where: (manifest) => manifest.includes('"os":{"name":"windows"}'),
  },
];

const kyverno = findPart("kyverno");
const policies = kyverno && renderKyvernoPolicies("restricted");
const MISSING = "kyverno or helm is not built (npm run parts -- helm kyverno)";

/** The policies that refuse each pod, by its name. */
function refusedByKyverno(pods: readonly Manifest[]): Map<string, Set<string>> {
  const folder = mkdtempSync(join(tmpdir(), "airside-kyverno-"));
  try {
    writeFileSync(join(folder, "policies.yaml"), policies ?? "");
    writeFileSync(
      join(folder, "pods.yaml"),
      pods.map((manifest) => `---\n${JSON.stringify(manifest)}`).join("\n"),
    );
    const args = ["apply", join(folder, "policies.yaml"), "-r", join(folder, "pods.yaml")];
    const { stdout, stderr } = spawnSync(kyverno ?? "", args, { encoding: "utf8" });
    const found = new Map<string, Set<string>>();
    for (const [, policy = "", name = ""] of stdout.matchAll(
      /policy (\S+) -> resource \S+\/Pod\/(\S+) failed/g,
    )) {
      found.set(name, (found.get(name) ?? new Set()).add(policy));
    }
    expect(stdout, stderr).toContain(
      `Applying ${Object.keys(RULE_OF_POLICY).length} policy rule(s) to ${pods.length}`,
    );
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isKnown(policy: string, refuses: boolean, manifest: string): boolean {
  return KNOWN.some(
    (known) =>
      known.policies.includes(policy) && known.refuses === refuses && known.where(manifest),
  );
}

describe("Pod Security as Kyverno's own policies judge it", () => {
  it(
    `is judged alike over ${DRAWS} pods (seed ${SEED}), save where they are known to differ`,
    ({ skip }) => {
      if (policies === undefined) return skip(MISSING);
      const pods = fc.sample(randomPod, { seed: SEED, numRuns: DRAWS }).map((manifest, index) => ({
        ...manifest,
        metadata: { ...(manifest["metadata"] as object), name: `pod-${index}` },
      }));
      const theirs = refusedByKyverno(pods);
      const differing = pods.flatMap((pod, index) => {
        const ours = refusals(asResource(pod), "restricted", VERSION);
        const refused = theirs.get(`pod-${index}`) ?? new Set();
        const manifest = JSON.stringify(pod);
        return Object.entries(RULE_OF_POLICY)
          .filter(([policy, rule]) => refused.has(policy) !== ours.includes(rule))
          .filter(([policy]) => !isKnown(policy, refused.has(policy), manifest))
          .map(([policy]) => `${policy} ${refused.has(policy) ? "refuses" : "admits"} ${manifest}`);
      });
      expect(differing).toEqual([]);
    },
    120_000 + DRAWS * 5000,
  );
});
