import { join } from "node:path";

import { type Comparison, compare } from "./compare";

/** Starts a pack as the engine does, and ends it as soon as it has told its port. */
const START =
  'coproc PACK { exec "$@"; }; read -r port <&"${PACK[0]}"; kill "$PACK_PID"; wait; [ -n "$port" ]';

/** From nothing to a pack that serves: ours compiled, the peer's in TypeScript over provider SDKs. */
export async function packStart(root: string): Promise<Comparison> {
  const start = (pack: string) => ({
    argv: [
      "bash",
      "-c",
      START,
      "pack",
      process.execPath,
      join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack"),
      "127.0.0.1:1",
      pack,
    ] as const,
    cwd: pack,
  });
  return {
    name: "pack-start",
    ...(await compare(
      start(join(root, "policy-packs/airside")),
      start(join(root, "test/bench/peer/pack")),
    )),
    atLeast: { wall: 5 },
  };
}
