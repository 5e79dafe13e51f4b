import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

import { findPart, PARTS } from "./parts";

/** Kyverno's own policies for Pod Security as its chart renders them, in YAML; undefined where a part is missing. */
export function renderKyvernoPolicies(level: "baseline" | "restricted"): string | undefined {
  const helm = findPart("helm");
  const chart = path.join(
    moduleCache(),
    `github.com/kyverno/kyverno@v${PARTS.kyverno.version}/charts/kyverno-policies`,
  );
  if (helm === undefined || !existsSync(chart)) return undefined;
  const args = ["template", "kyverno-policies", chart, "--set", `podSecurityStandard=${level}`];
  return execFileSync(helm, args, { encoding: "utf8" });
}

/** Where Go keeps the modules that the parts were built from. */
function moduleCache(): string {
  const { GOMODCACHE, GOPATH = path.join(homedir(), "go") } = process.env;
  return GOMODCACHE ?? path.join(GOPATH, "pkg/mod");
}
