import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { checkWorkflow } from "../../../cli/workflows/check";
import { CannotRun } from "../../../cli/failure";
import { deliveryGate } from "../../../cli/workflows/delivery-gate";
import { airside } from "../../support/command-line";

const REGISTER = join(__dirname, "../../../register");
const ROLE = "arn:aws:iam::111122223333:role/airside/payments-0a1b2c3";
const LANES = ["--stack", "runners.demo", "--register", REGISTER];
const TARGET = ["--role", `production=${ROLE}`, "--region", "eu-central-1"];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rendered-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const written = () => readdirSync(join(folder, ".github/workflows")).sort();
const read = (file: string) => readFileSync(join(folder, ".github/workflows", file), "utf8");

describe("airside workflows render", () => {
  it("writes a service's workflows, which the check has nothing against", async () => {
    const { code, stderr } = await airside(
      ...["workflows", "render", "payments", ...LANES, ...TARGET, "--out", folder],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(written()).toEqual(["deliver.yml", "pull-request.yml"]);
    expect(written().flatMap((file) => checkWorkflow(read(file)))).toEqual([]);
    expect(read("deliver.yml")).toContain(`role-arn: "${ROLE}"`);
    expect(read("deliver.yml")).toContain(
      "uses: acme/delivery-gate/.github/workflows/deploy.yml@4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08",
    );
  });

  it("writes again what it wrote, and never over what it did not", async () => {
    const run = () => airside("workflows", "render", "handbook", ...LANES, "--out", folder);
    expect((await run()).code).toBe(0);
    expect((await run()).code).toBe(0);
    const path = join(folder, ".github/workflows/deliver.yml");
    writeFileSync(path, "name: our own\n");
    rmSync(join(folder, ".github/workflows/pull-request.yml"));
    expect(await run()).toEqual({
      code: 2,
      stdout: "",
      stderr: `airside: ${path} is not one of ours; move it away, or render to another folder\n`,
    });
    expect(written()).toEqual(["deliver.yml"]);
    expect(read("deliver.yml")).toBe("name: our own\n");
  });

  it("answers as JSON, or prints each file under its path", async () => {
    const args = ["workflows", "render", "handbook", ...LANES];
    const { files } = JSON.parse((await airside(...args, "--json")).stdout);
    expect(files.map(({ path }: { path: string }) => path)).toEqual([
      ".github/workflows/pull-request.yml",
      ".github/workflows/deliver.yml",
    ]);
    const { stdout } = await airside(...args);
    expect(stdout).toBe(
      files
        .map(({ path, text }: { path: string; text: string }) => `# ${path}\n${text}\n`)
        .join(""),
    );
  });

  it("--help shows no default for --role, which has none", async () => {
    const { code, stdout } = await airside("workflows", "render", "--help");
    expect(code).toBe(0);
    const [, role] = /--role <ENVIRONMENT=ARN>([^-]+)/.exec(stdout) ?? [];
    expect(role?.replace(/\s+/g, " ").trim()).toBe(
      "the role that an environment's job assumes; once for each environment",
    );
  });

  it.each([
    [["shop", ...LANES], "the register has no service shop; it has catalogue, handbook, payments"],
    [
      ["payments", ...LANES],
      'the role of the environment "production" must be a role\'s ARN, got nothing\n' +
        'the region of the environment "production" must be one, such as eu-central-1, got nothing',
    ],
    [
      ["payments", ...LANES, "--role", "production"],
      '--role must be ENVIRONMENT=ARN, got "production"',
    ],
    [
      ["payments", "--stack", "runners.none", "--register", REGISTER],
      "stacks/config/Pulumi.runners.none.yaml must exist; name a runners stack, such as --stack runners.demo",
    ],
    [
      ["payments", "--stack", "foundation.demo", "--register", REGISTER],
      "stacks/config/Pulumi.foundation.demo.yaml must hold airside:runners.lanes, as a runners stack does",
    ],
    [
      ["payments", "--stack", "../x", "--register", REGISTER],
      '--stack must be a stack\'s name, such as runners.prod, got "../x"',
    ],
  ])("stops on %j", async (args, message) => {
    expect(await airside("workflows", "render", ...args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `airside: ${message}\n`,
    });
  });
});

describe("airside workflows gate", () => {
  it("writes what the lanes admit, which the check has nothing against", async () => {
    const { code } = await airside("workflows", "gate", ...LANES.slice(0, 2), "--out", folder);
    expect(code).toBe(0);
    expect(written()).toEqual(["build.yml", "deploy.yml", "release.yml"]);
    expect(written().flatMap((file) => checkWorkflow(read(file)))).toEqual([]);
  });

  const gateInto = (out: string) =>
    airside("workflows", "gate", ...LANES.slice(0, 2), "--out", out);

  it("says why it cannot write: the folder is a file", async () => {
    for (const file of ["out", "other/.github/workflows"]) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "");
      const out = path.replace("/.github/workflows", "");
      expect(await gateInto(out)).toEqual({
        code: 2,
        stdout: "",
        stderr: `airside: cannot write ${join(out, ".github/workflows/build.yml")}: a part of its path is a file\n`,
      });
    }
  });

  it("says what stands where a file must be: a folder", async () => {
    const path = join(folder, ".github/workflows/build.yml");
    mkdirSync(path, { recursive: true });
    expect(await gateInto(folder)).toEqual({
      code: 2,
      stdout: "",
      stderr: `airside: cannot read ${path}: it is a folder\n`,
    });
  });
});

describe("deliveryGate", () => {
  const config = () => join(folder, "stacks/config");
  beforeEach(() => mkdirSync(config(), { recursive: true }));

  it("names the file that is no YAML, and the place in it", () => {
    writeFileSync(join(config(), "Pulumi.bad.x.yaml"), "config:\n  a: [1\n");
    expect(() => deliveryGate("bad.x", folder)).toThrow(
      new CannotRun(
        "stacks/config/Pulumi.bad.x.yaml must be YAML: Flow sequence in block collection must be sufficiently " +
          "indented and end with a ] at line 3, column 1",
      ),
    );
  });

  it("says that the file is a folder", () => {
    mkdirSync(join(config(), "Pulumi.bad.x.yaml"));
    expect(() => deliveryGate("bad.x", folder)).toThrow(
      new CannotRun("cannot read stacks/config/Pulumi.bad.x.yaml: it is a folder"),
    );
  });
});
