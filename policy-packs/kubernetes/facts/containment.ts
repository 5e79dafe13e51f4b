import type { FactSource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { field } from "../fields";
import { objectsIn } from "../kinds";
import { named, type Named, type Reference, reference, roles } from "./clusters";

export type ContainmentPiece = "quarantine" | "hold" | "pause" | "capture";

const OF_COMPONENT: Readonly<Record<string, readonly ContainmentPiece[]>> = {
  "airside:containment:Quarantine": ["quarantine", "pause"],
  "airside:containment:EvidenceHold": ["hold", "capture"],
};
const PIECES: readonly unknown[] = ["quarantine", "hold", "pause", "capture"];

/** Pieces of the containment kit, by component or by the label `airside/containment`; `UNKNOWN` may be any of them. */
export const containmentPieces: FactSource<readonly unknown[]> = {
  appliesTo: ["airside:containment:*", "kubernetes:*:*"],
  read: (resource) => {
    const ofComponent = OF_COMPONENT[resource.type];
    if (ofComponent) return ofComponent;
    const found = resource.type.startsWith("kubernetes:")
      ? objectsIn(resource)
          .map(({ body }) => field(body, "metadata", "labels", "airside/containment"))
          .filter((piece) => isUnknown(piece) || PIECES.includes(piece))
      : [];
    return found.length > 0 ? found : undefined;
  },
};

/** A policy that can refuse sessions of before a time, and the role it stands on. */
export const sessionRevocations: FactSource<{ readonly role: Reference }> = {
  appliesTo: ["aws:iam/rolePolicy:RolePolicy"],
  read: (resource) => {
    const policy = resource.props["policy"];
    const text = typeof policy === "string" ? policy : JSON.stringify(policy ?? "");
    return text.includes("aws:TokenIssueTime") ? { role: reference(resource, "role") } : undefined;
  },
};

/** Roles of pipelines that may write, by their lane, and whether their component can revoke their sessions. */
export const pipelineRoles: FactSource<Named & { readonly isRevocable: boolean }> = {
  appliesTo: roles.appliesTo,
  read: (resource, context) => {
    if (context.lane === "untrusted" || !roles.read(resource, context)?.isCi) return undefined;
    const inline = JSON.stringify(resource.props["inlinePolicies"] ?? "");
    const isRevocable =
      inline.includes("aws:TokenIssueTime") ||
      context.components.some(({ type }) => type === "airside:identity:TrustRole");
    return { ...named(resource, "name", "id"), isRevocable };
  },
};
