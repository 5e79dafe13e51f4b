import { field, members } from "../../kubernetes/fields";
import { everyFormOf, namespaceOf, objectsOf, some } from "../../kubernetes/kinds";
import type { FactSource } from "../../lib/rule";
import { isUnknown, UNKNOWN } from "../../lib/unknown";
import { type Subject, subjectOf } from "../said";
import { type Placed, placed } from "./pods";

/** Something that gives a service account rights in the cloud or in the whole cluster. */
export interface AccountRight {
  readonly subject: Subject;
  readonly path: string;
  readonly namespace: Placed;
  /** An account's name; `*` for every account of the namespace. */
  readonly account: unknown;
  readonly what: string;
}

export const podIdentities: FactSource<AccountRight> = {
  appliesTo: ["aws:eks/podIdentityAssociation:PodIdentityAssociation"],
  read: (resource) => ({
    subject: subjectOf(resource),
    path: "serviceAccount",
    namespace: {
      value: resource.props["namespace"],
      from: resource.propertyDependencies?.["namespace"] ?? [],
    },
    account: resource.props["serviceAccount"],
    what: "gives a runner pod's service account a role in AWS",
  }),
};

const ROLE_ARN = "eks.amazonaws.com/role-arn";

export const annotatedAccounts: FactSource<readonly AccountRight[]> = {
  appliesTo: everyFormOf(["ServiceAccount"]),
  read(resource) {
    const found = objectsOf(resource, ["ServiceAccount"]).flatMap((object): AccountRight[] => {
      const annotations = field(object.body, "metadata", "annotations");
      const arn = isUnknown(annotations) ? undefined : field(annotations, ROLE_ARN);
      if (arn === undefined || arn === "") return [];
      const base = object.path === "" ? "" : `${object.path}.`;
      return [
        {
          subject: subjectOf(resource),
          path: `${base}metadata.annotations["${ROLE_ARN}"]`,
          namespace: placed(resource, namespaceOf(object)),
          account: field(object.body, "metadata", "name") ?? resource.name,
          what: "gives a runner pod's service account a role in AWS",
        },
      ];
    });
    return some(found);
  },
};

/** Groups that every service account, or every one of a namespace, is in. */
const EVERYBODY = new Set(["system:serviceaccounts", "system:authenticated"]);

export const clusterBindings: FactSource<readonly AccountRight[]> = {
  appliesTo: everyFormOf(["ClusterRoleBinding"]),
  read(resource) {
    const what = "binds a runner pod's service account in the whole cluster";
    const found = objectsOf(resource, ["ClusterRoleBinding"]).flatMap((object) =>
      members(object, "subjects").flatMap(({ path, body }): AccountRight[] => {
        const right = { subject: subjectOf(resource), path, what };
        const [kind, name] = [field(body, "kind"), field(body, "name")];
        const unknown = { value: UNKNOWN, from: [] };
        if (isUnknown(body) || isUnknown(kind))
          return [{ ...right, namespace: unknown, account: UNKNOWN }];
        if (kind === "ServiceAccount") {
          const namespace = { value: field(body, "namespace") ?? "default", from: [] };
          return [{ ...right, namespace, account: name }];
        }
        if (kind === "Group") return groupRights(name).map((each) => ({ ...right, ...each }));
        const [, namespace, account] =
          /^system:serviceaccount:([^:]+):([^:]+)$/.exec(String(name)) ?? [];
        return namespace === undefined
          ? []
          : [{ ...right, namespace: { value: namespace, from: [] }, account }];
      }),
    );
    return some(found);
  },
};

function groupRights(name: unknown): Pick<AccountRight, "namespace" | "account">[] {
  if (isUnknown(name)) return [{ namespace: { value: UNKNOWN, from: [] }, account: "*" }];
  const [, only] = /^system:serviceaccounts:(.+)$/.exec(String(name)) ?? [];
  if (only !== undefined) return [{ namespace: { value: only, from: [] }, account: "*" }];
  return EVERYBODY.has(String(name)) ? [{ namespace: { value: "*", from: [] }, account: "*" }] : [];
}
