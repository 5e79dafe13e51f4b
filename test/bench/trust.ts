import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AIRSIDE } from "./airside";
import { type Comparison, compare } from "./compare";
import type { Cost } from "./measure";
import { type TrustDocument, trustDocuments } from "./trust-documents";

/** Every check of checkov's that reads a trust policy, as every `trust-` rule does: whom it names, and which tokens. */
const CHECKS = "CKV_AWS_60,CKV_AWS_61,CKV_AWS_358,CKV_AWS_393";

/** GitHub trust documents judged whole-process: `airside analyze` beside checkov, on the same documents. */
export async function trust(
  root: string,
  checkov: string,
  count: number,
  atLeast: number,
): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), "airside-bench-trust-"));
  try {
    const documents = trustDocuments(count);
    writeFileSync(join(folder, "roles.ndjson"), documents.map(asResource).join("\n"));
    writeFileSync(join(folder, "roles.tf"), documents.map(asTerraform).join("\n"));
    const analyze = [...AIRSIDE, "analyze", "--rules", "trust-*", "--format", "ndjson"];
    const ours = [process.execPath, ...analyze, join(folder, "roles.ndjson")] as const;
    const options = ["--skip-download", "--framework", "terraform", "--compact", "-o", "json"];
    const peer = [checkov, "-f", join(folder, "roles.tf"), "--check", CHECKS, ...options] as const;
    const costs = await compare(
      { argv: [...ours], cwd: root },
      { argv: [...peer], cwd: folder },
      { runs: 3, exitCode: 1 },
    );
    return {
      name: `trust-${count}`,
      ...costs,
      atLeast: { wall: atLeast },
      note: verdicts(documents, costs),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where checkov can be had: named in AIRSIDE_CHECKOV, or on PATH. */
export function findCheckov(): string | undefined {
  const named = process.env["AIRSIDE_CHECKOV"];
  const onPath = (process.env["PATH"] ?? "").split(":").map((folder) => join(folder, "checkov"));
  return [...(named ? [named] : []), ...onPath].find((path) => existsSync(path));
}

const asResource = ({ name, policy }: TrustDocument) =>
  JSON.stringify({ type: "aws:iam/role:Role", name, props: { assumeRolePolicy: policy } });

const asTerraform = ({ name, policy }: TrustDocument) =>
  `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n  assume_role_policy = <<POLICY\n${policy}\nPOLICY\n}`;

/** How many of the unsafe documents each tool refused, and how many of the safe ones. */
function verdicts(documents: readonly TrustDocument[], costs: { ours: Cost; peer: Cost }): string {
  const ours = new Set(
    costs.ours.output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as { level: string; resource: string })
      .filter(({ level }) => level === "mandatory")
      .map(({ resource }) => resource),
  );
  const report = JSON.parse(costs.peer.output.slice(costs.peer.output.indexOf("{\n"))) as {
    results: { failed_checks: { resource: string }[] };
  };
  const peer = new Set(
    report.results.failed_checks.map(({ resource }) => resource.slice("aws_iam_role.".length)),
  );
  const count = (refused: ReadonlySet<string>, safe: boolean) =>
    documents.filter((document) => document.safe === safe && refused.has(document.name)).length;
  const safe = documents.filter((document) => document.safe).length;
  const words = (refused: ReadonlySet<string>) =>
    `${count(refused, false)} of ${documents.length - safe} unsafe and ${count(refused, true)} of ${safe} safe refused`;
  return `ours: ${words(ours)}; checkov: ${words(peer)}`;
}
