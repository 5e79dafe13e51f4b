import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { unusable } from "./cache";
import { NotToBeHad, withProgress, type Say } from "./means";
import { findOnPath, outputOf } from "./processes";
import { atLeast, ENGINE_VERSION, GO_VERSION } from "./version";

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
// Without a version in it, the Automation API refuses the binary.
const LINK = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`;

/** Builds the engine from its committed Go module: minutes the first time, a gigabyte of caches. */
export async function buildEngine(folder: string, say: Say): Promise<void> {
  const go = await findGo();
  const output = path.join(folder, "bin/pulumi");
  const args = ["build", "-v", "-mod=readonly", "-tags", "osusergo,grpcnotrace", "-ldflags", LINK];
  let compiled = 0;
  await withProgress(
    say,
    () => `building Pulumi ${ENGINE_VERSION} with Go (${compiled} packages compiled)`,
    () => run(go, [...args, "-o", output, PACKAGE], () => compiled++),
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

function run(go: string, args: readonly string[], onPackage: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(go, args, {
      cwd: moduleFolder(),
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

/** go.mod lies in the sources, two folders above the compiled code's folder of the same name. */
function moduleFolder(): string {
  if (fs.existsSync(path.join(__dirname, "go.mod"))) return __dirname;
  return path.resolve(__dirname, "../../../sandbox/engine");
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
