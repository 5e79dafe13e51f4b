import { type Comparison, compare } from "./compare";
import { type BenchSandbox, mustSucceed } from "./sandbox";

/** A preview of the stack as it stands, nothing changed: what a reviewer waits for most often. */
export async function noOpPreview({ ours, peer }: BenchSandbox): Promise<Comparison> {
  for (const stack of [ours, peer])
    await mustSucceed(stack.command("up", "--yes", "--skip-preview"));
  const unchanged = ["preview", "--expect-no-changes"];
  return {
    name: "no-op-preview",
    ...(await compare(ours.command(...unchanged), peer.command(...unchanged))),
    atLeast: {},
  };
}
