import { field, isObject } from "../../kubernetes/fields";
import { everyFormOf, namespaceOf, objectsIn, objectsOf, some } from "../../kubernetes/kinds";
import type { FactSource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { type Subject, subjectOf } from "../said";
import { type Placed, placed } from "./pods";

/** A Secret of the stack, or what makes one, and the keys that it holds. */
export interface HeldSecret {
  readonly subject: Subject;
  readonly path: string;
  readonly namespace: Placed;
  readonly name: unknown;
  /** Undefined where they are not known yet. */
  readonly keys: readonly string[] | undefined;
}

export const secrets: FactSource<readonly HeldSecret[]> = {
  appliesTo: [
    ...everyFormOf(["Secret"]),
    ...everyFormOf(["ExternalSecret"], "external-secrets.io/*"),
  ],
  read(resource) {
    const found = objectsOf(resource, ["Secret", "ExternalSecret"]).map((object): HeldSecret => {
      const target =
        object.kind === "Secret" ? undefined : field(object.body, "spec", "target", "name");
      return {
        subject: subjectOf(resource),
        path: object.path,
        namespace: placed(resource, namespaceOf(object)),
        name: target ?? field(object.body, "metadata", "name") ?? resource.name,
        keys: keysOf(object.kind, object.body),
      };
    });
    return some(found);
  },
};

function keysOf(kind: string, body: unknown): readonly string[] | undefined {
  if (kind === "Secret") {
    const held = [field(body, "data"), field(body, "stringData")];
    if (held.some(isUnknown)) return undefined;
    return held.filter(isObject).flatMap((each) => Object.keys(each));
  }
  const data = field(body, "spec", "data");
  if (isUnknown(data)) return undefined;
  const template = field(body, "spec", "target", "template", "data");
  const made = isObject(template) ? Object.keys(template) : [];
  return [
    ...made,
    ...(Array.isArray(data) ? data.map((each) => String(field(each, "secretKey"))) : []),
  ];
}

/** The retired controller's objects, whose runners stay registered by a token. */
export const retiredKinds: FactSource<{
  readonly subject: Subject;
  readonly paths: readonly string[];
}> = {
  appliesTo: ["kubernetes:actions.summerwind.dev/*", ...everyFormOf([])],
  read(resource) {
    const paths = objectsIn(resource)
      .filter(({ apiVersion }) => apiVersion.startsWith("actions.summerwind.dev/"))
      .map(({ path }) => path);
    return paths.length > 0 ? { subject: subjectOf(resource), paths } : undefined;
  },
};

/** What a lane's component says of its credential. */
export const laneSecrets: FactSource<{ readonly subject: Subject; readonly secret: unknown }> = {
  appliesTo: ["airside:runners:RunnerLane"],
  read: (resource) => ({
    subject: subjectOf(resource),
    secret: resource.props["githubAppSecret"],
  }),
};
