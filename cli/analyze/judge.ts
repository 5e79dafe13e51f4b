import { createEvaluation, type ReportedFinding } from "../../policy-packs/lib/evaluate";
import type { Register } from "../../policy-packs/lib/register";
import type { Rule } from "../../policy-packs/lib/rule";
import type { Settings } from "../../policy-packs/lib/settings";
import type { InputItem } from "../input/open";
import { Spool } from "../input/spool";

/** By what a stack is judged. */
export interface Judgement {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly register: Register | undefined;
}

/** What judging answers as it goes: a finding with the line it is about, or a line that cannot be read. */
export type Answer =
  | { readonly line: number; readonly finding: ReportedFinding }
  | { readonly line: number; readonly problem: string }
  | { readonly line: number; readonly resource: true };

/**
 * Judges a stack as it is read. A child that comes before its parent is held back on disk until
 * the parent is known, or the input has ended without it.
 */
export async function* judgeStack(
  items: AsyncIterable<InputItem>,
  { rules, settings, register }: Judgement,
): AsyncGenerator<Answer> {
  const evaluation = createEvaluation(rules, settings, { register, parentsFirst: true });
  let held = new Spool();
  try {
    for await (const item of items) {
      const { line } = item;
      if (!item.resource) {
        yield { line, problem: item.problem };
        continue;
      }
      yield { line, resource: true };
      if (!evaluation.isSettled(item.resource)) held.add(item);
      else for (const finding of evaluation.judge(item.resource)) yield { line, finding };
    }
    for (let before = -1; held.size > 0; ) {
      const stuck = held.size === before;
      before = held.size;
      const next = new Spool();
      for await (const item of held.items()) {
        if (!item.resource) continue;
        if (!stuck && !evaluation.isSettled(item.resource)) next.add(item);
        else {
          for (const finding of evaluation.judge(item.resource)) yield { line: item.line, finding };
        }
      }
      held.remove();
      held = next;
    }
    for (const finding of evaluation.finish()) yield { line: 1, finding };
  } finally {
    held.remove();
  }
}
