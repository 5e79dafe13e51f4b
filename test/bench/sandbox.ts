import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findEngine } from "../../sandbox/engine/engine";
import { checkout, sandboxEnv } from "../../sandbox/env";
import { type Command, measure } from "./measure";

/** A stack in a sandbox of its own, and how to run the engine on it. */
export interface BenchStack {
  command(...args: string[]): Command;
}

export interface BenchSandbox {
  /** The foundation stack of the demo, judged by the `airside` pack. */
  readonly ours: BenchStack;
  /** The same stack as it is usually written, judged by a pack as usually written. */
  readonly peer: BenchStack;
}

/** Runs a piece of the bench on two fresh stacks, which are gone afterwards. */
export async function withSandbox<Answer>(
  run: (sandbox: BenchSandbox) => Promise<Answer>,
): Promise<Answer> {
  const engine = await findEngine();
  if (!engine) throw new Error("no Pulumi engine; run npm run demo once, or install Pulumi");
  const folder = mkdtempSync(join(tmpdir(), "airside-bench-"));
  try {
    // Its own copy, because the engine writes into the folder of the stack's configuration.
    const project = join(folder, "project");
    for (const part of ["Pulumi.yaml", "package.json", "stacks/config"]) {
      cpSync(join(checkout, part), join(project, part), { recursive: true });
    }
    for (const part of ["dist", "node_modules", "policy-packs"])
      symlinkSync(join(checkout, part), join(project, part));
    const peerProject = join(checkout, "test/bench/peer/stack");
    // A world each: the two stacks would claim the same names in one account.
    const envOf = (name: string) => ({ ...process.env, ...sandboxEnv(engine, join(folder, name)) });
    const stackIn = (cwd: string, stack: string, pack: string): BenchStack => ({
      command: (verb, ...args) => ({
        argv: [
          engine.file,
          verb ?? "preview",
          ...["--stack", stack, "--policy-pack", pack, "--non-interactive", "--color", "never"],
          ...args,
        ],
        cwd,
        env: envOf(stack),
      }),
    });
    for (const [cwd, stack] of [
      [project, "foundation.demo"],
      [peerProject, "peer"],
    ] as const) {
      await mustSucceed({ argv: [engine.file, "stack", "init", stack], cwd, env: envOf(stack) });
    }
    return await run({
      ours: stackIn(project, "foundation.demo", join(checkout, "policy-packs/airside")),
      peer: stackIn(peerProject, "peer", join(checkout, "test/bench/peer/pack")),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(checkout, "test/bench/peer/stack/Pulumi.peer.yaml"), { force: true });
  }
}

/** @throws with what the command printed, unless it ended 0. */
export async function mustSucceed(command: Command): Promise<string> {
  const { exitCode, output } = await measure(command);
  if (exitCode !== 0) throw new Error(`${command.argv.join(" ")} ended ${exitCode}:\n${output}`);
  return output;
}
