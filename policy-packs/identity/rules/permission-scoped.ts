import { type Breadth, breadths } from "../../../access/permissions-scope";
import type { ResourceRule } from "../../lib/rule";
import { DOCUMENT_CARRIERS, isBoundary, judgePolicies } from "../policies";

const WRITES = "name the single resources, because these actions can be scoped";

function explain({ kind, given }: Breadth): string {
  switch (kind) {
    case "all-but":
      return `has ${given}, which allows whatever AWS adds tomorrow; list what is needed instead`;
    case "whole-service":
      return `allows "${given}", a whole service; name the actions that are needed`;
    case "any-resource":
      return `allows ${given} on every resource; ${WRITES}`;
  }
}

export const permissionScoped: ResourceRule = {
  kind: "resource",
  name: "permission-scoped",
  title: "An identity policy must name its actions, and the resources of whatever it may change.",
  severity: "high",
  level: "mandatory-in-production",
  rationale: "What is allowed beyond the need is what an intruder finds there.",
  remedy:
    "List actions one by one and give ARNs; a catalogue grant of the service contract does both.",
  controls: ["CIS AWS 7.0 2.14", "SOC 2 CC6.3"],
  appliesTo: DOCUMENT_CARRIERS,
  exceptableDays: 30,
  check(resource, context) {
    if (isBoundary(resource, context)) return [];
    return judgePolicies(
      resource,
      breadths,
      (found, path) => `${path} of "${resource.name}" ${explain(found)}.`,
    );
  },
};
