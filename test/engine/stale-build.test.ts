import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { findEngine } from "../../sandbox/engine/engine";
import { sandboxEnv } from "../../sandbox/env";
import { Checkout } from "../setup/checkout";

const repository = path.resolve(__dirname, "../..");
const compiledHost = path.join(repository, "dist/sandbox/engine/language-host.js");

describe("under the real engine", () => {
  let checkout: Checkout;
  let env: NodeJS.ProcessEnv | undefined;
  beforeAll(async () => {
    const engine = await findEngine();
    checkout = new Checkout();
    if (engine && fs.existsSync(compiledHost)) {
      env = { ...process.env, ...sandboxEnv(engine, checkout.path(".sandbox")) };
    }
  });
  afterAll(() => checkout.remove());
  beforeEach(({ skip }) => {
    if (!env) skip("no Pulumi engine, or no build in dist/, here");
  });

  const pulumi = (...args: string[]) => {
    const all = [...args, "--non-interactive", "--color", "never"];
    const ended = spawnSync("pulumi", all, { cwd: checkout.folder, env, encoding: "utf8" });
    return { code: ended.status, said: `${ended.stdout}${ended.stderr}` };
  };
  const OLD = "error: the build in dist/ is older than the sources: run `npm run build`";

  it("a program or pack of a current build runs, and one of an older build says what to do", async () => {
    checkout.fakeNpm(
      `mkdir -p node_modules; ln -s '${repository}/node_modules/@pulumi' node_modules/`,
    );
    const first = 'import { stopIfStale } from "#up/setup/stale-build";\nstopIfStale();\n';
    checkout.write("stacks/index.ts", first.replace("#up", ".."));
    checkout.write(
      "policy-packs/none/index.ts",
      `${first.replace("#up", "../..")}import { PolicyPack } from "@pulumi/policy";\nnew PolicyPack("none", { policies: [] });\n`,
    );
    const project = "name: old\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n";
    checkout.write("Pulumi.yaml", project);
    checkout.write("policy-packs/none/PulumiPolicy.yaml", "runtime: nodejs\n");
    const main = "../../dist/policy-packs/none/index.js";
    checkout.write("policy-packs/none/package.json", JSON.stringify({ version: "1.0.0", main }));
    expect(await checkout.run(["build"])).toMatchObject({ code: 0 });
    expect(pulumi("stack", "init", "dev").code).toBe(0);
    const fresh = pulumi("preview", "--policy-pack", "policy-packs/none");
    expect(fresh.said).toContain("1 to create");

    fs.appendFileSync(checkout.path("cli/main.ts"), "// later\n");
    const program = pulumi("preview");
    expect(program.code).not.toBe(0);
    expect(program.said).toContain(OLD);
    expect(program.said).not.toMatch(/\n\s+at /);

    const pack = pulumi("preview", "--policy-pack", "policy-packs/none");
    expect(pack.code).not.toBe(0);
    expect(pack.said).toContain(OLD.replace("error: ", ""));
    expect(pack.said).not.toMatch(/\n\s+at /);
  });
});
