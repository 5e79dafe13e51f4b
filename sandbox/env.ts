import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDir, unusable, unwritable } from "./engine/cache";
import type { Engine } from "./engine/engine";

/** Public on purpose: the sandbox keeps nothing of worth. */
export const SANDBOX_PASSPHRASE = "airside-sandbox";

const PROVIDERS = ["aws", "kubernetes", "github", "vault"];

/** The checkout: this file lies one folder below it, its compiled form two. */
export const checkout = fs.existsSync(path.join(__dirname, "../package.json"))
  ? path.resolve(__dirname, "..")
  : path.resolve(__dirname, "../..");

/** Where the world and the state of the sandbox are kept. `AIRSIDE_SANDBOX_DIR` overrides. */
export function sandboxDir(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(env["AIRSIDE_SANDBOX_DIR"] || path.join(checkout, ".sandbox"));
}

/**
 * What has to be set for `pulumi` to work on the sandbox: its state, a home of its own, and the
 * stand-ins for the providers on PATH. Makes the folders that it names.
 *
 * @throws EngineProblem when the sandbox directory cannot be written.
 */
export function sandboxEnv(
  engine: Engine,
  dir = sandboxDir(),
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const [state, home, bin] = [
    path.join(dir, "state"),
    path.join(dir, "home"),
    path.join(dir, "bin"),
  ];
  try {
    for (const folder of [state, home]) fs.mkdirSync(folder, { recursive: true });
    for (const name of PROVIDERS) {
      writeLauncher(bin, `pulumi-resource-${name}`, ["sandbox/providers/main.js", name]);
    }
  } catch (error) {
    throw unwritable(error, `the sandbox ${dir}`, "AIRSIDE_SANDBOX_DIR");
  }
  return {
    ...engineEnv(engine, env, [bin]),
    // An engine killed while it writes the metadata beside the state would leave a stack that does not load.
    PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
    PULUMI_HOME: home,
    PULUMI_CONFIG_PASSPHRASE: SANDBOX_PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    // Set by the user, it would hide the stand-ins.
    PULUMI_IGNORE_AMBIENT_PLUGINS: "false",
    AIRSIDE_SANDBOX_DIR: dir,
  };
}

/**
 * What has to be set for the engine to run at all, on real clouds too: this Node, the engine and,
 * where it brings none, the language host on PATH.
 *
 * @throws EngineProblem when the cache cannot be written.
 */
export function engineEnv(
  engine: Engine,
  env: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = [],
): Record<string, string> {
  const cache = cacheDir(env);
  const front = [path.dirname(process.execPath), path.dirname(engine.file)];
  if (engine.languageHost === undefined) {
    // Keyed by the checkout, whose compiled code the launcher starts.
    const key = createHash("sha256").update(checkout).digest("hex").slice(0, 12);
    const folder = path.join(cache, "language-host", key);
    try {
      // A go-between that lives for seconds: V8 need not optimise it, which saves a seventh of its memory.
      writeLauncher(
        folder,
        "pulumi-language-nodejs",
        ["sandbox/engine/language-host.js"],
        ["--lite-mode"],
      );
    } catch (error) {
      throw unusable(error, cache);
    }
    front.push(folder);
  }
  front.push(...folders);
  const rest = (env["PATH"] ?? "").split(path.delimiter).filter((each) => !front.includes(each));
  return {
    PATH: [...front, ...rest].join(path.delimiter),
    NODE_COMPILE_CACHE: path.join(cache, "compile"),
  };
}

/** A shell script that becomes the Node process, so that the engine is that process's parent. */
function writeLauncher(
  folder: string,
  name: string,
  [script = "", ...args]: readonly string[],
  nodeArgs: readonly string[] = [],
) {
  const words = [process.execPath, ...nodeArgs, path.join(checkout, "dist", script), ...args];
  const text = `#!/bin/sh\nexec ${words.map(shellQuoted).join(" ")} "$@"\n`;
  const file = path.join(folder, name);
  if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === text) return;
  fs.mkdirSync(folder, { recursive: true });
  const part = `${file}.part-${process.pid}`;
  fs.writeFileSync(part, text, { mode: 0o755 });
  fs.renameSync(part, file);
}

/** A word that a POSIX shell reads back as it is. */
export function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
