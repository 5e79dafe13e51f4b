import type { ResourceRule } from "../../lib/rule";
import { about, everyFormOf, objectsOf } from "../kinds";
import { ENFORCE, labelFindings, levelFor, pinnedVersion, VERSION } from "../namespace-labels";
import { assignAt } from "../repair";

export const namespacePodSecurityEnforced: ResourceRule = {
  kind: "resource",
  name: "namespace-pod-security-enforced",
  title: "A namespace must enforce its Pod Security level at a pinned version.",
  severity: "high",
  level: "mandatory",
  rationale: "The labels are the second line behind Kyverno: without them every pod is admitted.",
  remedy: `Set the labels ${ENFORCE} and ${VERSION}, as the platform's tenant namespaces do.`,
  controls: ["Pod Security Standards restricted"],
  appliesTo: everyFormOf(["Namespace"]),
  exceptableDays: 30,
  check: (resource, context) =>
    about(
      resource,
      objectsOf(resource, ["Namespace"]).flatMap((namespace) => labelFindings(namespace, context)),
    ),
  remediate(props, resource, context) {
    for (const namespace of objectsOf(resource, ["Namespace"])) {
      for (const finding of labelFindings(namespace, context)) {
        const isVersion = finding.path.endsWith(`["${VERSION}"]`);
        const value = isVersion
          ? pinnedVersion(context.settings)
          : levelFor(namespace, context.settings);
        assignAt(props, [finding], value);
      }
    }
  },
};
