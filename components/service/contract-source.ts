import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";

import { shown } from "../lib/shown";

/** What the parser says in its own terms. */
const MEANINGS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "must hold one contract; put the next one in a file of its own",
};

/** A YAML file that is parsed when something has to be said about it. */
export class ContractSource {
  readonly #lines = new LineCounter();
  #document: Document | undefined;

  constructor(
    readonly file: string,
    readonly text: string,
  ) {}

  get document(): Document {
    this.#document ??= parseDocument(this.text, { lineCounter: this.#lines, logLevel: "error" });
    return this.#document;
  }

  /** The plain data; undefined where the text is none. An empty file is null. */
  value(): unknown {
    if (this.problems().length > 0) return undefined;
    try {
      return this.document.toJS() ?? null;
    } catch {
      return undefined; // Aliases that multiply without end.
    }
  }

  /** What keeps the text from being plain data. */
  syntaxProblems(): string[] {
    const problems = this.problems();
    return problems.length > 0 ? problems : [`${this.at(0)}: must not repeat aliases without end`];
  }

  private problems(): string[] {
    const { errors, warnings } = this.document;
    const said = [...errors, ...warnings].map(
      ({ pos, code, message }) =>
        `${this.at(pos[0])}: ${MEANINGS[code] ?? message.split(" at line")[0]}`,
    );
    return said.length > 0 ? said : this.shapeProblems();
  }

  /** What YAML takes and plain data does not. */
  private shapeProblems(): string[] {
    const problems: string[] = [];
    const tell = (node: unknown, must: string) =>
      problems.push(`${this.at(isNode(node) ? (node.range?.[0] ?? 0) : 0)}: ${must}`);
    visit(this.document, {
      Pair: (_, { key }) => {
        if (isScalar(key) && typeof key.value === "string") return;
        tell(key, `a key must be a text, got ${shown(String(key))}`);
      },
      Alias: (_, alias, path) => {
        const target = alias.resolve(this.document);
        if (!target) tell(alias, `*${alias.source} must stand for an anchor before it`);
        else if (path.includes(target)) tell(alias, `*${alias.source} must not stand in itself`);
      },
    });
    return problems;
  }

  /** `file:line:column` of a path in the document. */
  where(path: readonly PropertyKey[]): string {
    return this.at(offsetOf(this.document, path));
  }

  private at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.file}:${line}:${col}`;
  }
}

/** Where a path stands in the text; for what is missing, where its parent does. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path[length - 1]);
      const key: unknown = pair?.key;
      if (isNode(key)) return key.range?.[0] ?? 0;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
}
