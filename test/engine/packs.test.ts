import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkout } from "../../sandbox/env";
import { hasEngine, needEngine, Project, STACK } from "../support/engine";

/** A busy machine is no failure. */
const LONG = 180_000;
const FOLDER = join(checkout, "policy-packs");
const PACKS = readdirSync(FOLDER).filter((name) =>
  existsSync(join(FOLDER, name, "PulumiPolicy.yaml")),
);
/** Every pack holds the governance rules; what a pack finds besides is its own. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  airside: ["trust-subject-exact", "pod-security-host-namespaces"],
  identity: ["trust-subject-exact"],
  kubernetes: ["pod-security-host-namespaces"],
};
const PROGRAM = `
const { Provider: Aws } = require("@pulumi/aws/provider");
const { Role } = require("@pulumi/aws/iam/role");
const { CustomResource } = require("@pulumi/kubernetes/apiextensions/customResource");
const { Pod } = require("@pulumi/kubernetes/core/v1/pod");

module.exports = () => {
  const provider = new Aws("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
  const host = "token.actions.githubusercontent.com";
  new Role("open", {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/" + host },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [host + ":aud"]: "sts.amazonaws.com" }, StringLike: { [host + ":sub"]: "repo:*" } },
      }],
    }),
  }, { provider });
  new Pod("pod", {
    metadata: { name: "pod", namespace: "shop" },
    spec: { hostNetwork: true, containers: [{ name: "app", image: "registry.example/app" }] },
  });
  new CustomResource("old", {
    apiVersion: "kyverno.io/v1",
    kind: "ClusterPolicy",
    metadata: { name: "old" },
    spec: {},
  });
};
`;

describe("the packs under the engine", () => {
  let project: Project;
  beforeAll(async () => {
    if (!(await hasEngine())) return;
    project = await Project.create();
    project.writeProgram(PROGRAM);
    await project.pulumi("stack", "init", STACK);
  }, LONG);
  afterAll(() => project?.remove());
  beforeEach(needEngine);

  /** A preview with the packs, each with its own file of settings. */
  async function preview(packs: readonly string[], settings: Readonly<Record<string, unknown>>) {
    const config = join(project.folder, "config.json");
    writeFileSync(config, JSON.stringify({ settings }));
    const args = packs.flatMap((pack) => [
      "--policy-pack",
      join(FOLDER, pack),
      "--policy-pack-config",
      config,
    ]);
    return project.pulumi("preview", "--stack", STACK, ...args);
  }

  it.for(PACKS)("%s loads, is configured and reports", { timeout: LONG }, async (pack) => {
    const { code, printed } = await preview([pack], { "stack.resources": [1, 1] });
    expect(code, printed).not.toBe(0);
    for (const rule of ["served-api-current", "stack-size-bounded", ...(OWN[pack] ?? [])]) {
      expect(printed).toMatch(new RegExp(`\\[mandatory\\].* ${rule} `));
    }
  });

  it(
    "refuse a setting that is none",
    async () => {
      const { code, printed } = await preview(["airside"], { "podSecurity.level": "strict" });
      expect(code, printed).not.toBe(0);
      expect(printed).toContain("podSecurity.level");
    },
    LONG,
  );

  it(
    "judge together, each by its own settings",
    async () => {
      const all = PACKS.filter((pack) => pack !== "airside");
      const { code, printed } = await preview(all, { "podSecurity.level": "privileged" });
      expect(code, printed).not.toBe(0);
      for (const rule of all.flatMap((pack) => OWN[pack] ?? [])) {
        expect(printed.includes(rule), printed).toBe(!rule.startsWith("pod-security-"));
      }
      expect(printed.split("served-api-current").length - 1, printed).toBe(all.length);
    },
    LONG,
  );
});
