// What `npm run …` starts: plain Node, no packages. It brings the checkout to the point where the
// verb can run (packages, Node 24, compiled code, engine), doing only what changed, and runs it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";

import { compile, isBuilt } from "./compile.mjs";
import { findNode24, install, isInstalled } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { Problem, say } from "./problem.mjs";
import { root } from "./sources.mjs";

const lock = join(root, ".setup.lock");
const tsc = "node_modules/typescript7/bin/tsc";

/** For each verb: whether it needs the compiled code and the engine, and what then runs in turn, with which options of Node. */
const VERBS = {
  build: { build: true, commands: [] },
  check: {
    commands: [
      // Several checkers would each check what they share: a second sooner, for half as much work again.
      [tsc, "--noEmit", "--singleThreaded", "-p", "tsconfig.json"],
      ["node_modules/@biomejs/biome/bin/biome", "check"],
    ],
  },
  test: { build: true, engine: "wanted", commands: [["node_modules/vitest/vitest.mjs", "run"]] },
  demo: { build: true, engine: "needed", commands: [["dist/sandbox/demo/demo.js"]] },
  bench: { build: true, engine: "needed", commands: [["dist/test/bench/main.js"]] },
  // A young generation of its usual size would take a hundred megabytes of a long analysis.
  airside: {
    build: true,
    options: ["--max-semi-space-size=16"],
    commands: [["dist/cli/main.js"]],
  },
  parts: { build: true, commands: [["dist/sandbox/parts/main.js"]] },
};

/** What was run has said already why it ended. */
class Ended extends Error {
  constructor(code) {
    super(`ended with ${code}`);
    this.code = code;
  }
}

async function main([name, ...args]) {
  const verb = Object.hasOwn(VERBS, name ?? "") ? VERBS[name] : undefined;
  if (!verb) {
    throw new Problem(
      `unknown verb "${name ?? ""}"; it is one of ${Object.keys(VERBS).join(", ")}`,
    );
  }
  const node = await prepare(verb);
  if (name === "build") say("the build is up to date");
  if (verb.engine) await withLock(lock, () => prepareEngine(node, verb.engine));
  for (const command of verb.commands) {
    const [script, ...fixed] = command;
    const cwd = name === "airside" ? callersFolder() : root;
    const code = await run(node, [join(root, script), ...fixed, ...args], cwd, {}, verb.options);
    if (code !== 0) return code;
  }
  return 0;
}

/** Packages and compiled code; the lock is taken only when there is something to do. */
async function prepare({ build }) {
  if (isInstalled() && (!build || isBuilt())) return findNode24();
  return withLock(lock, async () => {
    if (!isInstalled()) await install();
    const node = findNode24();
    if (build && !isBuilt()) await compile(node);
    return node;
  });
}

/** Tests go on without an engine and count what they had to leave out; the others cannot. */
async function prepareEngine(node, need) {
  // Node takes a proxy from the environment only when it is told to.
  const proxy = { NODE_USE_ENV_PROXY: "1" };
  const code = await run(node, [join(root, "dist/sandbox/engine/prepare.js")], root, proxy);
  if (code === 0) return;
  if (need === "needed") throw new Ended(code);
  say("going on without the engine: the tests that need it are skipped and counted");
}

/** Where the command was typed, so that file arguments mean what they say: npm moves to the root. */
function callersFolder() {
  const here = process.cwd();
  return relative(root, here) === "" ? (process.env.INIT_CWD ?? here) : here;
}

/** Runs one script under Node 24, with that Node first on PATH, and gives its exit code. */
function run(node, command, cwd, more = {}, options = []) {
  if (!existsSync(command[0])) {
    throw new Problem(`${command[0]} is not part of this checkout`);
  }
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
  const env = { ...process.env, ...more, PATH };
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...options, ...command], { cwd, stdio: "inherit", env });
    // A terminal sends its interrupt to both; a second one would make the engine stop at once.
    const wait = () => {};
    const handOn = (signal) => child.kill(signal);
    process.on("SIGINT", wait).on("SIGTERM", handOn).on("SIGHUP", handOn);
    child.on("error", (error) => reject(new Problem(`${node} does not start: ${error.message}`)));
    child.on("close", (code, signal) => {
      process.off("SIGINT", wait).off("SIGTERM", handOn).off("SIGHUP", handOn);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Errors of the file system that the reader can put right. */
const WRITING = {
  EACCES: "it is not writable",
  EROFS: "it is on a read-only file system",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "a file-size limit is in force; lift it (ulimit -f unlimited)",
  ENOTDIR: "there is a file where a folder is needed",
  EEXIST: "there is a file where a folder is needed",
};

function describe(error) {
  if (error instanceof Problem) return error.message;
  const reason = WRITING[error?.code];
  return reason ? `cannot write ${error.path ?? root}: ${reason}` : error.stack;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.exitCode = error instanceof Ended ? error.code : 2;
    if (!(error instanceof Ended)) process.stderr.write(`airside: ${describe(error)}\n`);
  },
);
