import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { CannotRun } from "../failure";
import { type Ended, type EngineCommand, runEngine } from "./command";

/** Who holds a stack, as the engine names it. */
export interface Holder {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly since: string;
}

const HELD = /the stack is currently locked by/;
const HOLDER = /created by (\S*)@(\S+) \(pid (\d+)\) at (\S+)/g;
const TRIES = 6;

/**
 * Runs the engine on a stack that another run may hold. Two that start together refuse each other,
 * so it tries again after a while of random length.
 *
 * @throws CannotRun that names the holder, when it holds on or is no more.
 */
export async function runUnlocked(
  command: EngineCommand,
  args: readonly string[],
  extraEnv: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<Ended> {
  for (let tries = 1; ; tries += 1) {
    const ended = await runEngine(command, args, extraEnv);
    const printed = ended.stderr + ended.stdout;
    if (ended.code === 0 || !HELD.test(printed)) return ended;
    const holders = holdersIn(printed);
    const gone = holders.filter(isGone);
    if (gone.length > 0) throw new CannotRun(abandoned(gone));
    if (tries === TRIES) throw new CannotRun(busy(holders));
    say(`the stack is held by ${holders.map(named).join(", ")}; trying again`);
    await pause(500 + Math.random() * 1500);
  }
}

export function holdersIn(printed: string): Holder[] {
  const holders = [...printed.matchAll(HOLDER)].map(
    ([, user = "", host = "", pid = "", since = ""]) => ({ user, host, pid: Number(pid), since }),
  );
  return [...new Map(holders.map((holder) => [named(holder), holder])).values()];
}

/** A holder on this machine whose process has ended cannot release the lock any more. */
function isGone({ host, pid }: Holder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function named({ user, host, pid, since }: Holder): string {
  return `${user}@${host} (pid ${pid}, since ${since})`;
}

function abandoned(holders: readonly Holder[]): string {
  return (
    `the stack is held by ${holders.map(named).join(", ")}, whose process has ended without releasing it. ` +
    "Release it with pulumi cancel --yes, and run this again"
  );
}

function busy(holders: readonly Holder[]): string {
  const who = holders.length > 0 ? holders.map(named).join(", ") : "another run";
  return `the stack is held by ${who}; wait until that run has ended, then run this again`;
}
