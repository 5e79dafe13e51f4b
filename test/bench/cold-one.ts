import { type Comparison, compare } from "./compare";
import type { BenchSandbox } from "./sandbox";

/** The first preview of the foundation stack under its policies, engine and stand-ins included. */
export async function coldOne({ ours, peer }: BenchSandbox): Promise<Comparison> {
  const costs = await compare(ours.command("preview"), peer.command("preview"), {
    check({ output }) {
      if (!/loadedByTsNode\s*: true/.test(output)) {
        throw new Error(`the peer was not loaded by ts-node, so that it is no peer:\n${output}`);
      }
    },
  });
  return { name: "cold-one", ...costs, atLeast: { wall: 5, cpu: 5, memory: 3.5 } };
}
