import type { Resource } from "./rule";

const LANES: readonly unknown[] = ["untrusted", "build", "release", "deploy"];

/** The lane a resource is judged as; the strictest, `deploy`, where nothing known says otherwise. */
export function laneOf(resource: Resource, components: readonly Resource[]): string {
  return statedLane(resource, components) ?? "deploy";
}

/** The lane that a resource or a component around it states; undefined where nothing known does. */
export function statedLane(
  resource: Resource,
  components: readonly Resource[],
): string | undefined {
  const lane =
    componentInput("lane", resource, components) ?? mark("lane", resource) ?? resource.lane;
  return readLane(lane);
}

/** A lane by its name; undefined for anything else. */
export function readLane(value: unknown): string | undefined {
  return LANES.includes(value) ? String(value) : undefined;
}

/** The data class likewise; undefined where nothing says. */
export function dataClassOf(
  resource: Resource,
  components: readonly Resource[],
): string | undefined {
  const found = componentInput("dataClass", resource, components) ?? mark("data-class", resource);
  return typeof found === "string" ? found : undefined;
}

/** Ids of the exceptions that a resource or a component around it claims. */
export function claimedExceptions(
  resource: Resource,
  components: readonly Resource[],
): readonly string[] {
  const written = mark("exceptions", resource);
  if (written == null && components.length === 0 && !isComponent(resource)) return [];
  const own = typeof written === "string" ? written.split(/\s+/) : [];
  const inherited = [resource, ...components]
    .filter(isComponent)
    .flatMap(({ props }) => props["exceptions"])
    .filter((id) => typeof id === "string");
  const ids = [...own, ...inherited].filter((id) => id !== "");
  return ids.length > 1 ? [...new Set(ids)] : ids;
}

export function isComponent({ type }: Resource): boolean {
  return type.startsWith("airside:");
}

/** The input of the nearest component that has one, the resource itself being the nearest. */
function componentInput(name: string, resource: Resource, components: readonly Resource[]) {
  if (isComponent(resource) && resource.props[name] != null) return resource.props[name];
  for (const component of components) {
    if (component.props[name] != null) return component.props[name];
  }
  return undefined;
}

/** A tag `airside:<name>`, or a label or annotation `airside/<name>`. */
function mark(name: string, { props }: Resource): unknown {
  const tag = field(props["tags"], `airside:${name}`);
  if (tag != null) return tag;
  const metadata = props["metadata"];
  if (metadata == null) return undefined;
  const place = name === "exceptions" ? "annotations" : "labels";
  return field(field(metadata, place), `airside/${name}`);
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
