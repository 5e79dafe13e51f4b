import { rules as governance } from "../governance/rules";
import { rules as identity } from "../identity/rules";
import { rules as kubernetes } from "../kubernetes/rules";
import type { Rule } from "../lib/rule";
import { rules as runners } from "../runners/rules";
import { rules as supplyChain } from "../supply-chain/rules";

/** Every pack's rules, by pack and in the order of the catalogue. */
export const packs: Readonly<Record<string, readonly Rule[]>> = {
  identity,
  runners,
  kubernetes,
  "supply-chain": supplyChain,
  governance,
};

/** All rules, each once. */
export const rules: readonly Rule[] = Object.values(packs).flat();
