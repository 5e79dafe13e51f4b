import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type ApiServer, hasApiServer, startApiServer } from "../../../sandbox/parts/api-server";
import { pod, refusals } from "../../policy-packs/kubernetes/pods";
import { randomPod } from "./random-pods";

const LEVELS = ["baseline", "restricted"] as const;
/** All that the server knows. Each pod is judged by eight of them, and each of them comes up. */
const VERSIONS = Array.from({ length: 37 }, (_, minor) => `v1.${minor}`);
const VERSIONS_EACH = 8;
const SEED = 20261122;
const DRAWS = Number(process.env["AIRSIDE_DRAWS"] ?? 500);
const AT_ONCE = 24;

/** Our rules by the words in which the API server gives its reasons. */
const RULE_OF_REASON: Readonly<Record<string, readonly string[]>> = {
  hostProcess: ["pod-security-host-process"],
  "host namespaces": ["pod-security-host-namespaces"],
  privileged: ["pod-security-privileged-containers"],
  "non-default capabilities": ["pod-security-capabilities"],
  "hostPath volumes": ["pod-security-host-path-volumes"],
  hostPort: ["pod-security-host-ports"],
  "probe or lifecycle host": ["pod-security-host-probes"],
  "forbidden AppArmor profile": ["pod-security-apparmor"],
  "forbidden AppArmor profiles": ["pod-security-apparmor"],
  seLinuxOptions: ["pod-security-selinux"],
  procMount: ["pod-security-proc-mount"],
  seccompProfile: ["pod-security-seccomp", "pod-security-seccomp-restricted"],
  "forbidden sysctls": ["pod-security-sysctls"],
  "restricted volume types": ["pod-security-volume-types"],
  "allowPrivilegeEscalation != false": ["pod-security-privilege-escalation"],
  "runAsNonRoot != true": ["pod-security-running-as-non-root"],
  "runAsUser=0": ["pod-security-running-as-non-root-user"],
  "unrestricted capabilities": ["pod-security-capabilities-restricted"],
};
const REASONS = Object.keys(RULE_OF_REASON);
const REASON = new RegExp(
  `(?:^|\\), )(${REASONS.toSorted((one, other) => other.length - one.length)
    .map(escaped)
    .join("|")}) \\(`,
  "g",
);

/** Baseline rules that a restricted check replaces at level restricted, by the version from which it does. */
const REPLACED_FROM: Readonly<Record<string, number>> = {
  "pod-security-capabilities": 22,
  "pod-security-seccomp": 19,
  "pod-security-host-path-volumes": 0,
};

type Level = (typeof LEVELS)[number];

const present = hasApiServer();
const MISSING = "etcd and kube-apiserver are not built (npm run parts -- etcd kube-apiserver)";

describe("Pod Security as the API server judges it", () => {
  let server: ApiServer;
  beforeAll(async () => {
    if (!present) return;
    server = await startApiServer();
    await Promise.all([
      createNamespace(server, "open", "privileged", "latest"),
      ...LEVELS.flatMap((level) =>
        VERSIONS.map((version) => createNamespace(server, nameOf(level, version), level, version)),
      ),
    ]);
  }, 90_000);
  afterAll(() => server?.stop());

  it(
    `is judged alike, control by control, over ${DRAWS} pods (seed ${SEED})`,
    async ({ skip }) => {
      skip(!present, MISSING);
      const pods = await accepted(server, DRAWS);
      const asked = pods.flatMap((manifest, index) =>
        LEVELS.flatMap((level) =>
          versionsOf(index).map((version) => ({ manifest, level, version })),
        ),
      );
      const differing = await inTurns(asked, async ({ manifest, level, version }) => {
        const theirs = await verdictOf(server, nameOf(level, version), manifest);
        const ours = reasonsFor(refusals(pod(manifest), level, version), level, version);
        return theirs.join() === ours.join()
          ? []
          : [{ level, version, theirs, ours, manifest: JSON.stringify(manifest) }];
      });
      expect(differing.slice(0, 5)).toEqual([]);
      expect(asked.length).toBe(DRAWS * LEVELS.length * VERSIONS_EACH);
    },
    60_000 + DRAWS * 200,
  );
});

/** Eight versions, five apart, from another one on for each pod. */
function versionsOf(index: number): string[] {
  return Array.from(
    { length: VERSIONS_EACH },
    (_, turn) => VERSIONS[(index + turn * 5) % VERSIONS.length] ?? "",
  );
}

/** Pods that the API server accepts where nothing is enforced; what its validation refuses says nothing of ours. */
async function accepted(server: ApiServer, wanted: number): Promise<Json[]> {
  const found: Json[] = [];
  for (let round = 0; found.length < wanted && round < 50; round++) {
    const drawn = fc.sample(randomPod, { seed: SEED + round, numRuns: wanted });
    const valid = await inTurns(drawn, async (manifest) =>
      (await dryRun(server, "open", manifest)).status === 201 ? [manifest] : [],
    );
    found.push(...valid);
  }
  expect(found.length, "too few of the drawn pods are valid").toBeGreaterThanOrEqual(wanted);
  return found.slice(0, wanted);
}

type Json = Readonly<Record<string, unknown>>;

function dryRun(server: ApiServer, namespace: string, manifest: Json) {
  const url = `/api/v1/namespaces/${namespace}/pods?dryRun=All&fieldValidation=Ignore`;
  return server.request("POST", url, manifest);
}

/** The reasons for which the API server refuses, in order; none where it admits. */
async function verdictOf(server: ApiServer, namespace: string, manifest: Json): Promise<string[]> {
  const { status, body } = await dryRun(server, namespace, manifest);
  if (status === 201) return [];
  const [, details = ""] = /violates PodSecurity "[^"]*": (.*)$/s.exec(body.message ?? "") ?? [];
  const reasons = [...details.matchAll(REASON)].map(([, reason]) => reason ?? "");
  if (status !== 403 || reasons.length === 0)
    throw new Error(`no verdict: ${status} ${body.message}`);
  return distinct(reasons);
}

/** What the API server would give as reasons for our findings. */
function reasonsFor(names: readonly string[], level: Level, version: string): string[] {
  const minor = Number(version.slice("v1.".length));
  const isReplaced = (name: string) =>
    level === "restricted" && minor >= (REPLACED_FROM[name] ?? Number.POSITIVE_INFINITY);
  const said = names.filter((name) => !isReplaced(name));
  return distinct(
    said.map((name) => REASONS.find((reason) => RULE_OF_REASON[reason]?.includes(name)) ?? name),
  );
}

/** Singular and plural of one reason are the same; the order is ours. */
function distinct(reasons: readonly string[]): string[] {
  return [...new Set(reasons.map((reason) => reason.replace(/profiles$/, "profile")))].toSorted();
}

async function createNamespace(server: ApiServer, name: string, level: string, version: string) {
  const labels = {
    "pod-security.kubernetes.io/enforce": level,
    "pod-security.kubernetes.io/enforce-version": version,
  };
  const { status, body } = await server.request("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels },
  });
  expect(status, body.message).toBe(201);
}

function nameOf(level: Level, version: string): string {
  return `${level}-${version.replace(".", "-")}`;
}

/** Runs the work over all items, so many at once, and joins what it yields. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const item = items[next++];
      if (item !== undefined) results.push(...(await work(item)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
