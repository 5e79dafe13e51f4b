import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { Problem, say } from "./problem.mjs";

/** Runs `work` while no other process holds `path`; waits for a living holder and names it. */
export async function withLock(path, work) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }));
  const release = () => rmSync(path, { force: true });
  try {
    await acquire(mine, path);
    process.once("exit", release);
    return await work();
  } finally {
    process.off("exit", release);
    if (holderOf(path)?.pid === process.pid) release();
    rmSync(mine, { force: true });
  }
}

async function acquire(mine, path) {
  for (let named = 0; !link(mine, path); await sleep(200)) {
    const holder = holderOf(path);
    if (!holder || !isAlive(holder)) {
      takeAway(path, holder);
    } else if (named !== holder.pid) {
      named = holder.pid;
      say(`another setup is at work in this checkout (process ${named}); waiting for it to end`);
    }
  }
}

/** A hard link appears whole or not at all, so a lock is never seen without its holder. */
function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw new Problem(`cannot take the lock ${to}: ${error.code}`);
  }
}

/** Removes the lock of a dead holder, and puts it back if a living one was quicker. */
function takeAway(path, dead) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw new Problem(`cannot remove the stale lock ${path}: ${error.code}`);
  }
  const taken = holderOf(aside);
  if (taken?.pid === dead?.pid && taken?.born === dead?.born) {
    say(`took over the lock of process ${dead?.pid ?? "unknown"}, which is gone`);
  } else {
    link(aside, path);
  }
  rmSync(aside, { force: true });
}

function holderOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** A process number may be given again, so on Linux its time of birth has to agree as well. */
function isAlive({ pid, born }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === "ESRCH") return false;
  }
  const now = bornAt(pid);
  return born === undefined || now === undefined || born === now;
}

function bornAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // One that has ended, and only waits to be collected, was never born.
    return fields[0] === "Z" ? "never" : fields[19];
  } catch {
    return undefined;
  }
}
