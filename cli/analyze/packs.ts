import { typePattern } from "../../policy-packs/lib/dispatch";
import type { Rule } from "../../policy-packs/lib/rule";
import { stopOn } from "../failure";

/** The pack that holds all others. */
const WHOLE = "airside";
/** Joins every pack. */
const GOVERNANCE = "governance";

/** Which rules to run: those of the named packs and governance, or exactly those that globs name. */
export interface RuleChoice {
  /** @default every pack */
  readonly packs?: readonly string[] | undefined;
  /** Names of rules, in which `*` stands for any run of characters. Overrides `packs`. */
  readonly rules?: readonly string[] | undefined;
}

/**
 * Loads the chosen rules, each once, in the packs' order.
 *
 * @throws CannotRun with every name that is no pack or no rule.
 */
export async function chooseRules({ packs: names, rules: globs }: RuleChoice) {
  const { packs, rules } = await import("../../policy-packs/airside/rules.js");
  const known = Object.keys(packs);
  const unknown = (names ?? []).filter((name) => name !== WHOLE && !known.includes(name));
  stopOn(unknown.map((name) => `no pack "${name}"; there are ${[...known, WHOLE].join(", ")}`));

  if (globs) return matching(rules, globs);
  if (!names || names.includes(WHOLE)) return rules;
  const wanted = known.filter((name) => name === GOVERNANCE || names.includes(name));
  return [...new Set(wanted.flatMap((name) => packs[name] ?? []))];
}

function matching(all: readonly Rule[], globs: readonly string[]): readonly Rule[] {
  const isNamed = (glob: string) => all.some(({ name }) => typePattern([glob]).test(name));
  const idle = globs.filter((glob) => !isNamed(glob));
  stopOn(idle.map((glob) => `no rule is named "${glob}"`));
  const wanted = typePattern(globs);
  return all.filter(({ name }) => wanted.test(name));
}
