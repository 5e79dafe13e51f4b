import type { ExceptionRecord } from "../../../policy-packs/lib/register";

/** A sound record for the open front door, as of 2026-11-22. */
export const record: ExceptionRecord = {
  id: "EX-7",
  rules: ["door-shut"],
  scope: { component: "house" },
  finding: "open",
  category: "mitigated",
  reason: "The lock is being replaced.",
  compensatingControls: ["a guard at the door"],
  owner: "team-a",
  requestedBy: "ann",
  approvedBy: "bob",
  ticket: "SEC-7",
  approvedOn: "2026-11-20",
  expiresOn: "2026-12-15",
};

/** A register with that record, changed. */
export const register = (changes: Readonly<Record<string, unknown>> = {}) => ({
  approvers: ["bob", "team-a", "ann"],
  exceptions: [{ ...record, ...changes } as ExceptionRecord],
});

/** The front door in a component that claims the exception. */
export const house = (open: unknown, exceptions: unknown = ["EX-7"]) => [
  { type: "airside:test:House", name: "house", props: { exceptions } },
  { type: "test:index:Door", name: "front", props: { open }, parent: "house" },
];
