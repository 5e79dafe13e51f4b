import {
  createEvaluation,
  type Evaluation,
  type ReportedFinding,
} from "../../policy-packs/lib/evaluate";
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

/** Hears what judging finds, as it goes. */
export interface Listener {
  /** A resource was read. */
  resource(): void;
  /** A line cannot be read. */
  problem(line: number, problem: string): void;
  finding(finding: ReportedFinding, line: number): void;
  /** Where the listener is behind: judging goes on once it has caught up. */
  behind(): Promise<void> | undefined;
}

/**
 * Judges a stack as it is read. A child that comes before its parent is held back on disk until
 * the parent is known, or the input has ended without it.
 */
export async function judgeStack(
  items: AsyncIterable<Iterable<InputItem>>,
  { rules, settings, register }: Judgement,
  listener: Listener,
): Promise<void> {
  const evaluation = createEvaluation(rules, settings, { register, parentsFirst: true });
  let held = new Spool();
  try {
    await judgeAll(items, evaluation, listener, held);
    const known = { ...listener, resource() {} };
    for (let before = -1; held.size > 0; ) {
      const stuck = held.size === before;
      before = held.size;
      const next = new Spool();
      await judgeAll(held.items(), evaluation, known, stuck ? undefined : next);
      held.remove();
      held = next;
    }
    for (const finding of evaluation.finish()) listener.finding(finding, 1);
  } finally {
    held.remove();
  }
}

/** @param held takes what comes before its parent; without it, that is judged as it is */
async function judgeAll(
  items: AsyncIterable<Iterable<InputItem>>,
  evaluation: Evaluation,
  listener: Listener,
  held: Spool | undefined,
): Promise<void> {
  for await (const some of items) {
    for (const item of some) {
      const { resource, line } = item;
      if (!resource) {
        listener.problem(line, item.problem);
        continue;
      }
      listener.resource();
      if (held && !evaluation.isSettled(resource)) {
        held.add(item);
        continue;
      }
      for (const finding of evaluation.judge(resource)) listener.finding(finding, line);
      const behind = listener.behind();
      if (behind) await behind;
    }
  }
}
