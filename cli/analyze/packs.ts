import type { Rule } from "../../policy-packs/lib/rule";
import { CannotRun, stopOn } from "../failure";

type Load = () => Promise<{ readonly rules: readonly Rule[] }>;

/** The packs by name, each loaded only when its rules are asked for. */
const PACKS: Readonly<Record<string, Load>> = {
  identity: () => import("../../policy-packs/identity/rules.js"),
  kubernetes: () => import("../../policy-packs/kubernetes/rules.js"),
  governance: () => import("../../policy-packs/governance/rules.js"),
};

/** The pack that holds all others. */
const WHOLE = "airside";

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
export async function chooseRules({ packs, rules }: RuleChoice): Promise<readonly Rule[]> {
  const known = Object.keys(PACKS);
  const unknown = (packs ?? []).filter((pack) => pack !== WHOLE && !known.includes(pack));
  stopOn(unknown.map((pack) => `no pack "${pack}"; there are ${[...known, WHOLE].join(", ")}`));

  const whole = rules || !packs || packs.includes(WHOLE);
  const wanted = whole ? known : known.filter((pack) => isChosen(pack, packs));
  const loaded = await Promise.all(wanted.map((pack) => PACKS[pack]!()));
  const all = [...new Set(loaded.flatMap((pack) => pack.rules))];
  return rules ? matching(all, rules) : all;
}

/** Governance joins every pack. */
function isChosen(pack: string, packs: readonly string[]): boolean {
  return pack === "governance" || packs.includes(pack);
}

function matching(all: readonly Rule[], globs: readonly string[]): readonly Rule[] {
  const patterns = globs.map((glob) => ({ glob, pattern: asPattern(glob) }));
  const idle = patterns.filter(({ pattern }) => !all.some(({ name }) => pattern.test(name)));
  if (idle.length > 0) {
    throw new CannotRun(idle.map(({ glob }) => `no rule is named "${glob}"`).join("\n"));
  }
  return all.filter(({ name }) => patterns.some(({ pattern }) => pattern.test(name)));
}

function asPattern(glob: string): RegExp {
  const parts = glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
