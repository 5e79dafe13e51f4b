import type { Finding, ResourceRule } from "../../lib/rule";
import { unlessDeclared } from "../declared";
import { expectField, field, isFalse, isText, unless } from "../fields";
import { about, everyFormOf, objectsOf } from "../kinds";
import { type Pod, POD_CARRIERS, podsOf } from "../pods";
import { assignAt } from "../repair";

const NEED = "airside/kubernetes-api";
const MOUNT = "automountServiceAccountToken";

export const serviceAccountExplicit: ResourceRule = {
  kind: "resource",
  name: "service-account-explicit",
  title: "A pod must name its own service account and not mount a token it does not need.",
  severity: "medium",
  level: "mandatory",
  rationale: "A token that lies in every pod hands the Kubernetes API to whoever breaks into one.",
  remedy:
    "Set serviceAccountName to an account of the service and automountServiceAccountToken: false; " +
    "a pod that calls the API says why in the annotation airside/kubernetes-api.",
  controls: ["CIS EKS 1.8 4.1.5", "CIS EKS 1.8 4.1.6"],
  appliesTo: [...POD_CARRIERS, ...everyFormOf(["ServiceAccount"])],
  exceptableDays: 90,
  check: (resource) =>
    about(resource, [
      ...podsOf(resource)
        .filter(isHere)
        .flatMap((pod) => [...nameOf(pod), ...mountOf(pod)]),
      ...objectsOf(resource, ["ServiceAccount"]).flatMap((account) => {
        const says = (found: string) => `${MOUNT} is ${found}; set it to false.`;
        const leaves = (value: unknown) =>
          isFalse(value) || (account.isPatch && value === undefined);
        const findings = expectField(account, [MOUNT], leaves, says);
        return unless(findings, account, ["metadata", "annotations", NEED], isText);
      }),
    ]),
  remediate(props, resource, context) {
    const findings = serviceAccountExplicit.check(resource, context);
    const mounts = findings.filter(({ path }) => path.endsWith(MOUNT));
    assignAt(props, mounts, false);
  },
};

/** Not so where the object may refer to a template elsewhere, or is of a kind that has none. */
function isHere({ spec, missing }: Pod): boolean {
  return spec.body !== undefined || missing.length > 0;
}

/** `serviceAccount` is the older name of the same field, and the API server copies the one to the other. */
function nameOf({ carrier, spec }: Pod): Finding[] {
  const key =
    field(spec.body, "serviceAccountName") === undefined ? "serviceAccount" : "serviceAccountName";
  const own = (name: unknown) =>
    (isText(name) && name !== "default") || (carrier.isPatch && name === undefined);
  return expectField(
    spec,
    [field(spec.body, key) === undefined ? "serviceAccountName" : key],
    own,
    (found) => `the pod has ${found} for its service account; name one of its own.`,
  );
}

function mountOf(pod: Pod): Finding[] {
  const leaves = (value: unknown) => isFalse(value) || (pod.carrier.isPatch && value === undefined);
  const findings = expectField(
    pod.spec,
    [MOUNT],
    leaves,
    (found) =>
      `the pod has ${found} for ${MOUNT}; set it to false, or state the need in the annotation ${NEED}.`,
  );
  return unlessDeclared(findings, pod, NEED);
}
