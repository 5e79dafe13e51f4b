import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";

import { formatTable, generateTable, PACKAGES } from "../../../sandbox/providers/generate-tables";
import { tablePath, Tables } from "../../../sandbox/providers/tables";

const installed = createRequire(__filename);

describe("the tables", () => {
  it.each(PACKAGES)("are of the installed @pulumi/%s", (name) => {
    const { version } = installed(`@pulumi/${name}/package.json`) as { version: string };
    expect(new Tables(name).version()).toBe(version);
  });

  it.each(PACKAGES)(
    "say of %s what the package says",
    (name) => {
      expect(formatTable(generateTable(name))).toBe(readFileSync(tablePath(name), "utf8"));
    },
    120_000,
  );

  it("tell inputs, needs, computed outputs and secrets apart", () => {
    const role = new Tables("aws").resource("aws:iam/role:Role");
    expect(role?.req).toEqual(["assumeRolePolicy"]);
    expect(role?.computed).toEqual(expect.arrayContaining(["arn", "uniqueId", "createDate"]));
    expect(role?.in["maxSessionDuration"]).toBe("n");
    const key = new Tables("aws").resource("aws:iam/accessKey:AccessKey");
    expect(key?.secret).toEqual(expect.arrayContaining(["secret"]));
  });
});
