import { execFileSync } from "node:child_process";
import * as path from "node:path";

import { findGoModule } from "./go-modules";
import { findPart, PARTS } from "./parts";

/** Kyverno's own policies for Pod Security as its chart renders them, in YAML; undefined where a part is missing. */
export function renderKyvernoPolicies(level: "baseline" | "restricted"): string | undefined {
  const helm = findPart("helm");
  const module = findGoModule("github.com/kyverno/kyverno", PARTS.kyverno.version);
  if (helm === undefined || module === undefined) return undefined;
  const chart = path.join(module, "charts/kyverno-policies");
  const args = ["template", "kyverno-policies", chart, "--set", `podSecurityStandard=${level}`];
  return execFileSync(helm, args, { encoding: "utf8" });
}
