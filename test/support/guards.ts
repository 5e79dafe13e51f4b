import type { Register } from "../../policy-packs/lib/register";
import { judge } from "./judge";
import type { Recorded } from "./record";

/**
 * One guard that a component sets: what it is, where it stands in the resource's inputs (keys with spaces
 * between them), what comes in its place (undefined: it is taken away; a function makes it of what stood
 * there), and the rule that refuses that.
 */
export type Guard = readonly [what: string, at: string, instead: unknown, rule: string];

/** What a stack is judged with. */
export interface Judging {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly register?: Register | undefined;
}

/** The mandatory findings' rules that are new once something has changed. */
export function newlyRefused(
  resources: readonly Recorded[],
  change: (copies: Recorded[]) => void,
  { settings, register }: Judging,
): string[] {
  const findings = (all: readonly Recorded[]) =>
    judge(all, settings, register)
      .filter(({ level, unknown }) => level === "mandatory" && !unknown)
      .map(({ rule, resource, path }) => `${rule} ${resource} ${path}`);
  const before = findings(resources);
  const copies: Recorded[] = structuredClone([...resources]);
  change(copies);
  const found = findings(copies).filter((each) => !before.includes(each));
  return [...new Set(found.map((each) => each.split(" ")[0] ?? ""))];
}

/** The one resource of a type and name, such as `ActionsRunnerGroup lane-deploy`. */
export function named(resources: readonly Recorded[], typeAndName: string): Recorded {
  const [type = "", name] = typeAndName.split(" ");
  const found = resources.filter((each) => each.type.endsWith(`:${type}`) && each.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources are called ${typeAndName}`);
  return found[0]!;
}

/** Puts a value at a place of a resource's inputs; undefined takes away what stands there. */
export function putAt({ inputs }: Recorded, at: string, value: unknown): void {
  const keys = at.split(" ");
  const last = keys.pop()!;
  const holder = keys.reduce((inner, key) => (inner[key] ??= {}), inputs);
  const now = typeof value === "function" ? value(holder[last]) : structuredClone(value);
  if (now === undefined) delete holder[last];
  else holder[last] = now;
}

/** Every place in a resource's inputs where something stands, as guards write them. */
export function placesOf(value: unknown, at = ""): string[] {
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([key, inner]) =>
    placesOf(inner, at === "" ? key : `${at} ${key}`),
  );
}
