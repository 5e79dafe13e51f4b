import type { Subject } from "../cloud";
import { isObject, type Properties, UNKNOWN } from "../values";
import { requestProblems } from "./request-problems";
import {
  ENVIRONMENT,
  ENVIRONMENT_POLICY,
  HOSTED_RUNNER,
  ORGANIZATION_RULESET,
  ORGANIZATION_SUBJECT,
  REPOSITORY_RULESET,
} from "./types";

/** What the real provider itself refuses, so that a preview shows it. Unknown values pass. */
export function providerProblems({ type, properties }: Subject): string[] {
  return [...requestProblems(type, properties), ...(OF_TYPE[type]?.(properties) ?? [])];
}

const OF_TYPE: Readonly<Record<string, (properties: Properties) => string[]>> = {
  [ENVIRONMENT]: ({ reviewers }) =>
    [reviewers]
      .flat()
      .filter(isObject)
      .flatMap((each) => [...tooMany("teams", each), ...tooMany("users", each)]),
  [ENVIRONMENT_POLICY]: ({ branchPattern, tagPattern }) =>
    [branchPattern, tagPattern].filter((pattern) => pattern != null).length === 1
      ? []
      : ['exactly one of "branchPattern" and "tagPattern" must be given'],
  [HOSTED_RUNNER]: hostedRunnerProblems,
  [REPOSITORY_RULESET]: rulesetProblems,
  [ORGANIZATION_RULESET]: (properties) => [
    ...rulesetProblems(properties),
    ...scopeProblems(properties),
  ],
  [ORGANIZATION_SUBJECT]: ({ includeClaimKeys: keys }) =>
    Array.isArray(keys) && keys.length === 0
      ? ['"includeClaimKeys" must hold at least one key']
      : [],
};

function tooMany(list: string, reviewers: Properties): string[] {
  const ids = reviewers[list];
  if (!Array.isArray(ids) || ids.length <= 6) return [];
  return [`"reviewers.${list}" may hold 6 ids, got ${ids.length}`];
}

function hostedRunnerProblems({ name, image, imageVersion }: Properties): string[] {
  const found: string[] = [];
  if (typeof name === "string" && name !== UNKNOWN && !/^[\w.-]{1,64}$/.test(name)) {
    found.push(
      `"name" must have 1 to 64 letters, digits, dots, dashes and underscores, got "${name}"`,
    );
  }
  const source = isObject(image) ? image["source"] : undefined;
  if (imageVersion != null && source !== UNKNOWN && source !== "custom") {
    found.push('"imageVersion" can only be set when "image.source" is "custom"');
  }
  return found;
}

/** Rules that watch what is pushed, wherever it goes. */
const PUSH_RULES = [
  "filePathRestriction",
  "maxFilePathLength",
  "fileExtensionRestriction",
  "maxFileSize",
];

function rulesetProblems({ name, target, conditions, rules }: Properties): string[] {
  const found: string[] = [];
  if (typeof name === "string" && name !== UNKNOWN && (name === "" || name.length > 100)) {
    found.push(`"name" must have 1 to 100 characters, got ${name.length}`);
  }
  if (target === UNKNOWN || conditions === UNKNOWN) return found;
  const refName = isObject(conditions) ? conditions["refName"] : undefined;
  if (target === "push" && refName != null) {
    found.push('"conditions.refName" must not be set for the target push');
  }
  if ((target === "branch" || target === "tag") && isObject(conditions) && refName == null) {
    found.push(`"conditions.refName" must be set for the target ${target}`);
  }
  for (const [rule, value] of Object.entries(isObject(rules) ? rules : {})) {
    const isGiven = value !== undefined && value !== null && value !== false;
    if (isGiven && PUSH_RULES.includes(rule) !== (target === "push")) {
      found.push(`"rules.${rule}" is not valid for the target ${target}`);
    }
  }
  return found;
}

function scopeProblems({ conditions }: Properties): string[] {
  if (!isObject(conditions)) return [];
  const scopes = ["repositoryIds", "repositoryName", "repositoryProperty"].filter(
    (key) => conditions[key] != null,
  );
  if (scopes.length === 1) return [];
  return [
    '"conditions" must have exactly one of repositoryIds, repositoryName and repositoryProperty, ' +
      `got ${scopes.length}`,
  ];
}
