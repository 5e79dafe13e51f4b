import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";

import { checkWorkflow } from "../../../cli/workflows/check";
import { deliveryGate } from "../../../cli/workflows/delivery-gate";
import { loadServices } from "../../../components/service/load-services";
import { renderGate } from "../../../components/service/workflows/gate";
import { renderWorkflows } from "../../../components/service/workflows/render";
import { findZizmor, NEEDS_ZIZMOR } from "../../support/zizmor";
import { hostile } from "./hostile";

const ROOT = join(__dirname, "../../..");

/** Its audits of lane separation, and the rules of ours that answer for them. */
const COUNTERPARTS: Readonly<Record<string, readonly string[]>> = {
  "dangerous-triggers": ["dangerous-trigger"],
  "template-injection": ["script-injection"],
  "unpinned-uses": ["unpinned-uses"],
  "excessive-permissions": ["permissions-minimal"],
  "github-env": ["environment-file"],
  "cache-poisoning": ["cache-in-release"],
  "unpinned-images": ["unpinned-uses"],
  "hardcoded-container-credentials": ["credentials-in-plain"],
  "insecure-commands": ["environment-file"],
  "bot-conditions": ["unsound-condition"],
  "unsound-contains": ["unsound-condition"],
  "unsound-condition": ["unsound-condition"],
  artipacked: ["credentials-persisted"],
};

const zizmor = findZizmor();

describe("zizmor agrees", () => {
  beforeEach((context) => {
    if (!zizmor) context.skip(NEEDS_ZIZMOR);
  });

  it.each([
    ["on every hostile workflow", hostile.map(({ text }) => text), 40],
    ["on every mixture of events with expressions and caches", mixtures(), 500],
  ])("%s: what it calls high in these audits, we find too", (_, texts, least) => {
    inFolder(texts, (folder) => {
      const high = findings(folder).filter(
        ({ ident, determinations }) => COUNTERPARTS[ident] && determinations.severity === "High",
      );
      expect(new Set(high.map(indexOf)).size).toBeGreaterThan(least);
      const missed = high.filter((finding) => {
        const ours = checkWorkflow(texts[indexOf(finding)] ?? "").map(({ rule }) => rule);
        return !COUNTERPARTS[finding.ident]?.some((rule) => ours.includes(rule));
      });
      expect(missed.map(({ ident, ...at }) => `${ident}: ${texts[indexOf(at)]}`)).toEqual([]);
    });
  });

  it("with the workflows that a service and the gate get: nothing to find at its strictest", () => {
    const { services } = loadServices(join(ROOT, "register"));
    const gate = deliveryGate("runners.demo");
    const target = { roleArn: "arn:aws:iam::111122223333:role/airside/x", region: "eu-west-1" };
    const files = services.flatMap((contract) => {
      const targets = contract.environments.map(({ name }) => [name, target] as const);
      const rendered = renderWorkflows(contract, gate, Object.fromEntries(targets));
      return "files" in rendered ? Object.values(rendered.files) : [];
    });
    const own = renderGate({ groups: gate.groups, repository: "acme/delivery-gate" });
    inFolder([...files, ...Object.values(own)], (folder) => {
      expect(readdirSync(join(folder, ".github/workflows"))).toHaveLength(9);
      expect(findings(folder, "--config", join(ROOT, "zizmor.yml"))).toEqual([]);
      const without = new Set(findings(folder).map(({ ident }) => ident));
      expect(without).toEqual(new Set(["self-hosted-runner"]));
    });
  });

  it("with our own CI: nothing to find at its strictest", () => {
    expect(findings(join(ROOT, ".github"), "--config", join(ROOT, "zizmor.yml"))).toEqual([]);
  });
});

