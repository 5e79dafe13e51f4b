import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as sdk from "@pulumi/policy/proxy";
import * as rpc from "@pulumi/pulumi/runtime/rpc";

import { rules } from "../../../policy-packs/airside/rules";
import {
  FILE_SIGNATURES,
  SECRET_SIGNATURE,
  SIGNATURE,
  UNKNOWN_SENTINELS,
} from "../../../policy-packs/lib/plain";
import type { Resource } from "../../../policy-packs/lib/rule";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { PackServer } from "../../support/pack-server";

const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const resource = (
  type: string,
  name: string,
  props: Resource["props"],
  rest: Partial<Resource> = {},
): Resource => ({
  type,
  name,
  urn: urn(type, name),
  props,
  ...rest,
});
const namespace = (labels: unknown, rest: Partial<Resource> = {}) =>
  resource("kubernetes:core/v1:Namespace", "shop", { metadata: { name: "shop", labels } }, rest);
const pod = (spec: unknown, rest: Partial<Resource> = {}) =>
  resource(
    "kubernetes:core/v1:Pod",
    "web",
    { metadata: { name: "web", namespace: "shop" }, spec },
    rest,
  );
const HOST = "pod-security-host-namespaces";

describe("a pack under the engine", () => {
  let pack: PackServer;
  beforeAll(async () => {
    pack = await PackServer.start("airside");
  }, 60_000);
  afterAll(() => pack?.close());
  beforeEach(() => pack.configure());

  const findings = async (each: Resource, rule: string) =>
    (await pack.analyze(each)).filter((finding) => finding.rule === rule);

  it("lists every rule with its level and severity, and the schema of its settings", async () => {
    const { policiesList, version } = await pack.info();
    const [settings, ...declared] = policiesList;
    expect(version).toBe("0.1.0");
    expect(settings?.name).toBe("settings");
    expect(JSON.stringify(settings?.configschema)).toContain("podSecurity.version");
    expect(declared.map(({ name, description }) => [name, description])).toEqual(
      rules.map(({ name, title }) => [name, title]),
    );
    const levels = declared.map(({ enforcementlevel }) =>
      enforcementlevel === 1 ? "mandatory" : "advisory",
    );
    expect(levels).toEqual(
      rules.map(({ level }) => (level === "mandatory" ? "mandatory" : "advisory")),
    );
    expect(
      declared.every(({ severity, remediationSteps }) => severity > 0 && remediationSteps),
    ).toBe(true);
  });

  it("reports under the rule's name, with path, and a level that follows the settings", async () => {
    expect(await findings(pod({ hostNetwork: true }), HOST)).toMatchObject([
      {
        level: "mandatory",
        severity: "critical",
        path: "spec.hostNetwork",
        resource: urn("kubernetes:core/v1:Pod", "web"),
      },
    ]);
    const levelOfUnknown = async () =>
      (await findings(pod({ hostNetwork: UNKNOWN }), "critical-value-known")).map(
        ({ level, unknown }) => [level, unknown],
      );
    expect(await levelOfUnknown()).toEqual([["advisory", true]]);
    await pack.configure({ settings: { environment: "production" } });
    expect(await levelOfUnknown()).toEqual([["mandatory", true]]);
  });

  it("answers the engine's own levels with an error, once, and judges on", async () => {
    await pack.configure({ levels: { [HOST]: "DISABLED", settings: "ADVISORY" } });
    const first = await pack.analyze(pod({ hostNetwork: true }));
    const errors = first.filter(({ rule }) => rule === "settings");
    expect(errors.map(({ level, message }) => [level, message.slice(0, 60)])).toEqual([
      ["mandatory", 'The engine was told the level "advisory" for settings, which'],
      ["mandatory", 'The engine was told the level "disabled" for pod-security-ho'],
    ]);
    expect(await findings(pod({ hostNetwork: true }), HOST)).toHaveLength(1);
    expect(await findings(pod({}), "settings")).toEqual([]);
  });

  it("refuses every resource while a setting is wrong, and judges none", async () => {
    await pack.configure({ settings: { environmen: "x", "aws.accounts": ["1"] } });
    for (const each of [pod({ hostNetwork: true }), namespace({})]) {
      const found = await pack.analyze(each);
      expect(found.map(({ rule, level }) => `${rule} ${level}`)).toEqual([
        "settings mandatory",
        "settings mandatory",
      ]);
      expect(found.map(({ message }) => message.split(":")[0])).toEqual([
        "environmen",
        "aws.accounts",
      ]);
    }
    expect(await pack.analyzeStack([pod({})])).toEqual([]);
  });

  it("judges each of many resources at once by its own properties", async () => {
    const all = Array.from({ length: 20 }, (_, index) => ({
      ...pod({ hostNetwork: index % 2 === 0 }),
      urn: urn("kubernetes:core/v1:Pod", `web-${index}`),
    }));
    const found = await Promise.all(all.map((each) => findings(each, HOST)));
    expect(found.map((each) => each.map(({ resource }) => resource))).toEqual(
      all.map(({ urn }, index) => (index % 2 === 0 ? [urn] : [])),
    );
  });

  it("reads past files, archives and marks that it does not know", async () => {
    const marked = (signature: string) => ({ [SIGNATURE]: signature, path: "./site" });
    const odd = [...FILE_SIGNATURES, "d0e6a833031e9bbcd3f4e8bde6ca49a4"].map(marked);
    const secret = pod({ hostNetwork: true, odd }, { secret: ["spec"] });
    expect(await findings(pod({ hostNetwork: true, odd }), HOST)).toHaveLength(1);
    expect(await findings(secret, HOST)).toHaveLength(1);
  });

  it("never prints a value that is secret on the wire", async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "correct-horse" };
    const open = await findings(namespace(labels), "namespace-pod-security-enforced");
    expect(JSON.stringify(open)).toContain("correct-horse");
    const secret = namespace(labels, { secret: ["metadata.labels"] });
    const closed = await findings(secret, "namespace-pod-security-enforced");
    expect(closed).toHaveLength(open.length);
    expect(JSON.stringify(closed)).not.toContain("correct-horse");
  });

  it("lowers a finding by an exception of the register, for what the component claims", async () => {
    const exception = {
      id: "EX-1",
      rules: [HOST],
      scope: { component: "box", stack: "dev" },
      finding: "spec.hostNetwork",
      category: "waiver",
      reason: "r",
      compensatingControls: [],
      owner: "team-a",
      requestedBy: "ann",
      approvedBy: "bob",
      ticket: "T-1",
      approvedOn: "2026-11-20",
      expiresOn: "2026-11-30",
    };
    const register = { approvers: ["bob"], exceptions: [exception], services: [] };
    const settings = { now: "2026-11-22T12:00:00Z", register };
    const box = resource("airside:test:Box", "box", { exceptions: ["EX-1"] });
    const web = pod({ hostNetwork: true }, { parent: urn("airside:test:Box", "box") });
    await pack.configure({ settings });
    await pack.analyze(box);
    expect(await findings(web, HOST)).toMatchObject([{ level: "advisory", exception: "EX-1" }]);
    await pack.configure({ settings: { ...settings, now: "2026-12-01T00:00:00Z" } });
    await pack.analyze(box);
    expect(await findings(web, HOST)).toMatchObject([{ level: "mandatory" }]);
    await pack.configure({ settings: { register: { exceptions: 1 } } });
    expect(await findings(web, "settings")).toMatchObject([
      { message: "register.exceptions: must be a list, got number" },
    ]);
  });

  it("judges the stack by the inputs that were analysed and the dependencies of the end, and then begins anew", async () => {
    await pack.configure({ settings: { "stack.resources": [2, 5] } });
    const wall = resource("airside:test:Wall", "wall", {});
    const bricks = Array.from({ length: 26 }, (_, index) =>
      resource("test:index:Brick", `b${index}`, {}, { parent: urn("airside:test:Wall", "wall") }),
    );
    const roof = resource("test:index:Roof", "roof", {});
    const all = [wall, ...bricks, roof];
    for (const each of all) await pack.analyze(each);
    const dependencies = bricks.map((brick) => brick.urn ?? "");
    const shown = [...all.slice(0, -1), { ...roof, dependencies }];
    const sizes = (await pack.analyzeStack(shown)).filter(
      ({ rule }) => rule === "stack-size-bounded",
    );
    expect(sizes.map(({ level, path, resource: about }) => [level, path, about])).toEqual([
      // Without a URN the engine puts it on the stack itself.
      ["mandatory", "", ""],
      ["advisory", "dependencies", urn("test:index:Roof", "roof")],
    ]);
    const again = (await pack.analyzeStack([roof])).filter(
      ({ rule }) => rule === "stack-size-bounded",
    );
    expect(again).toEqual([]);
  });

  it("repairs in place where the engine asks for it, and keeps secret marks and unknown siblings", async () => {
    const rule = "namespace-pod-security-enforced";
    const broken = resource(
      "kubernetes:core/v1:Namespace",
      "shop",
      {
        metadata: {
          name: "shop",
          labels: { team: UNKNOWN, key: "correct-horse" },
          annotations: UNKNOWN,
        },
      },
      { secret: ["metadata.labels.key"] },
    );
    expect(await pack.remediate(broken)).toEqual([]);
    await pack.configure({ levels: { [rule]: "REMEDIATE" } });
    const [repair, ...others] = await pack.remediate(broken);
    const unknown = [...UNKNOWN_SENTINELS][2];
    expect(others).toEqual([]);
    expect(repair).toEqual({
      rule,
      properties: {
        metadata: {
          name: "shop",
          annotations: unknown,
          labels: {
            team: unknown,
            key: { [SIGNATURE]: SECRET_SIGNATURE, value: "correct-horse" },
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "v1.37",
          },
        },
      },
    });
    expect(await findings(namespace({}), "settings")).toEqual([]);
    const sound = {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "v1.37",
    };
    expect(await pack.remediate(namespace(sound))).toEqual([]);
  });
});

it("knows the marks that the SDK uses", () => {
  const sentinels = Object.entries(sdk as Record<string, unknown>)
    .filter(([name]) => name.startsWith("unknown") && name.endsWith("Value"))
    .map(([, value]) => value);
  expect(new Set(sentinels)).toEqual(UNKNOWN_SENTINELS);
  expect([SIGNATURE, SECRET_SIGNATURE]).toEqual([rpc.specialSigKey, rpc.specialSecretSig]);
  expect([...FILE_SIGNATURES]).toEqual([rpc.specialAssetSig, rpc.specialArchiveSig]);
});
