import { describe, expect, it } from "vitest";
import { airside, withFile } from "../support/command-line";

const pod = (name: string, spec: object, more: object = {}) => ({
  type: "kubernetes:core/v1:Pod",
  name,
  props: {
    metadata: { name, namespace: "shop" },
    spec: { containers: [{ name: "c", image: "i" }], ...spec },
  },
  ...more,
});
const lines = (...values: unknown[]) =>
  values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join("\n");
const HOST_NAMESPACES = ["--rules", "pod-security-host-namespaces"];

const analyze = (content: string, ...args: string[]) =>
  withFile(content, (path) => airside("analyze", ...HOST_NAMESPACES, ...args, path));
const cases = (content: string, ...args: string[]) =>
  withFile(content, (path) => airside("analyze", ...HOST_NAMESPACES, ...args, "--cases", path));
const answers = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("airside analyze FILE", () => {
  it("reports a mandatory finding and answers 1", async () => {
    const { code, stdout } = await analyze(
      lines(pod("web", { hostNetwork: true })),
      "--format",
      "ndjson",
    );
    expect(answers(stdout)).toEqual([
      {
        rule: "pod-security-host-namespaces",
        level: "mandatory",
        severity: "critical",
        resource: "web",
        path: "spec.hostNetwork",
        message: expect.stringContaining("hostNetwork"),
      },
    ]);
    expect(code).toBe(1);
  });

  it("answers 0 where nothing is mandatory", async () => {
    const { code, stdout } = await analyze(lines(pod("web", {})), "--json");
    expect(JSON.parse(stdout)).toEqual({
      findings: [],
      errors: [],
      totals: { resources: 1, mandatory: 0, advisory: 0, unknown: 0, errors: 0 },
    });
    expect(code).toBe(0);
  });

  it("goes on after a line that cannot be read, and says which", async () => {
    const bad = lines("{", pod("a", {}), { type: "x" }, pod("b", { hostPID: true }));
    const { code, stdout } = await analyze(bad, "--format", "ndjson");
    expect(answers(stdout)).toEqual([
      { id: null, line: 1, error: "not JSON; write one JSON object a line" },
      {
        id: null,
        line: 3,
        error: expect.stringMatching(/^name must be .*; props must be an object/),
      },
      expect.objectContaining({ resource: "b", path: "spec.hostPID" }),
    ]);
    expect(code).toBe(1);
  });

  it.each([
    ["nothing at all", "", "is empty"],
    ["a document that is none of the three", "{\n}", "neither a state export"],
    ["lines that are no JSON", '{\n"deployment": {', "is not JSON; give a state export"],
  ])("answers 2 for %s", async (_, content, message) => {
    const { code, stderr } = await analyze(content);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it("answers 2 where no line can be read", async () => {
    expect(await analyze("nonsense\n")).toMatchObject({ code: 2 });
  });

  it("answers 2 for a file that is not there, without a stack", async () => {
    const { code, stderr } = await airside("analyze", "/nowhere/at/all");
    expect(stderr).toBe("airside: cannot read /nowhere/at/all: there is no such file\n");
    expect(code).toBe(2);
  });

  it.each([
    [["--set", "podSecurity.levl=x"], "podSecurity.levl: no such setting"],
    [["--set", "repository.approvals=many"], "repository.approvals: must be"],
    [["--now", "tomorrow"], "now: must be a moment"],
    [["--packs", "kubernets"], 'no pack "kubernets"; there are identity,'],
    [["--rules", "nope-*,pod-*"], 'no rule is named "nope-*"'],
    [["--format", "xml"], "Allowed choices are text, ndjson, json, sarif, junit"],
    [["--register", "/nowhere"], "no such folder"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await withFile("", (path) => airside("analyze", ...args, path));
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe("airside analyze over the engine's own files", () => {
  const urn = (type: string, name: string) => `urn:pulumi:s::p::${type}::${name}`;
  const state = (...resources: object[]) => ({ version: 3, deployment: { resources } });
  const type = "kubernetes:core/v1:Pod";
  const inputs = { metadata: { name: "web" }, spec: { hostNetwork: true } };
  const web = { urn: urn(type, "web"), type, inputs };

  it.each([0, 4])("reads a state export, indented by %d", async (indent) => {
    const { code, stdout } = await analyze(JSON.stringify(state(web), null, indent), "--json");
    expect(JSON.parse(stdout).findings).toEqual([
      expect.objectContaining({ resource: web.urn, path: "spec.hostNetwork" }),
    ]);
    expect(code).toBe(1);
  });

  it("leaves out what is to be deleted and what the stack only reads", async () => {
    const document = state({ ...web, delete: true }, { ...web, external: true });
    expect(await analyze(JSON.stringify(document))).toMatchObject({ code: 0 });
  });

  it("answers that a sealed secret cannot be known", async () => {
    const sealed = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "v1:AAAA",
    };
    const document = state({ ...web, inputs: { ...inputs, spec: { hostNetwork: sealed } } });
    const { code, stdout } = await analyze(JSON.stringify(document), "--json");
    expect(JSON.parse(stdout).findings).toEqual([
      expect.objectContaining({
        rule: "critical-value-known",
        unknown: true,
        path: "spec.hostNetwork",
      }),
    ]);
    expect(code).toBe(0);
  });

  it("reads an event log: the last word on each resource", async () => {
    const event = (sequence: number, op: string, next: object | null) => ({
      sequence,
      timestamp: 1,
      resourcePreEvent: { metadata: { op, urn: web.urn, type, old: null, new: next } },
    });
    const { stdout } = await analyze(
      lines(
        { sequence: 0, timestamp: 1, preludeEvent: { config: {} } },
        event(1, "create", { ...web, inputs: { spec: {} } }),
        event(2, "update", web),
      ),
      "--json",
    );
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [{ resource: web.urn, path: "spec.hostNetwork" }],
      totals: { resources: 1 },
    });
    expect(await analyze(lines(event(1, "create", web), event(2, "delete", null)))).toMatchObject({
      code: 0,
    });
  });
});

describe("airside analyze --cases", () => {
  it("answers each case in order, by its own settings, and never with 1", async () => {
    const windows = pod("w", { hostNetwork: true });
    const { code, stdout } = await cases(
      lines(
        { id: "a", resources: [windows] },
        { id: "b", resources: [windows], set: { "podSecurity.level": "privileged" } },
        { id: 3, resources: [] },
      ),
      "--set",
      "podSecurity.level=baseline",
    );
    expect(answers(stdout)).toEqual([
      { id: "a", findings: [expect.objectContaining({ rule: "pod-security-host-namespaces" })] },
      { id: "b", findings: [] },
      { id: 3, findings: [] },
    ]);
    expect(code).toBe(0);
  });

  it("names what is wrong with a case, and its line", async () => {
    const { code, stdout } = await cases(
      lines(
        "[]",
        { id: "b", resources: [{ type: "t", name: "n", props: 1 }] },
        { resources: {} },
        { id: "d", resources: [], set: { typo: 1 } },
        { id: "e", resources: [], set: [] },
        "nonsense",
        { id: "g", resources: [] },
      ),
    );
    expect(answers(stdout)).toEqual([
      { id: null, line: 1, error: "a case must be an object with id and resources" },
      { id: "b", line: 2, error: "resources[0].props must be an object, got 1" },
      {
        id: null,
        line: 3,
        error: expect.stringContaining("id must be a string or a number; resources must be"),
      },
      { id: "d", line: 4, error: expect.stringContaining("set: typo: no such setting") },
      { id: "e", line: 5, error: "set must be an object of settings" },
      { id: null, line: 6, error: "not JSON; write one JSON object a line" },
      { id: "g", findings: [] },
    ]);
    expect(code).toBe(0);
  });

  it("answers 2 where no case can be read", async () => {
    expect(await cases("nonsense")).toMatchObject({ code: 2, stderr: "" });
    expect(await cases("\n")).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^airside: \S+ holds no case; write one JSON object a line\n$/),
    });
  });

  it("never quotes the input in an error", async () => {
    const { stdout } = await cases('{"id":"a","password":"hunter2"');
    expect(stdout).not.toContain("hunter2");
  });
});

describe("reports", () => {
  const odd = 'we"b<&>\u001b[31m\u202e';
  const stack = lines(pod(odd, { hostNetwork: true }), "nonsense");

  it("text names the rule, the place, the fix and the totals, and disarms control characters", async () => {
    const { stdout } = await analyze(stack);
    expect(stdout).toContain("✗ mandatory (critical)  pod-security-host-namespaces");
    expect(stdout).toContain("Fix: ");
    expect(stdout).toContain("✗ line 2 cannot be read: not JSON");
    expect(stdout).toContain("1 resource judged by 1 rule · 1 mandatory · 0 advisory");
    for (const disarmed of ["\u001b", "\u202e"]) expect(stdout).not.toContain(disarmed);
  });

  it("SARIF holds the rules, a result with its line, and the unreadable line", async () => {
    const { stdout } = await analyze(stack, "--format", "sarif");
    const [sarif] = JSON.parse(stdout).runs;
    expect(sarif.tool.driver.rules[0].id).toBe("pod-security-host-namespaces");
    expect(sarif.results).toEqual([
      expect.objectContaining({
        ruleId: "pod-security-host-namespaces",
        level: "error",
        locations: [
          expect.objectContaining({
            physicalLocation: expect.objectContaining({ region: { startLine: 1 } }),
          }),
        ],
      }),
    ]);
    expect(sarif.invocations[0].toolExecutionNotifications).toHaveLength(1);
  });

  it("JUnit counts a failure and an error, and stays well-formed", async () => {
    const { stdout } = await analyze(stack, "--format", "junit");
    expect(stdout).toContain('<testsuites name="airside" tests="2" failures="1" errors="1">');
    expect(stdout).toContain('name="we&quot;b&lt;&amp;&gt;\\u001b[31m\\u202e spec.hostNetwork"');
    expect(stdout).not.toContain("\u001b");
  });
});

describe("airside", () => {
  it.each([
    [["anlyze"], "unknown command 'anlyze'"],
    [["analyze", "--fromat", "json", "-"], "unknown option '--fromat'"],
    [["analyze"], "give either a FILE"],
    [["analyze", "-", "--cases", "-"], "give either a FILE"],
    [["analyze", "--cases", "-", "--format", "sarif"], "--cases answers in NDJSON"],
  ])("%j answers 2 with one clear message", async (args, message) => {
    const { code, stderr } = await airside(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  it.each(["preview", "up", "analyze"])("%s --help shows an example", async (verb) => {
    const { code, stdout } = await airside(verb, "--help");
    expect(stdout).toContain("Example:\n");
    expect(code).toBe(0);
  });
});
