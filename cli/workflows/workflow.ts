import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

/** A value of the file with its place, so that a finding can point at the line. */
export interface Placed<Value = unknown> {
  readonly value: Value;
  readonly line: number;
}

export interface Step {
  readonly line: number;
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
  /** Every string of the job, wherever it stands. */
  readonly strings: readonly Placed<string>[];
}

/** What the checks need to know of one workflow file. */
export interface Workflow {
  readonly triggers: ReadonlyMap<string, Placed>;
  readonly permissions: Placed | undefined;
  readonly jobs: readonly Job[];
  /** Strings outside the jobs: the workflow's own `env`, `defaults` and the like. */
  readonly strings: readonly Placed<string>[];
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
    },
  };
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
      strings: this.strings(node),
    };
  }

  private step(node: Node): Step {
    return {
      line: this.line(node),
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
