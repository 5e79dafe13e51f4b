import type { FactSource, Resource, StackFinding, StackRule } from "../../lib/rule";

/** A resource that waits for this many of a component's children waits for the component. */
const MOST_CHILDREN = 25;
const STACK_TYPE = "pulumi:pulumi:Stack";

interface Node {
  /** The URN where there is one. */
  readonly id: string;
  readonly isStack: boolean;
  readonly parent: string | undefined;
  /** What it waits for without reading anything of it; only where that is a lot. */
  readonly waitsFor: readonly string[];
}

const nodes: FactSource<Node> = {
  appliesTo: ["*"],
  read: (resource) => ({
    id: resource.urn ?? resource.name,
    isStack: resource.type === STACK_TYPE,
    parent: resource.parent,
    waitsFor: waitsFor(resource),
  }),
};

export const stackSizeBounded: StackRule = {
  kind: "stack",
  name: "stack-size-bounded",
  title:
    "A stack must stay small, and no resource may wait for a whole component when it needs one resource of it.",
  severity: "medium",
  level: "advisory",
  rationale:
    "Time and memory grow faster than the stack, and an update that touches everything can fail anywhere.",
  remedy:
    "Split the stack by instance (<program>.<instance>), and let dependsOn name one resource, not a component.",
  controls: [],
  exceptableDays: 90,
  reads: [nodes],
  check(facts, { settings }) {
    const all = facts.of(nodes);
    const stack = all.find(({ isStack }) => isStack)?.id ?? "stack";
    const [few = 0, many = 0] = settings["stack.resources"];
    const size: StackFinding = {
      resource: stack,
      path: "",
      message: `The stack holds ${all.length} resources; advised are at most ${few}, allowed ${many}. Split it.`,
    };
    const edges = tooManyEdges(all, stack);
    if (all.length > many) return [{ ...size, level: "mandatory" }, ...edges];
    return all.length > few ? [size, ...edges] : edges;
  },
};

/** Shared by nearly all: a node is kept for every resource of a stack. */
const NOTHING: readonly string[] = [];

function waitsFor({ dependencies = [], propertyDependencies = {} }: Resource): readonly string[] {
  if (!Array.isArray(dependencies) || dependencies.length <= MOST_CHILDREN) return NOTHING;
  const read = new Set(Object.values(propertyDependencies).flat());
  return dependencies.filter((dependency) => !read.has(dependency));
}

function tooManyEdges(all: readonly Node[], stack: string): StackFinding[] {
  const suspects = all.filter(({ waitsFor }) => waitsFor.length > MOST_CHILDREN);
  if (suspects.length === 0) return [];
  const parents = new Map(all.map(({ id, parent }) => [id, parent]));
  return suspects.flatMap(({ id: resource, waitsFor }) => {
    const children = new Map<string, number>();
    for (const dependency of waitsFor) {
      const parent = parents.get(dependency) ?? stack;
      children.set(parent, (children.get(parent) ?? 0) + 1);
    }
    return [...children]
      .filter(([parent, count]) => parent !== stack && count > MOST_CHILDREN)
      .map(([parent, count]) => ({
        resource,
        path: "dependencies",
        message: `"${resource}" waits for ${count} children of "${parent}" of which it reads nothing; let dependsOn name the one that it needs.`,
      }));
  });
}
