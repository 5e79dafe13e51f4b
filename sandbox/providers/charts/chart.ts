import { readFileSync } from "node:fs";
import { parse } from "yaml";

import { Refusal } from "../provider";
import {
  isObject,
  isSecret,
  isSpecial,
  mapValues,
  type Properties,
  reveal,
  secret,
  text,
} from "../values";

/** What a program asks of one chart. */
export interface Chart {
  /** The release, which charts put into their objects' names. */
  readonly release: string;
  /** As the program names it: a path, an `oci://` or `https://` address, or a name in a repository. */
  readonly source: string;
  readonly version: string;
  /** The repository's address; empty where there is none. */
  readonly repository: string;
  readonly namespace: string;
  readonly includeCrds: boolean;
  readonly skipAwait: boolean;
  /** Stands before the names of its resources. */
  readonly prefix: string;
  /** The value files and the values together, the later over the earlier. In clear. */
  readonly values: Properties;
  /** Everything in them that was marked as secret, as text. */
  readonly secrets: readonly string[];
  /** What is asked and the sandbox does not do, in words. */
  readonly beyond: string | undefined;
}

/**
 * @param inputs as the engine sends them, known and of the right shapes.
 * @throws Refusal where a value file cannot be read.
 */
export function readChart(name: string, inputs: Properties): Chart {
  const given = (key: string) => text(reveal(inputs[key]));
  const repository = reveal(inputs["repositoryOpts"]) as Properties | undefined;
  const layers = [...valueFiles(inputs["valueYamlFiles"]), withFileTexts(inputs["values"] ?? {})];
  return {
    release: given("name") || name,
    source: given("chart"),
    version: given("version"),
    repository: text(repository?.["repo"]),
    namespace: given("namespace") || "default",
    includeCrds: reveal(inputs["skipCrds"]) !== true,
    skipAwait: reveal(inputs["skipAwait"]) === true,
    prefix: given("resourcePrefix") || name,
    values: layers.map(reveal).reduce<Properties>((all, one) => merged(all, one as Properties), {}),
    secrets: [...new Set(layers.flatMap(secretTexts))],
    beyond: beyond(inputs),
  };
}

/** Each file as a map, marked as secret where the file was. */
function valueFiles(files: unknown): unknown[] {
  if (isSecret(files)) return valueFiles(files.value).map(secret);
  if (!Array.isArray(files)) return [];
  return files.map((file) => {
    const value: unknown = parse(assetText(reveal(file)), { version: "1.1" }) ?? {};
    if (!isObject(value)) throw new Refusal("a chart's value file must hold a map");
    return isSecret(file) ? secret(value) : value;
  });
}

/** The values, with its text in place of each file among them. */
function withFileTexts(value: unknown): unknown {
  if (isSecret(value)) return secret(withFileTexts(value.value));
  if (isSpecial(value)) return assetText(value);
  if (Array.isArray(value)) return value.map(withFileTexts);
  return isObject(value) ? mapValues(value, withFileTexts) : value;
}

/** The text of an asset, which the engine sends as text or as a path. */
function assetText(asset: unknown): string {
  const { text: inline, path } = isObject(asset) ? asset : {};
  if (typeof inline === "string") return inline;
  if (typeof path !== "string")
    throw new Refusal("the sandbox reads a chart's files from disk only");
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Refusal(`a chart's file cannot be read: ${(error as Error).message}`);
  }
}

/** Maps are merged, everything else is the later's: as Helm merges values. */
function merged(one: Properties, other: Properties): Properties {
  const result = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

function secretTexts(value: unknown): string[] {
  if (isSecret(value)) return leaves(value.value).filter((leaf) => leaf !== "");
  if (Array.isArray(value)) return value.flatMap(secretTexts);
  return isObject(value) ? Object.values(value).flatMap(secretTexts) : [];
}

function leaves(value: unknown): string[] {
  const plain = reveal(value);
  if (Array.isArray(plain)) return plain.flatMap(leaves);
  if (isObject(plain)) return Object.values(plain).flatMap(leaves);
  return plain === undefined || plain === null ? [] : [`${plain}`];
}

function beyond(inputs: Properties): string | undefined {
  const asked = ["postRenderer", "dependencyUpdate", "verify", "devel"].filter((key) => {
    const value = reveal(inputs[key]);
    return value !== undefined && value !== null && value !== false;
  });
  return asked.length > 0 ? `the sandbox does not do ${asked.join(", ")}` : undefined;
}
