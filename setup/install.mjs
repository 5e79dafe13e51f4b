import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { delimiter, join } from "node:path";

import { Problem, say, timed } from "./problem.mjs";
import { root } from "./sources.mjs";

const stampFile = join(root, "node_modules/.airside-install");

/** Whether node_modules holds what the lock file asks for. */
export function isInstalled() {
  try {
    return fs.readFileSync(stampFile, "utf8") === lockDigest();
  } catch {
    return false;
  }
}

/** `npm ci`, without the packages' own scripts. `npm ci` removes the stamp before it begins. */
export async function install() {
  if (!findOnPath("git"))
    say("git is not on PATH: updates will not record the commit they ran from");
  const modules = join(root, "node_modules");
  if (fs.lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const target = fs.realpathSync(modules);
    throw new Problem(
      `node_modules is a link to ${target}, which does not hold what package-lock.json asks for, ` +
        "and npm ci would empty it: remove the link and try again",
    );
  }
  const npm = findOnPath("npm");
  if (!npm) {
    throw new Problem("npm is not on PATH; it comes with Node: install Node >= 24 and try again");
  }
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await timed("installing the packages of package-lock.json (npm ci)", () => run(npm, args));
  fs.writeFileSync(stampFile, lockDigest());
}

function lockDigest() {
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", ".npmrc"]) {
    hash.update(fs.readFileSync(join(root, name)));
  }
  return hash.digest("hex");
}

function run(npm, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(npm, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (data) => {
      errors = `${errors}${data}`.slice(-20_000);
    });
    child.on("error", (error) => reject(new Problem(`npm does not start: ${error.message}`)));
    child.on("close", (code, signal) =>
      code === 0 ? resolve() : reject(new Problem(npmFailure(code ?? signal, errors))),
    );
  });
}

/** The lines in which npm says what went wrong, without its codes and log paths. */
function npmFailure(code, errors) {
  const said = errors
    .split("\n")
    .map((line) => line.replace(/^npm (error|ERR!) ?/i, "").trim())
    .filter((line) => line && !/complete log|^A log|_logs/i.test(line));
  return `npm ci failed (${code}): ${said.slice(0, 4).join("; ") || "it gave no reason"}`;
}

/** The first executable of that name on PATH. */
export function findOnPath(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(folder || ".", name);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (fs.statSync(file).isFile()) return file;
    } catch {
      // not here
    }
  }
  return undefined;
}

/** Node 24 or newer: this one, else the one among the installed packages (Linux). */
export function findNode24() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const shipped = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  const ask = `Airside runs on Node >= 24 and this is ${process.version}; install Node >= 24 and put it first on PATH`;
  if (!fs.existsSync(shipped)) {
    throw new Problem(`${ask} (npm has no copy for ${process.platform} ${process.arch})`);
  }
  const { status, error, stderr } = spawnSync(shipped, ["--version"], { encoding: "utf8" });
  if (status === 0) return shipped;
  const why = error?.code ?? stderr?.trim().split("\n")[0] ?? `exit code ${status}`;
  throw new Problem(`${ask} (the copy from npm, ${shipped}, does not start: ${why})`);
}
