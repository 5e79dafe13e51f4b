import { describe, expect, it } from "vitest";
import { readResource } from "../../../cli/input/resource";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";

const role = { type: "aws:iam/role:Role", name: "deploy", props: {} };

describe("readResource", () => {
  it("reads every field, takes null for absent, and ignores what it does not know", () => {
    const given = {
      ...role,
      urn: "urn:pulumi:s::p::aws:iam/role:Role::deploy",
      parent: "team",
      lane: null,
      protect: false,
      propertyDependencies: { assumeRolePolicy: ["github"], name: null },
      dependencies: ["github"],
      secret: ["description"],
      extra: 1,
    };
    const { extra: _, lane: __, ...expected } = given;
    expect(readResource(given, false).resource).toStrictEqual({
      ...expected,
      propertyDependencies: { assumeRolePolicy: ["github"], name: [] },
    });
  });

  it("puts the unknown in its place", () => {
    const given = { ...role, props: { a: { b: 1 } }, unknown: ["a.b", "c"] };
    expect(readResource(given, false).resource?.props).toStrictEqual({
      a: { b: UNKNOWN },
      c: UNKNOWN,
    });
  });

  it("names every wrong field at once", () => {
    const given = { type: 1, name: "", props: [], parent: 5, secret: ["a..b"], protect: "yes" };
    expect(readResource(given, false, "resources[2].").problems).toStrictEqual([
      "resources[2].type must be a string, not empty, got 1",
      "resources[2].name must be a string, not empty, got an empty string",
      "resources[2].props must be an object, got an empty list",
      "resources[2].parent must be a string, got 5",
      "resources[2].protect must be true or false, got a string",
      expect.stringContaining("resources[2].secret must be a list of paths such as"),
    ]);
  });

  it.each([null, 1, "x", []])("says what a resource is, given %j", (given) => {
    const [problem] = readResource(given, false).problems!;
    expect(problem).toContain("a resource must be an object with type, name and props");
  });

  it("reads the engine's marks of secrets and unknowns", () => {
    const sealed = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const given = {
      ...role,
      props: {
        unknown: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        sealed: { ...sealed, ciphertext: "AAAA" },
        opened: { list: [{ ...sealed, plaintext: '"hunter2"' }] },
        redacted: "[secret]",
      },
    };
    expect(readResource(given, true).resource).toStrictEqual({
      type: role.type,
      name: role.name,
      props: {
        unknown: UNKNOWN,
        sealed: UNKNOWN,
        opened: { list: ["hunter2"] },
        redacted: UNKNOWN,
      },
      secret: ["sealed", "opened.list[0]", "redacted"],
    });
  });
});
