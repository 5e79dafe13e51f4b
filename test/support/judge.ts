import { rules } from "../../policy-packs/airside/rules";
import { evaluate } from "../../policy-packs/lib/evaluate";
import type { Register } from "../../policy-packs/lib/register";
import type { Resource } from "../../policy-packs/lib/rule";
import { readSettings } from "../../policy-packs/lib/settings";
import { UNKNOWN } from "../../policy-packs/lib/unknown";
import { type Recorded, UNKNOWN_TEXT } from "./record";

/** Judges what a program registered by every rule there is, as a preview would. */
export function judge(
  recorded: readonly Recorded[],
  settings: Readonly<Record<string, unknown>>,
  register?: Register,
) {
  return evaluate(rules, readSettings(settings), recorded.map(asResource), register);
}

function asResource({ inputs, ...resource }: Recorded): Resource {
  const { parent, ...options } = resource;
  return {
    ...options,
    ...(parent === undefined ? {} : { parent }),
    props: known(inputs) as Resource["props"],
  };
}

/** The same value with the rules' mark in place of the engine's for what is not known yet. */
function known(value: unknown): unknown {
  if (value === UNKNOWN_TEXT) return UNKNOWN;
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, known(inner)]));
}
