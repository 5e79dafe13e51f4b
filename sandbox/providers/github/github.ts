import type { Cloud, Connection } from "../cloud";
import type { Environment } from "../guard";
import { type Properties, text } from "../values";
import { existing, outputs } from "./outputs";
import { providerProblems } from "./provider-problems";
import { serviceRefusal, taken } from "./service-refusals";
import { TYPES } from "./types";

export const github: Cloud = {
  name: "github",
  strict: false,
  connect,
  scope: ({ connection }) => connection.scope,
  facts: (type) => TYPES[type],
  // GitHub's names are all contracts with people: none is made up.
  nameRule: () => undefined,
  problems: providerProblems,
  refusal: serviceRefusal,
  exists: taken,
  outputs,
  existing,
};

function connect(config: Properties, environment: Environment): Connection {
  const owner = text(config["owner"]) || environment["GITHUB_OWNER"] || "";
  if (!/^[A-Za-z0-9](-?[A-Za-z0-9_])*$/.test(owner)) {
    throw new Error(
      `the GitHub provider needs an owner such as acme, got ${owner ? `"${owner}"` : "none"}; ` +
        'set the configuration "github:owner"',
    );
  }
  return { owner, scope: owner.toLowerCase() };
}
