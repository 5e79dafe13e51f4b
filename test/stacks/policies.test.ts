import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { loadServices } from "../../components/service/load-services";
import { foundation } from "../../stacks/foundation";
import { runners } from "../../stacks/runners";
import { readRegister } from "../../policy-packs/lib/register";
import { judge } from "../support/judge";
import { record } from "../support/record";

const ROOT = join(__dirname, "../..");
const { services } = loadServices(join(ROOT, "register"));
const REGISTER = readRegister(JSON.parse(JSON.stringify({ services })));
const SETTINGS = {
  environment: "production",
  "identity.boundaries": ["arn:aws:iam::111122223333:policy/airside/airside-boundary"],
  "aws.accounts": ["111122223333"],
  "aws.regions": ["eu-central-1"],
  "images.registries": ["ghcr.io/acme", "ghcr.io/actions"],
  "charts.sources": ["oci://ghcr.io/actions/actions-runner-controller-charts"],
};

/** What every pack says of a demo stack at production's levels, one line a finding. */
async function findingsOf(stack: string, program: () => unknown, preview: boolean) {
  const key = `airside:${stack.split(".")[0]}`;
  const file = join(ROOT, `stacks/config/Pulumi.${stack}.yaml`);
  const config = { [key]: JSON.stringify(parse(readFileSync(file, "utf8")).config[key]) };
  const resources = await record(program, { stack, preview, config });
  return judge(resources, SETTINGS, REGISTER).map(
    ({ rule, level, resource, path, message }) =>
      `${level} ${rule} ${resource.split("::").slice(2).join(" ")} ${path}: ${message}`,
  );
}

/** Mocks render no chart, and the rule says so rather than nothing. */
const CHART =
  "advisory chart-rendered-in-preview airside:runners:RunnerController$kubernetes:helm.sh/v4:Chart runner-controller ";

describe.each([
  ["foundation.demo", () => foundation(), []],
  ["runners.demo", () => runners(), [expect.stringContaining(CHART)]],
] as const)("%s under every pack, at production's levels", (stack, program, expected) => {
  it("has no other finding in its first preview", async () => {
    expect(await findingsOf(stack, program, true)).toEqual(expected);
  });

  it("has none when everything is known", async () => {
    expect(await findingsOf(stack, program, false)).toEqual(expected);
  });
});
