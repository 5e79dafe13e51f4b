import { z } from "zod";

import { LANES } from "../../components/lib/lanes";
import { readOutputs } from "../outputs";

const lane = z.object({
  lane: z.enum(LANES),
  runnerGroup: z.string(),
  runsOn: z.string(),
  repositories: z.array(z.string()).readonly(),
  workflows: z.union([
    z.array(z.string()).readonly(),
    z.literal("any workflow of these repositories"),
  ]),
  keeps: z.string(),
  reaches: z.union([
    z.array(z.string()).readonly(),
    z.literal("the internet, from GitHub's network"),
  ]),
});

const schema = z.object({
  organization: z.string(),
  /** Who runs in each lane, from which workflows, and what they reach. */
  lanes: z.array(lane).readonly(),
});

/** What the other stacks may read from a runners stack. */
export interface RunnersOutputs extends z.infer<typeof schema> {}

/** The outputs of the runners stack of that name, such as `runners.prod`. */
export function runnersOutputs(stack: string): Promise<RunnersOutputs> {
  return readOutputs(stack, schema);
}
