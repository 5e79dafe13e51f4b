import { rules as governance } from "../governance/rules";
import { rules as identity } from "../identity/rules";
import { rules as kubernetes } from "../kubernetes/rules";
import type { Rule } from "../lib/rule";

/** Every pack's rules, by pack and in the order of the catalogue. */
export const packs: Readonly<Record<string, readonly Rule[]>> = {
  identity,
  kubernetes,
  governance,
};

/** All rules, each once. */
export const rules: readonly Rule[] = Object.values(packs).flat();
