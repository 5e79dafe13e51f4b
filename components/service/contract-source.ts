import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";

/** A YAML file that is parsed when something has to be said about it. */
export class ContractSource {
  readonly #lines = new LineCounter();
  #document: Document | undefined;

  constructor(
    readonly file: string,
    readonly text: string,
  ) {}

  get document(): Document {
    this.#document ??= parseDocument(this.text, { lineCounter: this.#lines });
    return this.#document;
  }

  /** The plain data; undefined where the text is no YAML. An empty file is null. */
  value(): unknown {
    if (this.document.errors.length > 0) return undefined;
    try {
      return this.document.toJS() ?? null;
    } catch {
      return undefined; // Aliases that multiply without end.
    }
  }

  syntaxProblems(): string[] {
    const { errors } = this.document;
    if (errors.length === 0) return [`${this.at(0)}: must not repeat aliases without end`];
    return errors.map(({ pos, message }) => `${this.at(pos[0])}: ${message.split(" at line")[0]}`);
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
