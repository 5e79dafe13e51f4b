import { createHash, randomBytes } from "node:crypto";

import { at, type Properties, text } from "./values";

/** What the engine proposes for names, where a stack configures it. */
export interface Autonaming {
  readonly proposedName: string;
  readonly mode: "propose" | "enforce" | "disable";
}

export interface NamingRequest {
  readonly urn: string;
  readonly name: string;
  readonly seed: Uint8Array;
  readonly olds: Properties | undefined;
  readonly autonaming: Autonaming | undefined;
}

/** How one type's name is made where the program gives none. */
export interface NameRule {
  /** The property that holds the name. */
  readonly property: string;
  readonly prefix?: string;
  readonly maximum?: number;
  readonly lowerCase?: boolean;
  /** Hex digits after the dash. */
  readonly digits: number;
}

/**
 * The name of a resource that was given none: the old one while the resource lives, else the
 * logical name and digits from the engine's seed, so that a plan made earlier still holds.
 *
 * @throws Error where the name would be too long.
 */
export function autoname(request: NamingRequest, rule: NameRule): string | undefined {
  const { autonaming, olds, name, seed, urn } = request;
  const kept = olds && defaulted(olds).includes(rule.property) ? text(at(olds, rule.property)) : "";
  if (kept) return kept;
  if (autonaming?.mode === "disable") return undefined;
  if (autonaming) return autonaming.proposedName;
  const base = (rule.prefix ?? "") + (rule.lowerCase ? name.toLowerCase() : name);
  const made = `${base}-${digits(seed, urn, rule.digits)}`;
  if (rule.maximum !== undefined && made.length > rule.maximum) {
    throw new Error(
      `"${rule.property}" may have ${rule.maximum} characters, but the name made from "${name}" ` +
        `has ${made.length}; shorten the resource's name or set "${rule.property}"`,
    );
  }
  return made;
}

/** The properties that Check filled in, noted in the inputs as the bridged providers do. */
export function defaulted(inputs: Properties): readonly string[] {
  const names = inputs["__defaults"];
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

export function digits(seed: Uint8Array, urn: string, length: number): string {
  const source = seed.length > 0 ? seed : randomBytes(32);
  return createHash("sha256").update(source).update(urn).digest("hex").slice(0, length);
}
