import { type DocumentOptions, parseAllDocuments, type SchemaOptions } from "yaml";

import { clusterScoped } from "../kubernetes";
import { Refusal } from "../provider";
import { at, isObject, mapValues, type Properties, secret, text, withAt } from "../values";
import type { Chart } from "./chart";

/** One object that a chart renders. */
export interface ChartObject {
  readonly type: string;
  /** Of its resource: the chart's prefix, the namespace and the name. */
  readonly name: string;
  readonly inputs: Properties;
  /** Other objects of the chart, by their references. */
  readonly after: readonly string[];
  /** As an annotation `config.kubernetes.io/depends-on` would name it. */
  readonly reference: string;
  readonly retain: boolean;
}

const DEFINITION = "CustomResourceDefinition";
const DEPENDS_ON = "config.kubernetes.io/depends-on";

/**
 * The objects in Helm's output, in the shapes and under the names that the real provider gives them.
 *
 * @throws Refusal where what was rendered is no list of Kubernetes objects.
 */
export function chartObjects(manifest: string, chart: Chart): ChartObject[] {
  const objects = parsed(manifest).flatMap(expanded);
  const definitions = objects.filter(({ kind }) => kind === DEFINITION);
  const isClusterWide = (object: Properties) =>
    clusterScoped(text(object["kind"])) ||
    definitions.some((each) => at(each, "spec.scope") === "Cluster" && defines(each, object));
  const placed = objects.map((object) =>
    isClusterWide(object) || at(object, "metadata.namespace") !== undefined
      ? object
      : withAt(object, "metadata.namespace", chart.namespace),
  );
  return placed.map((object) => ({
    type: typeOf(object),
    name: [chart.prefix, placeOf(object).join("/")].join(":"),
    inputs: hidden(chart.skipAwait ? unawaited(object) : object, chart.secrets),
    after: dependencies(object, placed),
    reference: referenceOf(object),
    retain: annotation(object, "helm.sh/resource-policy") === "keep",
  }));
}

/** YAML as Go reads it: octal numbers, yes and no; but no times, and no numbers of base 60. */
const AS_GO_READS: DocumentOptions & SchemaOptions = {
  version: "1.1",
  customTags: (tags) =>
    tags.filter(
      (tag) => typeof tag === "string" || !(tag.tag.endsWith("timestamp") || tag.format === "TIME"),
    ),
};

function parsed(manifest: string): Properties[] {
  return [...parseAllDocuments(manifest, AS_GO_READS)].flatMap((document) => {
    const [problem] = document.errors;
    if (problem) throw new Refusal(`the chart renders no YAML: ${problem.message.split("\n")[0]}`);
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    if (!isObject(value)) throw new Refusal("the chart renders something that is no object");
    return Object.keys(value).length > 0 ? [value] : [];
  });
}

function expanded(object: Properties): Properties[] {
  const { kind, apiVersion, items } = object;
  if (typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)) {
    return items.filter(isObject).flatMap(expanded);
  }
  if (!text(kind) || !text(apiVersion) || !text(at(object, "metadata.name"))) {
    throw new Refusal(
      `every object of a chart must have apiVersion, kind and metadata.name, got ${text(kind) || "none"}`,
    );
  }
  return [object];
}

function typeOf({ apiVersion, kind }: Properties): string {
  const version = text(apiVersion).includes("/") ? apiVersion : `core/${apiVersion}`;
  return `kubernetes:${version}:${kind}`;
}

function placeOf(object: Properties): string[] {
  const place = [at(object, "metadata.namespace"), at(object, "metadata.name")];
  return place.map(text).filter((part) => part !== "");
}

/** `<group>/namespaces/<namespace>/<kind>/<name>`, or `<group>/<kind>/<name>` of what has no namespace. */
function referenceOf(object: Properties): string {
  const [name = "", namespace] = placeOf(object).reverse();
  const place = namespace === undefined ? [] : ["namespaces", namespace];
  return [groupOf(object), ...place, text(object["kind"]), name].join("/");
}

function groupOf({ apiVersion }: Properties): string {
  return text(apiVersion).includes("/") ? (text(apiVersion).split("/")[0] ?? "") : "";
}

/** An object comes after its namespace, the definition of its kind, and whatever it names itself. */
function dependencies(object: Properties, all: readonly Properties[]): string[] {
  const implied = all.filter(
    (other) =>
      other !== object &&
      ((other["kind"] === "Namespace" &&
        at(other, "metadata.name") === at(object, "metadata.namespace")) ||
        (other["kind"] === DEFINITION && defines(other, object))),
  );
  const named = annotation(object, DEPENDS_ON)
    .split(",")
    .map((part) => part.trim());
  const known = new Set(all.map(referenceOf));
  const explicit = named.filter((part) => part !== "");
  const foreign = explicit.find((reference) => !known.has(reference));
  if (foreign !== undefined) {
    throw new Refusal(
      `${referenceOf(object)} depends on ${foreign}, which is no object of the same chart`,
    );
  }
  return [...new Set([...implied.map(referenceOf), ...explicit])];
}

function defines(definition: Properties, object: Properties): boolean {
  return (
    at(definition, "spec.names.kind") === object["kind"] &&
    at(definition, "spec.group") === groupOf(object)
  );
}

function annotation(object: Properties, name: string): string {
  const annotations = at(object, "metadata.annotations");
  return isObject(annotations) ? text(annotations[name]) : "";
}

function unawaited(object: Properties): Properties {
  const annotations = at(object, "metadata.annotations");
  const before = isObject(annotations) ? annotations : {};
  return withAt(object, "metadata.annotations", { ...before, "pulumi.com/skipAwait": "true" });
}

/** What a Secret holds is secret, and wherever else a secret value of the program's has gone. */
function hidden(object: Properties, secrets: readonly string[]): Properties {
  const forms = secrets.flatMap((each) => [each, Buffer.from(each).toString("base64")]);
  const hide = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(hide);
    if (isObject(value)) return mapValues(value, hide);
    return forms.some((form) => `${value}`.includes(form)) ? secret(value) : value;
  };
  // What names an object is in its URN and its id, which cannot be secret.
  const { apiVersion, kind, metadata, ...rest } = object;
  const { name, namespace, ...notes } = metadata as Properties;
  const place = namespace === undefined ? { name } : { name, namespace };
  const isSecretObject = apiVersion === "v1" && kind === "Secret";
  const fields = Object.entries(rest).map(([key, value]) => [
    key,
    isSecretObject && /^(stringD|d)ata$/.test(key) ? secret(value) : hide(value),
  ]);
  const shown = { apiVersion, kind, metadata: { ...place, ...mapValues(notes, hide) } };
  return { ...shown, ...Object.fromEntries(fields) };
}
