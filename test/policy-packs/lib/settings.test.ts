import { describe, expect, it } from "vitest";

import {
  parseSetting,
  readSettings,
  SETTINGS,
  SettingsError,
  settingsSchema,
} from "../../../policy-packs/lib/settings";

const problemsOf = (raw: Record<string, unknown>) => {
  try {
    readSettings(raw);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};

describe("readSettings", () => {
  it("has a default for what rules cannot do without, and none for what only the company knows", () => {
    const { now, ...settings } = readSettings();
    expect(settings).toEqual({
      environment: undefined,
      "identity.audiences": ["sts.amazonaws.com"],
      "identity.boundaries": undefined,
      "identity.trustPolicyCharacters": 2048,
      "runners.bootstrapActions": undefined,
      "repository.approvals": 2,
      "aws.accounts": undefined,
      "aws.regions": undefined,
      "aws.adminPorts": [22, 3389, 5985, 5986, 6443, 8200, 10250],
      "podSecurity.level": "restricted",
      "podSecurity.version": "v1.37",
      "podSecurity.namespaces": { "kube-system": "privileged", falco: "privileged" },
      "kubernetes.systemNamespaces": [
        "kube-system",
        "kube-public",
        "kube-node-lease",
        "kyverno",
        "falco",
      ],
      "images.registries": undefined,
      "charts.sources": undefined,
      "stack.resources": [300, 1000],
    });
    expect(Math.abs(now.valueOf() - Date.now())).toBeLessThan(60_000);
  });

  it.each([
    ["aws.accounts", "111122223333,012345678901", ["111122223333", "012345678901"]],
    ["aws.accounts", 111122223333, ["111122223333"]],
    ["aws.accounts", ["111122223333"], ["111122223333"]],
    ["aws.adminPorts", "22, 443", [22, 443]],
    ["aws.adminPorts", 22, [22]],
    ["images.registries", "", []],
    ["stack.resources", "10,20", [10, 20]],
    ["podSecurity.version", "v1.0", "v1.0"],
    ["podSecurity.version", "latest", "latest"],
    ["podSecurity.namespaces", { shop: "baseline" }, { shop: "baseline" }],
    ["now", "2026-11-22T09:00:00+01:00", new Date("2026-11-22T08:00:00Z")],
  ])("reads %s from %j", (key, given, read) => {
    expect(readSettings({ [key]: given })).toMatchObject({ [key]: read });
  });

  it.each([
    ["aws.account", ["111122223333"]],
    ["aws.accounts", ["1111"]],
    ["aws.accounts", [111122223333]],
    ["aws.accounts", null],
    ["aws.adminPorts", [70000]],
    ["aws.adminPorts", "ssh"],
    ["environment", 1],
    ["identity.trustPolicyCharacters", "4096"],
    ["repository.approvals", 0],
    ["podSecurity.level", "strict"],
    ["podSecurity.version", "v1.38"],
    ["podSecurity.version", "1.30"],
    ["podSecurity.namespaces", { shop: "open" }],
    ["podSecurity.namespaces", ["shop"]],
    ["stack.resources", [20, 10]],
    ["stack.resources", [20]],
    ["now", "tomorrow"],
    ["toString", 1],
  ])("refuses %s = %j by name", (key, given) => {
    expect(problemsOf({ [key]: given })).toEqual([expect.stringMatching(`^${key}: `)]);
  });

  it("tells every problem at once", () => {
    expect(problemsOf({ environmen: "x", environment: 1, "podSecurity.level": "x" })).toEqual([
      expect.stringContaining("environmen: no such setting; there are environment,"),
      "environment: must be a text, got 1",
      'podSecurity.level: must be one of privileged, baseline, restricted, got "x"',
    ]);
  });
});

describe("parseSetting", () => {
  it.each([
    ["environment=production", ["environment", "production"]],
    ["stack.resources=[1,2]", ["stack.resources", [1, 2]]],
    ["aws.accounts=012345678901", ["aws.accounts", "012345678901"]],
    ["environment=a=b", ["environment", "a=b"]],
    ["images.registries=", ["images.registries", ""]],
  ])("reads %s", (given, read) => {
    expect(parseSetting(given)).toEqual(read);
  });

  it.each(["environment", "=x"])("refuses %s", (given) => {
    expect(() => parseSetting(given)).toThrow(`${given}: write a setting as key=value`);
  });
});

it("describes every setting to the engine", () => {
  const schema = settingsSchema();
  expect(Object.keys(schema)).toEqual(Object.keys(SETTINGS));
  for (const part of Object.values(schema)) {
    expect(part).toMatchObject({
      type: expect.anything(),
      description: expect.stringMatching(/\.$/),
    });
  }
});
