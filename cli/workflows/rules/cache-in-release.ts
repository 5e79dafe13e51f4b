import type { WorkflowRule } from "../rule";
import { releases } from "../triggers";
import type { Job, Step } from "../workflow";

const CACHES =
  /^(actions\/cache(\/restore|\/save)?|Swatinem\/rust-cache|gradle\/actions\/setup-gradle)@/i;
/** Set-up actions that restore a cache unless told not to, with the input that says so. */
const CACHES_BY_DEFAULT: readonly [RegExp, string][] = [
  [/^actions\/setup-go@/i, "cache"],
  [/^astral-sh\/setup-uv@/i, "enable-cache"],
  [/^golangci\/golangci-lint-action@/i, "skip-cache"],
];

export const cacheInRelease: WorkflowRule = {
  name: "cache-in-release",
  severity: "high",
  title: "A job that releases or signs must not read a cache that other jobs can write.",
  check: (workflow) =>
    workflow.jobs
      .filter((job) => releases(workflow) || isRelease(job))
      .flatMap(({ steps }) => steps)
      .filter(readsCache)
      .map(({ line }) => ({
        line,
        value: "this step must not restore a cache in a release: build from what is pinned instead",
      })),
};

/** By what it may do or where it runs: publish, attest, or the release and deploy lanes. */
function isRelease({ permissions, runsOn }: Job): boolean {
  const scopes = (permissions?.value ?? {}) as Readonly<Record<string, unknown>>;
  const writes = ["id-token", "attestations", "packages"].some(
    (scope) => scopes[scope] === "write",
  );
  return writes || /(^|[-"])(release|deploy)([-"]|$)/.test(JSON.stringify(runsOn?.value ?? ""));
}

function readsCache({ uses, with: inputs }: Step): boolean {
  if (!uses) return false;
  if (CACHES.test(uses.value)) return true;
  const byDefault = CACHES_BY_DEFAULT.find(([action]) => action.test(uses.value))?.[1];
  if (byDefault === "skip-cache") return String(inputs[byDefault]?.value) !== "true";
  if (byDefault) return String(inputs[byDefault]?.value) !== "false";
  const named = String(inputs["cache"]?.value ?? inputs["cache-from"]?.value ?? "");
  return named !== "" && named !== "false";
}
