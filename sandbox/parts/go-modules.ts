import { existsSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

/** A Go module that a part was built from, as `go build` left it in its cache; undefined where it did not. */
export function findGoModule(module: string, version: string): string | undefined {
  const { GOMODCACHE, GOPATH = path.join(homedir(), "go") } = process.env;
  const folder = path.join(GOMODCACHE ?? path.join(GOPATH, "pkg/mod"), `${module}@v${version}`);
  return existsSync(folder) ? folder : undefined;
}
