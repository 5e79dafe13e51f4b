import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const repository = path.resolve(__dirname, "../..");

/** What a run of setup said and how it ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A small checkout of its own: the real setup and compiler settings, one source, no packages. */
export class Checkout {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "airside-setup-"));

  constructor() {
    fs.cpSync(path.join(repository, "setup"), this.path("setup"), { recursive: true });
    for (const file of [".npmrc", "tsconfig.json", "tsconfig.build.json", "package.json"]) {
      fs.copyFileSync(path.join(repository, file), this.path(file));
    }
    this.write("package-lock.json", "{}");
    this.write(
      "cli/main.ts",
      "console.log(JSON.stringify([process.version, process.cwd(), ...process.argv.slice(2)]));\n" +
        "process.exitCode = Number(process.argv[2] ?? 0);\n",
    );
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, text: string, mode = 0o644): void {
    fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
    fs.writeFileSync(this.path(name), text, { mode });
  }

  /**
   * A stand-in for npm that notes its arguments in `npm.log` and links the real compiler, so that
   * an install takes no network; `script` runs first.
   */
  fakeNpm(script = ""): void {
    const links = ["typescript7", "@typescript", "@types", "undici-types"]
      .map((name) => `ln -sfn '${repository}/node_modules/${name}' node_modules/${name}`)
      .join("\n");
    const text = `#!/bin/sh\necho "$@" >> npm.log\n${script}\nmkdir -p node_modules\n${links}\n`;
    this.write("bin/npm", text, 0o755);
  }

  get npmCalls(): string[] {
    if (!fs.existsSync(this.path("npm.log"))) return [];
    return fs.readFileSync(this.path("npm.log"), "utf8").trim().split("\n");
  }

  /**
   * Runs setup with the checkout's own `bin` first on a PATH that holds no npm, and with a limit on
   * the size of files in blocks of 512 bytes. npm passes on the folder that a command was typed in.
   */
  run(
    args: readonly string[],
    {
      node = process.execPath,
      limit = "unlimited",
      typedIn = "",
      onStderr = (_: string) => {},
    } = {},
  ) {
    const env = { ...process.env, PATH: `${this.path("bin")}:/usr/bin/none:${shellOnly()}` };
    const { INIT_CWD: _, ...clean } = env as NodeJS.ProcessEnv;
    if (typedIn) clean["INIT_CWD"] = typedIn;
    return new Promise<Ran>((resolve) => {
      const command = [node, this.path("setup/run.mjs"), ...args];
      const child = spawn("/bin/sh", ["-c", `ulimit -f ${limit}; exec "$@"`, "sh", ...command], {
        cwd: this.folder,
        env: clean,
      });
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (data) => {
        stdout += data;
      });
      child.stderr.on("data", (data) => {
        stderr += data;
        onStderr(stderr);
      });
      child.on("close", (code) => resolve({ code, stdout, stderr }));
    });
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

let shell: string | undefined;

/** A folder with the few tools that the stand-in for npm calls, and nothing else. */
function shellOnly(): string {
  if (shell !== undefined) return shell;
  shell = fs.mkdtempSync(path.join(os.tmpdir(), "airside-shell-"));
  for (const tool of ["sh", "ln", "mkdir", "git"]) {
    const found = (process.env["PATH"] ?? "")
      .split(path.delimiter)
      .map((folder) => path.join(folder, tool))
      .find((file) => fs.existsSync(file));
    if (found) fs.symlinkSync(found, path.join(shell, tool));
  }
  return shell;
}
