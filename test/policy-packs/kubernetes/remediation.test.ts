import { describe, expect, it } from "vitest";

import { rules } from "../../../policy-packs/kubernetes/rules";
import type { Resource, ResourceContext, ResourceRule } from "../../../policy-packs/lib/rule";
import { readSettings } from "../../../policy-packs/lib/settings";
import { object, pod, UNKNOWN } from "./builders";

const context: ResourceContext = {
  settings: readSettings({ now: "2026-11-22T12:00:00Z" }),
  components: [],
  lane: "deploy",
  dataClass: undefined,
  register: undefined,
};
const repairing = rules.filter(
  (rule): rule is ResourceRule => rule.kind === "resource" && rule.remediate !== undefined,
);

/** A stand-in for a secret: whoever rebuilds the object around it loses it. */
const marked = { secret: "of the engine" };

function broken(): Resource {
  const containers = [
    { name: "bare", env: marked },
    {
      name: "root",
      securityContext: { runAsNonRoot: false, seccompProfile: { type: "Unconfined" } },
    },
    {
      name: "adds",
      securityContext: { capabilities: { drop: ["KILL"], add: ["CHOWN", UNKNOWN] } },
    },
    { name: "open", securityContext: { allowPrivilegeEscalation: true, capabilities: UNKNOWN } },
  ];
  const template = {
    metadata: { labels: marked },
    spec: { serviceAccountName: "web", containers },
  };
  return object("apps/v1:Deployment", { metadata: { namespace: "shop" }, spec: { template } });
}

function repair(rule: ResourceRule, resource: Resource) {
  rule.remediate?.(resource.props as Record<string, unknown>, resource, context);
  return rule.check(resource, context).filter(({ unknown }) => unknown !== true);
}

describe("remediation", () => {
  it("is there for every rule of which the catalogue says so, and no other", () => {
    expect(repairing.map(({ name }) => name)).toEqual([
      "pod-security-privilege-escalation",
      "pod-security-running-as-non-root",
      "pod-security-seccomp-restricted",
      "pod-security-capabilities-restricted",
      "service-account-explicit",
      "namespace-pod-security-enforced",
    ]);
  });

  it.each(repairing.map((rule) => [rule.name, rule] as const))("leaves %s holding", (_, rule) => {
    const namespace = object("core/v1:Namespace", { metadata: { name: "shop", labels: marked } });
    expect(repair(rule, broken())).toEqual([]);
    expect(repair(rule, namespace)).toEqual([]);
  });

  it("touches nothing else, and keeps what is unknown or marked", () => {
    const resource = broken();
    for (const rule of repairing) repair(rule, resource);
    const { template } = resource.props["spec"] as {
      template: Record<string, Record<string, unknown>>;
    };
    const containers = template["spec"]!["containers"] as Record<string, Record<string, unknown>>[];

    expect(template["metadata"]!["labels"]).toBe(marked);
    expect(containers[0]!["env"]).toBe(marked);
    expect(containers[2]!["securityContext"]!["capabilities"]).toEqual({
      drop: ["ALL"],
      add: [UNKNOWN],
    });
    expect(containers[3]!["securityContext"]!["capabilities"]).toBe(UNKNOWN);
    expect(Object.keys(resource.props)).toEqual(["metadata", "spec"]);
  });

  it.each([
    {},
    { containers: [] },
    { containers: "[]" },
    { containers: ["app", { name: "b", securityContext: "{}" }], securityContext: [] },
    { containers: [{ name: "b", securityContext: { capabilities: "ALL" } }], initContainers: "{}" },
  ])("overwrites nothing that it cannot read: %j", (spec) => {
    const resource = pod(spec);
    const before = Object.entries(structuredClone(resource.props["spec"] as object));
    for (const rule of repairing) repair(rule, resource);
    for (const [key, value] of before) {
      const after = (resource.props["spec"] as Record<string, unknown>)[key];
      if (typeof value !== "object" || key === "securityContext") expect(after).toEqual(value);
      else expect(Object.keys(after as object)).toEqual(Object.keys(value));
    }
  });

  it("changes nothing where the rule holds or does not apply", () => {
    const resources = [
      pod({
        os: { name: "windows" },
        serviceAccountName: "web",
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true },
      }),
      object("core/v1:Pod", { metadata: { namespace: "kube-system" }, spec: UNKNOWN }),
    ];
    for (const resource of resources) {
      const before = JSON.stringify(resource.props);
      for (const rule of repairing) repair(rule, resource);
      expect(JSON.stringify(resource.props)).toBe(before);
    }
  });
});
