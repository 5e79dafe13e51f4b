import type { ResourceRule } from "../../../policy-packs/lib/rule";
import { isUnknown } from "../../../policy-packs/lib/unknown";

/** A rule to have judged: a door must be shut. */
export const doorShut: ResourceRule = {
  kind: "resource",
  name: "door-shut",
  title: "A door must be shut.",
  severity: "critical",
  level: "mandatory",
  rationale: "Anyone walks in.",
  remedy: "Shut it.",
  controls: [],
  exceptableDays: 30,
  appliesTo: ["test:index:Door"],
  check({ name, props: { open } }) {
    if (isUnknown(open)) return [{ path: "open", message: "open is not known", unknown: true }];
    if (typeof open === "string") throw new TypeError(`odd: ${open}`);
    return open === false ? [] : [{ path: "open", message: `"${name}" is open` }];
  },
};

export const door = (props: Record<string, unknown>, type = "test:index:Door") => ({
  type,
  name: "front",
  props,
});
