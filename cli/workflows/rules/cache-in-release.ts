import type { WorkflowRule } from "../rule";
import { releases } from "../triggers";
import type { Job, Step } from "../workflow";

/** What an action calls the input that keeps it from the cache, and the value that does; none always reads. */
const BY_DEFAULT: readonly (readonly [
  action: string,
  off?: readonly [input: string, value: string],
])[] = [
  ["actions/cache"],
  ["actions/setup-go", ["cache", "false"]],
  ["actions/setup-node", ["package-manager-cache", "false"]],
  ["actions-rust-lang/setup-rust-toolchain", ["cache", "false"]],
  ["astral-sh/setup-uv", ["enable-cache", "false"]],
  ["awalsh128/cache-apt-pkgs-action"],
  ["DeterminateSystems/magic-nix-cache-action"],
  ["golangci/golangci-lint-action", ["skip-cache", "true"]],
  ["gradle/actions/setup-gradle", ["cache-disabled", "true"]],
  ["gradle/gradle-build-action", ["cache-disabled", "true"]],
  ["jdx/mise-action", ["cache", "false"]],
  ["mlugg/setup-zig", ["use-cache", "false"]],
  ["Mozilla-Actions/sccache-action"],
  ["nix-community/cache-nix-action"],
  ["oven-sh/setup-bun", ["no-cache", "true"]],
  ["ramsey/composer-install", ["ignore-cache", "yes"]],
  ["Swatinem/rust-cache"],
];

/** Inputs that turn a cache on. Where one names a package manager, no value of it says "off". */
const TURNS_ON = ["cache", "cache-from", "bundler-cache", "enable-cache", "sccache"];
const NAMES_MANAGER = /^(actions\/setup-(java|python)|graalvm\/setup-graalvm)@/i;

/** Actions that publish, whatever starts them. */
const PUBLISHES =
  /^(aws-actions\/(amazon-ecs-deploy-task-definition|aws-cloudformation-github-deploy)|azure\/(container-apps-deploy-action|functions-action)|cloudflare\/wrangler-action|docker\/build-push-action|google-github-actions\/deploy-|goreleaser\/|jreleaser\/|js-devtools\/npm-publish|pypa\/gh-action-pypi-publish|redhat-actions\/push-to-registry|release-drafter\/|rubygems\/release-gem|softprops\/action-gh-release|svenstaro\/upload-release-action|ncipollo\/release-action)/i;

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

/** By what it may do, where it runs or what it uses: publish, attest, or the release and deploy lanes. */
function isRelease({ permissions, runsOn, steps }: Job): boolean {
  const scopes = (permissions?.value ?? {}) as Readonly<Record<string, unknown>>;
  const writes = ["id-token", "attestations", "packages"].some(
    (scope) => scopes[scope] === "write",
  );
  return (
    writes ||
    /(^|[-"])(release|deploy)([-"]|$)/.test(JSON.stringify(runsOn?.value ?? "")) ||
    steps.some(({ uses }) => uses && PUBLISHES.test(uses.value))
  );
}

function readsCache({ uses, with: inputs }: Step): boolean {
  if (!uses) return false;
  const used = uses.value.toLowerCase();
  const given = (name: string) => String(inputs[name]?.value ?? "");
  const known = BY_DEFAULT.find(
    ([action]) => /^[@/]/.test(used.slice(action.length)) && used.startsWith(action.toLowerCase()),
  );
  const off = known?.[1];
  if (known && !(off && given(off[0]) === off[1])) return true;
  return TURNS_ON.some(
    (name) => given(name) !== "" && (given(name) !== "false" || NAMES_MANAGER.test(used)),
  );
}