/** One workflow for each way in which an event, an expression or a cache may go wrong together. */
function mixtures(): string[] {
  const job = (on: string, steps: string) =>
    `name: x\non: ${on}\npermissions: {}\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n${steps}`;
  const sha = "0123456789abcdef0123456789abcdef01234567";
  const expressions = [
    ...[
      "github.event.issue.title",
      "github.head_ref",
      "github.ref_name",
      "github.event.label.name",
    ],
    ...["inputs.x", "env.X", "steps.a.outputs.b", "needs.a.outputs.b", "matrix.x", "github.actor"],
    ...["toJSON(github.event)", "github['head_ref']", "format('{0}', github.head_ref)"],
    ...["github.head_ref || github.ref_name", "github.event.*.title", "github.workflow"],
    ...["github.api_url", "github.event.commits", "github.event.release.tag_name", "vars.X"],
  ];
  const codeInputs = [
    ...["actions/github-script script", "azure/cli inlineScript", "appleboy/ssh-action script"],
    ...[
      "mikefarah/yq cmd",
      "8398a7/action-slack custom_payload",
      "cardinalby/js-eval-action expression",
    ],
    ...["addnab/docker-run-action run", "skitionek/notify-microsoft-teams overwrite"],
  ];
  const caches = [
    ...["actions/cache", "actions/cache/restore", "actions/setup-node", "actions/setup-python"],
    ...["actions/setup-java", "actions/setup-go", "actions/setup-dotnet", "astral-sh/setup-uv"],
    ...["Swatinem/rust-cache", "ruby/setup-ruby", "PyO3/maturin-action", "mlugg/setup-zig"],
    ...["oven-sh/setup-bun", "pnpm/setup", "DeterminateSystems/magic-nix-cache-action"],
    ...["graalvm/setup-graalvm", "gradle/actions/setup-gradle", "jdx/mise-action"],
    ...["actions-rust-lang/setup-rust-toolchain", "Mozilla-Actions/sccache-action"],
    ...["nix-community/cache-nix-action", "ramsey/composer-install"],
  ];
  const settings = [
    ...[
      "cache: npm",
      "cache: true",
      "cache: 'false'",
      "enable-cache: false",
      "bundler-cache: true",
    ],
    ...[
      "sccache: true",
      "use-cache: false",
      "no-cache: true",
      "no-cache: false",
      "lookup-only: true",
    ],
    ...["cache-disabled: true", "package-manager-cache: false", "ignore-cache: yes", "version: 1"],
  ];
  const step = (action: string, input: string) =>
    `      - uses: ${action}@${sha}\n        with:\n          ${input}\n`;
  return [
    ...["pull_request", "push", "issues", "pull_request_target", "workflow_call"].flatMap((on) =>
      expressions.flatMap((each) => [
        job(on, `      - run: echo \${{ ${each} }}\n`),
        ...codeInputs.map((at) => {
          const [action = "", input] = at.split(" ");
          return job(on, step(action, `${input}: x \${{ ${each} }}`));
        }),
      ]),
    ),
    ...["release", "push: {tags: ['v*']}", "push: {branches: ['release/**']}"].flatMap((on) =>
      caches.flatMap((action) =>
        settings.map((setting) => job(on.includes(":") ? `{${on}}` : on, step(action, setting))),
      ),
    ),
  ];
}

interface ZizmorFinding {
  ident: string;
  determinations: { severity: string };
  locations: { symbolic: { key: { Local?: { verbatim_path: string } } } }[];
}

function inFolder(texts: readonly string[], work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "airside-zizmor-"));
  const workflows = join(folder, ".github", "workflows");
  mkdirSync(workflows, { recursive: true });
  for (const [index, text] of texts.entries()) {
    writeFileSync(join(workflows, `${index}.yml`), text);
  }
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findings(folder: string, ...more: string[]): ZizmorFinding[] {
  const strictest = ["--offline", "--persona", "auditor", "--format", "json"];
  const args = [...strictest, "--no-exit-codes", "--quiet", ...more, folder];
  return JSON.parse(
    execFileSync(zizmor ?? "", args, {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
}

function indexOf({ locations }: Pick<ZizmorFinding, "locations">): number {
  const path = locations[0]?.symbolic.key.Local?.verbatim_path ?? "";
  return Number(/(\d+)\.yml$/.exec(path)?.[1]);
}
