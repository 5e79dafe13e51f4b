import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listWorld } from "../../sandbox/providers/world";
import { hasEngine, needEngine, Project, STACK } from "../support/engine";

/** A busy machine is no failure. */
const LONG = 180_000;
const AT_STACK = ["--stack", STACK];
/** Each in another way: a sensitive property, one marked by the program, and a part of a document. */
const CANARIES = ["canary-sensitive-7f3a9c1e", "canary-marked-2b8d4e60", "canary-nested-c95a1f37"];
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const { Provider } = require("@pulumi/aws/provider");
const { Secret } = require("@pulumi/aws/secretsmanager/secret");
const { SecretVersion } = require("@pulumi/aws/secretsmanager/secretVersion");
const { Parameter } = require("@pulumi/aws/ssm/parameter");

module.exports = () => {
  const config = new pulumi.Config("airside");
  const [sensitive, marked, nested] = [0, 1, 2].map((index) => config.requireSecret("canary" + index));
  const provider = new Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
  const secret = new Secret("database", { name: "database" }, { provider });
  new SecretVersion("database", { secretId: secret.id, secretString: sensitive }, { provider });
  new Parameter("marked", { name: "/marked", type: "String", value: marked }, { provider });
  const document = pulumi.jsonStringify({ user: "app", password: nested });
  new SecretVersion("nested", { secretId: secret.id, secretString: document }, { provider });
  console.log("the program has read", pulumi.interpolate\`\${marked}\`);
  return { marked };
};
`;

describe("a secret of the configuration", () => {
  let project: Project;
  const printed: string[] = [];
  const inFolder = (name: string) => join(project.folder, name);

  beforeAll(async () => {
    if (!(await hasEngine())) return;
    project = await Project.create();
    project.writeProgram(PROGRAM);
    await project.pulumi("stack", "init", STACK);
    for (const [index, canary] of CANARIES.entries()) {
      await project.pulumi(
        "config",
        "set",
        "--secret",
        `airside:canary${index}`,
        canary,
        ...AT_STACK,
      );
    }
  }, LONG);
  afterAll(() => project?.remove());
  beforeEach(needEngine);

  it(
    "goes through preview, update and refresh, by airside and by pulumi itself",
    async () => {
      const plan = inFolder("plan.json");
      const events = [
        "--event-log",
        inFolder("events.json"),
        "--save-plan",
        inFolder("plan-2.json"),
      ];
      const runs = [
        () => project.airside(["preview", ...AT_STACK, "--save-plan", plan]),
        () => project.airside(["up", ...AT_STACK, "--plan", plan, "--json"]),
        () =>
          project.start(
            "pulumi",
            ["preview", "--diff", "--refresh", "--non-interactive", ...AT_STACK, ...events],
            { PULUMI_DEBUG_COMMANDS: "true" },
          ).ended,
        () => project.pulumi("stack", "output", "--json", ...AT_STACK),
        () => project.pulumi("stack", "export", ...AT_STACK, "--file", inFolder("export.json")),
      ];
      for (const run of runs) {
        const ended = await run();
        expect(ended, ended.printed).toMatchObject({ code: 0 });
        printed.push(ended.printed);
      }
      const stored = listWorld(project.sandbox).map(({ type }) => type);
      expect(stored).toContain("aws:secretsmanager/secretVersion:SecretVersion");
    },
    LONG,
  );

  it("is in nothing that was printed", () => {
    expect(printed.length).toBeGreaterThan(0);
    for (const canary of CANARIES) expect(printed.join("\n")).not.toContain(canary);
  });

  it("is in no file: state, plans, events, exports or the world", () => {
    const files = [project.folder, inFolder("config"), project.sandbox].flatMap((folder) =>
      readdirSync(folder, { recursive: folder !== project.folder, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    for (const name of ["world.db", "plan.json", "plan-2.json", "events.json", "export.json"]) {
      expect(
        files.some((file) => file.endsWith(name)),
        name,
      ).toBe(true);
    }
    const spilt = files.filter((file) =>
      CANARIES.some((canary) => readFileSync(file).includes(canary)),
    );
    expect(spilt).toEqual([]);
  });
});
