import { mayOverlap } from "../../access/permissions-language";
import type { StackFacts, StackFinding } from "../lib/rule";
import { said } from "./said";
import type { Reach } from "./store-documents";
import { reaches } from "./store-reaches";

/** Stores that two lanes reach, told once at each place of the later lane. */
export function sharedStores(facts: StackFacts): StackFinding[] {
  const all = reaches(facts);
  return all.flatMap((later, index) => {
    const earlier = all
      .slice(0, index)
      .find((each) => each.lane !== later.lane && overlap(each, later));
    if (earlier === undefined) return [];
    const { subject, path, shown, lane } = later;
    if (earlier.isUnknown || later.isUnknown) {
      const message = `whether it reaches a store of the lane ${earlier.lane} is not known yet.`;
      return said(subject, [{ path, message, unknown: true }]);
    }
    const message = `the lane ${lane} reaches ${shown} here, and the lane ${earlier.lane} reaches it too (${earlier.subject.label}); give each lane a store or a key prefix of its own.`;
    return said(subject, [{ path, message }]);
  });
}

function overlap({ store: one }: Reach, { store: other }: Reach): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return mayOverlap(one, other);
}
