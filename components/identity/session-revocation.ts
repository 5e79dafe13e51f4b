import { instant, shown } from "../lib/shown";
import type { PolicyDocument } from "./policy-document";

/** A moment that no session predates: the switch is in place and off. */
export const NEVER = "1970-01-01T00:00:00Z";

/** Takes every right from sessions issued before the moment; IAM compares `aws:TokenIssueTime` to the second. */
export function revocationPolicy(before: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RevokeSessionsIssuedBefore",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": before } },
      },
    ],
  };
}

export function revocationProblems(field: string, before: unknown): string[] {
  if (instant(before) && `${before}`.includes("T")) return [];
  return [
    `${field} must be a moment in UTC with time and zone, such as ` +
      `2026-11-22T23:30:00Z, got ${shown(before)}`,
  ];
}
