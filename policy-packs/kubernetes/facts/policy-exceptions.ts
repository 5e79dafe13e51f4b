import type { FactSource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { field, isText, members } from "../fields";
import { everyFormOf, type KubernetesObject, namespaceOf, objectsOf, some } from "../kinds";

/** A Kyverno exception. */
export interface PolicyExceptionFact {
  readonly resource: string;
  /** Path of the object in its resource: empty, or a list's member. */
  readonly path: string;
  readonly namespace: string | object;
  /** Id of the register's record that it is made from, as its annotation says. */
  readonly record: unknown;
  readonly expiresAt: unknown;
}

export const policyExceptions: FactSource<readonly PolicyExceptionFact[]> = {
  appliesTo: everyFormOf(["PolicyException"]),
  read: (resource) =>
    some(
      objectsOf(resource, ["PolicyException"]).map((exception) => {
        const metadata = field(exception.body, "metadata");
        return {
          resource: resource.urn ?? resource.name,
          path: exception.path,
          namespace: namespaceOf(exception),
          record:
            field(metadata, "annotations", "airside/exception") ??
            field(metadata, "labels", "airside/exception"),
          expiresAt: field(exception.body, "spec", "expiresAt"),
        };
      }),
    ),
};

/** A policy that deletes expired exceptions on a schedule. */
export const exceptionRemovers: FactSource<readonly { readonly namespace: unknown }[]> = {
  appliesTo: [
    ...everyFormOf(["DeletingPolicy", "NamespacedDeletingPolicy"], "policies.kyverno.io/*"),
  ],
  read: (resource) =>
    some(
      objectsOf(resource, ["DeletingPolicy", "NamespacedDeletingPolicy"])
        .filter(({ isPatch }) => !isPatch)
        .flatMap(removalBy),
    ),
};

function removalBy(policy: KubernetesObject): { readonly namespace: unknown }[] {
  const spec = field(policy.body, "spec");
  if (isUnknown(spec)) return [{ namespace: spec }];
  const rules = members({ path: "", body: field(spec, "matchConstraints") }, "resourceRules");
  const removes = rules.some(({ body }) =>
    members({ path: "", body }, "resources").some(({ body: name }) => name === "policyexceptions"),
  );
  if (!removes || !isText(field(spec, "schedule"))) return [];
  const isNamespaced = policy.kind === "NamespacedDeletingPolicy";
  return [{ namespace: isNamespaced ? namespaceOf(policy) : "*" }];
}
