import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";

/** A value of the file with its place, so that a finding can point at the line. */
export interface Placed<Value = unknown> {
  readonly value: Value;
  readonly line: number;
}

export interface Step {
  readonly line: number;
  readonly condition: Placed<string> | undefined;
  readonly uses: Placed<string> | undefined;
  readonly run: Placed<string> | undefined;
  readonly with: Readonly<Record<string, Placed>>;
}

export interface Job {
  readonly name: string;
  readonly line: number;
  readonly steps: readonly Step[];
  /** A reusable workflow that stands for the whole job. */
  readonly uses: Placed<string> | undefined;
  readonly secrets: Placed | undefined;
  readonly permissions: Placed | undefined;
  readonly runsOn: Placed | undefined;
  readonly environment: Placed | undefined;
  readonly condition: Placed<string> | undefined;
  readonly matrix: Placed | undefined;
  /** The job's own container, then its services. */
  readonly containers: readonly Container[];
  /** Every string of the job, wherever it stands. */
  readonly strings: readonly Placed<string>[];
}

export interface Container {
  readonly image: Placed<string> | undefined;
  readonly password: Placed<string> | undefined;
}

/** What the checks need to know of one workflow file. */
export interface Workflow {
  readonly triggers: ReadonlyMap<string, Placed>;
  readonly permissions: Placed | undefined;
  readonly jobs: readonly Job[];
  /** Strings outside the jobs: the workflow's own `env`, `defaults` and the like. */
  readonly strings: readonly Placed<string>[];
  /** The variables that the workflow, its jobs and their steps set. */
  readonly variables: readonly Placed<string>[];
}

/** Reads a workflow file; what cannot be read is a list of problems with their lines. */
export function readWorkflow(
  text: string,
): { workflow: Workflow } | { problems: Placed<string>[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ message, pos }) => ({
        value: message.split("\n")[0] ?? message,
        line: lines.linePos(pos[0]).line,
      })),
    };
  }
  if (!resolveAliases(document)) {
    return { problems: [{ value: "aliases must neither repeat without end nor circle", line: 1 }] };
  }
  const reader = new Reader(lines);
  const root = document.contents;
  const jobs = entries(get(root, "jobs"));
  if (jobs.length === 0) return { problems: [{ value: "a workflow must have jobs", line: 1 }] };
  return {
    workflow: {
      triggers: reader.triggers(get(root, "on")),
      permissions: reader.placed(get(root, "permissions")),
      jobs: jobs.map(([name, node]) => reader.job(name, node)),
      strings: entries(root)
        .filter(([key]) => key !== "jobs")
        .flatMap(([, node]) => reader.strings(node)),
      variables: reader.variables(root ?? undefined),
    },
  };
}

/** More than any file that people write; a few aliases of aliases pass it. */
const NODES = 100_000;

/** Puts what they stand for in the place of aliases, as GitHub does; false where that has no end. */
function resolveAliases(document: Document): boolean {
  let nodes = 0;
  let finite = true;
  const stop = () => {
    finite = false;
    return visit.BREAK;
  };
  visit(document, {
    Collection: () => (++nodes > NODES ? stop() : undefined),
    Alias: (_, alias, path) => {
      const target = alias.resolve(document);
      return !target || ++nodes > NODES || path.includes(target) ? stop() : target;
    },
  });
  return finite;
}

/** Turns nodes into placed values; it exists only to carry the line counter along. */
class Reader {
  constructor(private readonly lines: LineCounter) {}

  private line(node: Node): number {
    return this.lines.linePos(node.range?.[0] ?? 0).line;
  }

  placed(node: Node | undefined): Placed | undefined {
    return node && { value: node.toJSON(), line: this.line(node) };
  }

  text(node: Node | undefined): Placed<string> | undefined {
    return node && isScalar(node)
      ? { value: String(node.value), line: this.line(node) }
      : undefined;
  }

  /** `on: push`, `on: [push]` and `on: {push: …}` all mean the same. */
  triggers(node: Node | undefined): Map<string, Placed> {
    const items =
      node && isSeq(node) ? (node.items as Node[]) : node && isScalar(node) ? [node] : [];
    const named = items.map((item): [string, Placed] => [
      String(isScalar(item) ? item.value : ""),
      { value: null, line: this.line(item) },
    ]);
    const mapped = entries(node).map(([key, value]): [string, Placed] => [
      key,
      { value: value.toJSON(), line: this.line(value) },
    ]);
    return new Map([...named, ...mapped]);
  }

  job(name: string, node: Node): Job {
    const steps = get(node, "steps");
    return {
      name,
      line: this.line(node),
      steps: steps && isSeq(steps) ? (steps.items as Node[]).map((step) => this.step(step)) : [],
      uses: this.text(get(node, "uses")),
      secrets: this.placed(get(node, "secrets")),
      permissions: this.placed(get(node, "permissions")),
      runsOn: this.placed(get(node, "runs-on")),
      environment: this.placed(get(node, "environment")),
      condition: this.text(get(node, "if")),
      matrix: this.placed(get(get(node, "strategy"), "matrix")),
      containers: [
        get(node, "container"),
        ...entries(get(node, "services")).map(([, service]) => service),
      ].map((container) => this.container(container)),
      strings: this.strings(node),
    };
  }

  /** `container: IMAGE` and `container: {image: IMAGE}` mean the same. */
  private container(node: Node | undefined): Container {
    return {
      image: this.text(get(node, "image") ?? node),
      password: this.text(get(get(node, "credentials"), "password")),
    };
  }

  private step(node: Node): Step {
    return {
      line: this.line(node),
      condition: this.text(get(node, "if")),
      uses: this.text(get(node, "uses")),
      run: this.text(get(node, "run")),
      with: Object.fromEntries(
        entries(get(node, "with")).map(([key, value]) => [
          key,
          { value: value.toJSON(), line: this.line(value) },
        ]),
      ),
    };
  }

  /** The names in every `env` of the file. */
  variables(node: Node | undefined): Placed<string>[] {
    if (node && isSeq(node)) return (node.items as Node[]).flatMap((item) => this.variables(item));
    return entries(node).flatMap(([key, value]) =>
      key === "env"
        ? entries(value).map(([name, set]) => ({ value: name, line: this.line(set) }))
        : this.variables(value),
    );
  }

  /** All strings below a node, in the file's order. */
  strings(node: Node | undefined): Placed<string>[] {
    if (!node) return [];
    if (isMap(node)) return entries(node).flatMap(([, value]) => this.strings(value));
    if (isSeq(node)) return (node.items as Node[]).flatMap((item) => this.strings(item));
    return isScalar(node) && typeof node.value === "string"
      ? [{ value: node.value, line: this.line(node) }]
      : [];
  }
}

/** YAML 1.2 reads the key `on` as text; an unquoted `true` is how older writers spelled it. */
function entries(node: unknown): [string, Node][] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }): [string, Node][] =>
    isNode(value) ? [[String(isScalar(key) ? key.value : key), value]] : [],
  );
}

function get(node: unknown, key: string): Node | undefined {
  return entries(node).find(([name]) => name === key)?.[1];
}
