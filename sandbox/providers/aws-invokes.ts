import type { Connection } from "./cloud";
import { isObject, type Properties } from "./values";

type Answer = (args: Properties, connection: Connection) => Properties;

const ANSWERS: Readonly<Record<string, Answer>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account = "", partition }) => ({
    id: account,
    accountId: account,
    arn: `arn:${partition}:sts::${account}:assumed-role/sandbox/airside`,
    userId: "AROASANDBOX:airside",
  }),
  "aws:index/getPartition:getPartition": (_, { partition = "" }) => {
    const dnsSuffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    const reverseDnsPrefix = dnsSuffix.split(".").reverse().join(".");
    return { id: partition, partition, dnsSuffix, reverseDnsPrefix };
  },
  "aws:index/getRegion:getRegion": (args, connection) => {
    const region = `${args["region"] ?? args["name"] ?? connection["region"]}`;
    const endpoint = `ec2.${region}.amazonaws.com`;
    return { id: region, region, name: region, endpoint, description: region };
  },
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, connection) => {
    const region = `${args["region"] ?? connection["region"]}`;
    const names = ["a", "b", "c"].map((zone) => `${region}${zone}`);
    const zoneIds = names.map((_, index) => `${region.replaceAll("-", "")}-az${index + 1}`);
    return { ...args, id: region, region, names, zoneIds, groupNames: [region] };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
};

/** What AWS answers without anything having been created; nothing for any other data source. */
export function awsInvoke(token: string, args: Properties, connection: Connection) {
  return Object.hasOwn(ANSWERS, token) ? ANSWERS[token]?.(args, connection) : undefined;
}

/** Writes the document as the provider does: a list of one is its one value. */
function policyDocument(args: Properties): Properties {
  const merged = [
    ...documents(args["sourcePolicyDocuments"]),
    ...list(args["statements"]).filter(isObject).map(statement),
    ...documents(args["overridePolicyDocuments"]),
  ];
  const bySid = new Map(merged.map((item, index) => [`${item["Sid"] ?? `#${index}`}`, item]));
  const id = args["policyId"] ? { Id: args["policyId"] } : {};
  const document = {
    Version: args["version"] ?? "2012-10-17",
    ...id,
    Statement: single([...bySid.values()]),
  };
  const minifiedJson = JSON.stringify(document);
  return { ...args, id: "sandbox", json: JSON.stringify(document, null, 2), minifiedJson };
}

function documents(texts: unknown): Properties[] {
  return list(texts).flatMap((text) => {
    const { Statement: statements } = JSON.parse(`${text}`) as Properties;
    return list(statements).filter(isObject);
  });
}

function statement(given: Properties): Properties {
  const conditions: Record<string, Properties> = {};
  for (const { test, variable, values } of list(given["conditions"]).filter(isObject)) {
    conditions[`${test}`] = { ...conditions[`${test}`], [`${variable}`]: single(list(values)) };
  }
  const parts: Properties = {
    Sid: given["sid"],
    Effect: given["effect"] ?? "Allow",
    Action: some(given["actions"]),
    NotAction: some(given["notActions"]),
    Resource: some(given["resources"]),
    NotResource: some(given["notResources"]),
    Principal: principals(given["principals"]),
    NotPrincipal: principals(given["notPrincipals"]),
    Condition: Object.keys(conditions).length > 0 ? conditions : undefined,
  };
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined && value !== ""),
  );
}

function principals(given: unknown): unknown {
  const all = list(given).filter(isObject);
  if (all.length === 0) return undefined;
  if (all.some(({ type }) => type === "*")) return "*";
  const named: Record<string, unknown[]> = {};
  for (const { type, identifiers } of all) {
    named[`${type}`] = [...(named[`${type}`] ?? []), ...list(identifiers)];
  }
  return Object.fromEntries(Object.entries(named).map(([type, values]) => [type, single(values)]));
}

function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function single<T>(values: readonly T[]): T | readonly T[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

function some(value: unknown): unknown {
  return list(value).length > 0 ? single(list(value)) : undefined;
}
