import { entriesOf } from "../../../access/json";
import { isUnknown } from "../../../access/unknown";
import type { Finding, ResourceRule } from "../../lib/rule";
import { notKnown, ROLE } from "../trust";

export const trustDocumentKnown: ResourceRule = {
  name: "trust-document-known",
  title: "A trust policy must be known in preview, written from account id, partition and ids.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "What a preview cannot see no reviewer and no rule has judged: the first update then creates it unread.",
  remedy: "Write the provider's ARN from account id and partition, as identity.TrustRole does.",
  controls: ["SOC 2 CC6.1"],
  kind: "resource",
  appliesTo: [ROLE],
  exceptableDays: 14,
  check({ name, props, propertyDependencies }) {
    const write = "write it from account id, partition and ids that are known beforehand";
    const unknown = unknownLeaves("assumeRolePolicy", props["assumeRolePolicy"], 0);
    const findings: Finding[] = unknown.map((path) => ({
      path,
      message: `The role "${name}" must have a trust policy that is known in preview, but ${path} is not; ${write}.`,
    }));
    const sources: unknown = propertyDependencies?.["assumeRolePolicy"];
    if (isUnknown(sources)) return [...findings, notKnown("assumeRolePolicy")];
    if (findings.length > 0 || !Array.isArray(sources) || sources.length === 0) return findings;
    const message =
      `The role "${name}" must not build its trust policy from other resources' outputs, but it comes from ` +
      `${sources.join(", ")}; ${write}.`;
    return [{ path: "assumeRolePolicy", message }];
  },
};

/** As deep as any policy document is. */
const DEEPEST = 8;

function unknownLeaves(path: string, value: unknown, depth: number): string[] {
  if (isUnknown(value)) return [path];
  if (depth > DEEPEST) return [];
  // Text is known as a whole, be it a document.
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => unknownLeaves(`${path}[${index}]`, item, depth + 1));
  }
  return (entriesOf(value) ?? []).flatMap(([key, item]) => {
    const step = /^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    return unknownLeaves(path + step, item, depth + 1);
  });
}
