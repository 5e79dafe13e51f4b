import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { unusable } from "./cache";
import { NotToBeHad, withProgress, type Say } from "./means";
import { findOnPath, outputOf } from "./processes";
import { atLeast, ENGINE_VERSION, GO_VERSION } from "./version";

const MODULE = "sandbox/engine";
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
// Without a version in it, the Automation API refuses the binary.
const LINK = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`;

/** Builds the engine from its committed Go module: minutes the first time, a gigabyte of caches. */
export async function buildEngine(folder: string, say: Say): Promise<void> {
  const args = ["-tags", "osusergo,grpcnotrace", "-ldflags", LINK];
  const output = path.join(folder, "bin/pulumi");
  await buildWithGo(
    { title: `Pulumi ${ENGINE_VERSION}`, module: MODULE, package: PACKAGE, args },
    output,
    say,
  );
}

/** A program that is built from a Go module which lies in the sources. */
export interface GoProgram {
  readonly title: string;
  /** Folder of the module with its `go.sum`, relative to the checkout. */
  readonly module: string;
  readonly package: string;
  readonly args: readonly string[];
}

/**
 * Builds a program from exactly the modules in its `go.sum`, saying how far it is.
 *
 * @throws NotToBeHad where there is no Go that is new enough, or its build fails.
 */
export async function buildWithGo(program: GoProgram, output: string, say: Say): Promise<void> {
  const go = await findGo();
  const args = ["build", "-v", "-mod=readonly", ...program.args, "-o", output, program.package];
  let compiled = 0;
  await withProgress(
    say,
    () => `building ${program.title} with Go (${compiled} packages compiled)`,
    () => run(go, args, moduleFolder(program.module), () => compiled++),
  );
}

async function findGo(): Promise<string> {
  const [go] = findOnPath("go");
  if (go === undefined) {
    throw new NotToBeHad(`it cannot be built (Go >= ${GO_VERSION} is not on PATH)`);
  }
  const version = await outputOf(go, ["env", "GOVERSION"], goEnvironment());
  if (version !== undefined && atLeast(version, GO_VERSION)) return go;
  const found = version === undefined ? "does not tell its version" : `is ${version}`;
  throw new NotToBeHad(`it cannot be built (${go} ${found} and Go >= ${GO_VERSION} is needed)`);
}

/** The Go that is there is used, never one that Go would fetch for itself. */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off" };
}

function run(
  go: string,
  args: readonly string[],
  cwd: string,
  onPackage: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(go, args, {
      cwd,
      env: goEnvironment(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    const complaints: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
        if (/^[\w.\-/]+$/.test(line)) onPackage();
        else if (!line.startsWith("go: downloading")) complaints.push(line.trim());
      }
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(failure(complaints.slice(-2000), code)),
    );
  });
}

/** The module lies in the sources: two folders above this one, or three above its compiled form. */
function moduleFolder(module: string): string {
  const root = path.resolve(__dirname, "../..");
  return path.join(
    fs.existsSync(path.join(root, module, "go.mod")) ? root : path.dirname(root),
    module,
  );
}

function failure(complaints: readonly string[], code: number | null): unknown {
  const text = complaints.join("\n");
  // The compiler and the linker say it in words, and are killed where they go over a file limit.
  if (/no space left on device/i.test(text)) return unusable({ code: "ENOSPC" });
  if (/disk quota exceeded/i.test(text)) return unusable({ code: "EDQUOT" });
  if (/file too large|file size limit|SIGXFSZ/i.test(text)) return unusable({ code: "EFBIG" });
  const [first] = complaints.filter((line) => !line.startsWith("#"));
  return new NotToBeHad(`its build failed (${first ?? `go ended with ${code ?? "a signal"}`})`);
}
