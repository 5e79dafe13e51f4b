import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { ResourceTable, Shape } from "./table-format";

/** Where the table of a package lies: beside the sources, also for the compiled code. */
export function tablePath(name: string): string {
  let root = __dirname;
  while (!existsSync(join(root, "package.json"))) {
    if (root === dirname(root)) throw new Error(`no package.json above ${__dirname}`);
    root = dirname(root);
  }
  return join(root, "sandbox/providers/tables", `${name}.json`);
}

/**
 * One package's table, read line by line as types are asked for: a stack uses few of a provider's
 * types, and parsing them all costs more than a preview of it.
 */
export class Tables {
  private readonly text: string;
  private readonly parsed = new Map<string, unknown>();

  constructor(readonly name: string) {
    this.text = readFileSync(tablePath(name), "utf8");
  }

  version(): string {
    const [head = ""] = this.text.split("\n", 1);
    return /"version":"([^"]+)"/.exec(head)?.[1] ?? "0.0.0";
  }

  resource(type: string): ResourceTable | undefined {
    return this.line(type);
  }

  shape(name: string): Shape | undefined {
    return this.line(name);
  }

  /** Every resource type of the package, the provider itself left out. */
  types(): string[] {
    const prefix = `"${this.name}:`;
    return this.text
      .split("\n")
      .filter((line) => line.startsWith(prefix))
      .map((line) => line.slice(1, line.indexOf('"', 1)));
  }

  private line<T>(key: string): T | undefined {
    if (!this.parsed.has(key)) {
      const start = `\n${JSON.stringify(key)}:`;
      const at = this.text.indexOf(start);
      const end = this.text.indexOf("\n", at + 1);
      const json = this.text.slice(at + start.length, end).replace(/,$/, "");
      this.parsed.set(key, at < 0 ? undefined : JSON.parse(json));
    }
    return this.parsed.get(key) as T | undefined;
  }
}
