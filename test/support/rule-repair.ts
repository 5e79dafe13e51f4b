import { createEvaluation } from "../../policy-packs/lib/evaluate";
import type { Resource, ResourceRule } from "../../policy-packs/lib/rule";
import { readSettings } from "../../policy-packs/lib/settings";
import type { Case } from "./rule-fixtures";

/** What a repair came to in one case. */
export interface Repair {
  /** What is wrong with it; nothing where the case has nothing to repair. */
  readonly failures: readonly string[];
  /** Whether the rule found something before and nothing after. */
  readonly isWhole: boolean;
  /** The properties of the repaired resources. */
  readonly props: readonly unknown[];
}

/** Repairs the resources of a failing case, and looks at what changed. */
export function repair(rule: ResourceRule, fixture: Case): Repair {
  const settings = readSettings({ now: "2026-11-22T12:00:00Z", ...fixture.settings });
  const evaluation = createEvaluation([rule], settings, { parentsFirst: true });
  const resources = [fixture.resource ?? [], fixture.resources ?? []].flat();
  for (const resource of resources) evaluation.announce(resource);
  const repaired = resources.map((resource): Repair => {
    const context = evaluation.contextOf(resource);
    const definite = (each: Resource) =>
      rule.check(each, context).filter(({ unknown }) => !unknown);
    const before = definite(resource);
    if (before.length === 0) return { failures: [], isWhole: false, props: [] };
    const props = structuredLike(resource.props) as Record<string, unknown>;
    const held = objectsIn(props);
    rule.remediate?.(props, resource, context);
    const after = definite({ ...resource, props });
    const kept = new Set(objectsIn(props).values());
    const failures = [
      ...after
        .filter(({ path }) => !before.some((each) => touches(each.path, path)))
        .map(({ path }) => `the repair makes a finding at "${path}"`),
      ...[...held]
        .filter(
          ([path, object]) => !kept.has(object) && !before.some((each) => touches(each.path, path)),
        )
        .map(([path]) => `the repair rebuilds "${path}"`),
    ];
    return { failures, isWhole: after.length === 0, props: [props] };
  });
  return {
    failures: repaired.flatMap(({ failures }) => failures),
    isWhole: repaired.some(({ isWhole }) => isWhole),
    props: repaired.flatMap(({ props }) => props),
  };
}

/** Whether a finding is at that place, below it or above it. */
function touches(finding: string, place: string): boolean {
  return finding.startsWith(place) || place.startsWith(finding);
}

/** A deep copy that keeps what is not plain data, such as an unknown, as it is. */
function structuredLike(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredLike);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, structuredLike(child)]),
  );
}

/** Every object and list inside, by its path. */
function objectsIn(value: unknown, path = "", found = new Map<string, unknown>()) {
  if (!isPlain(value) && !Array.isArray(value)) return found;
  found.set(path, value);
  for (const [key, child] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : path === "" ? key : `.${key}`;
    objectsIn(child, path + step, found);
  }
  return found;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
