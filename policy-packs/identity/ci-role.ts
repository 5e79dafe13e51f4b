import type { Resource } from "../lib/rule";
import { githubTrusts, trustOf } from "./trust";

/**
 * Whether the role is a CI role: one whose trust policy admits any token of a GitHub issuer. A policy that cannot be
 * read counts as admitting everyone.
 */
export function isCiRole(role: Resource): boolean | "unknown" {
  const document = trustOf(role);
  if (document.unknown) return "unknown";
  if (document.unreadable.length > 0 || githubTrusts(document).length > 0) return true;
  return document.statements.some(({ unknown, effect }) => effect === "Allow" && unknown.length > 0)
    ? "unknown"
    : false;
}
