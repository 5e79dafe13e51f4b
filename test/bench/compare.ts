import { type Command, type Cost, measure } from "./measure";

/** One line of the bench: ours, and a peer's where there is one, run in turn in the same minutes. */
export interface Comparison {
  readonly name: string;
  readonly ours: Cost;
  readonly peer?: Cost;
  /** The least ratio of peer to ours that each figure must reach. */
  readonly atLeast: Partial<Record<"wall" | "cpu" | "memory", number>>;
  /** The most that ours may cost, whatever the peer does. */
  readonly atMost?: Partial<Record<"wall" | "cpu" | "memory", number>>;
  /** What the table says beside the figures, such as verdict counts. */
  readonly note?: string;
}

/** The run with the median CPU time: machines are noisy, and the fastest run flatters. */
function median(costs: readonly Cost[]): Cost {
  const sorted = [...costs].sort((a, b) => a.cpu - b.cpu);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error("no run was counted");
  return middle;
}

/**
 * Runs the two commands in turn after one uncounted run of each, and stops when either does not end
 * as it should: a failed run is no measurement.
 */
export async function compare(
  ours: Command,
  peer: Command,
  { runs = 3, exitCode = 0, check = (_peer: Cost) => {} } = {},
): Promise<{ ours: Cost; peer: Cost }> {
  const costs = { ours: [] as Cost[], peer: [] as Cost[] };
  for (let run = 0; run <= runs; run++) {
    for (const [side, command] of [
      ["ours", ours],
      ["peer", peer],
    ] as const) {
      const cost = await measure(command);
      if (cost.exitCode !== exitCode) {
        throw new Error(
          `${command.argv.join(" ")} ended ${cost.exitCode}, not ${exitCode}:\n${cost.output}`,
        );
      }
      if (side === "peer") check(cost);
      if (run > 0) costs[side].push(cost);
    }
  }
  return { ours: median(costs.ours), peer: median(costs.peer) };
}
