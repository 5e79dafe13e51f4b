import type { Finding, ResourceRule } from "../../lib/rule";
import { valueAt } from "../../lib/redact";
import { isUnknown } from "../../lib/unknown";
import { expectField, field, members, NOTHING, pathTo, unknownField, unless } from "../fields";
import { called, eachContainer, isWindows, judgePods } from "../pod-security";
import { type Container, POD_CARRIERS } from "../pods";
import { assignAt } from "../repair";

const CAPABILITIES = "capabilities";

export const podSecurityCapabilitiesRestricted: ResourceRule = {
  kind: "resource",
  name: "pod-security-capabilities-restricted",
  title: "Every container must drop all capabilities, and add back NET_BIND_SERVICE at most.",
  severity: "high",
  level: "mandatory",
  rationale: "Each capability that stays is a piece of root that a compromised process can use.",
  remedy: 'Set securityContext.capabilities.drop: ["ALL"] in every container.',
  controls: ["Pod Security Standards restricted: Capabilities"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 30,
  check: (resource, context) =>
    judgePods("restricted", "Capabilities", resource, context, (pod, { minor }) => {
      if (minor < 22) return [];
      const findings = eachContainer(pod, (one) => {
        const [drops, adds] = [dropped(one), added(one)];
        return drops.length + adds.length > 0 ? [...drops, ...adds] : NOTHING;
      });
      return minor < 25 ? findings : unless(findings, pod.spec, ["os", "name"], isWindows);
    }),
  remediate(props, resource, context) {
    const findings = podSecurityCapabilitiesRestricted.check(resource, context);
    for (const finding of findings) {
      const path = finding.path.replace(/\[\d+\]$/, "");
      if (!/\.(drop|add)$/.test(path)) continue;
      assignAt(props, [{ ...finding, path }], path.endsWith("drop") ? ["ALL"] : kept(props, path));
    }
  },
};

function kept(props: Record<string, unknown>, path: string): unknown {
  const added = valueAt(props, path);
  if (!Array.isArray(added)) return undefined;
  return added.filter((value) => value === "NET_BIND_SERVICE" || isUnknown(value));
}

/** One `ALL` is enough, whatever is not known beside it. */
function dropped(container: Container): Finding[] {
  const list = field(container.security.body, CAPABILITIES, "drop");
  if (Array.isArray(list) ? list.includes("ALL") : list === "ALL") return NOTHING;
  const drops = members(container.security, CAPABILITIES, "drop");
  const unknown = drops.filter(({ body }) => isUnknown(body));
  if (unknown.length > 0) return unknown.map((drop) => unknownField(drop, []));
  const path = pathTo(container.security, [CAPABILITIES, "drop"]);
  return [{ path, message: `${called(container)} does not drop ALL; add "ALL" to this list.` }];
}

function added(container: Container): Finding[] {
  return members(container.security, CAPABILITIES, "add").flatMap((capability) =>
    expectField(
      capability,
      [],
      (value) => value === "NET_BIND_SERVICE",
      (found) =>
        `${called(container)} adds the capability ${found}; at most NET_BIND_SERVICE is allowed: remove it.`,
    ),
  );
}
