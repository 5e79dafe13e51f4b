import type { ReportedFinding } from "../../policy-packs/lib/evaluate";
import type { Rule } from "../../policy-packs/lib/rule";
import { counted } from "../report/counted";
import { printable } from "../report/printable";
import { findingGroupText } from "../report/text";
import type { Change, Verdict } from "./verdict";

/** The sign and the words of each operation: what a preview foresees, and what an update has done. */
const OPERATIONS: Readonly<Record<string, readonly [sign: string, ahead: string, done: string]>> = {
  delete: ["-", "to delete", "deleted"],
  "delete-replaced": ["-", "to delete after replacement", "deleted after replacement"],
  replace: ["±", "to replace", "replaced"],
  "create-replacement": ["+", "to create as replacement", "created as replacement"],
  create: ["+", "to create", "created"],
  update: ["~", "to update", "updated"],
  import: ["=", "to import", "imported"],
  read: [">", "to read", "read"],
  refresh: [">", "to refresh", "refreshed"],
  discard: ["<", "to discard", "discarded"],
  same: [" ", "unchanged", "unchanged"],
};
const SHOWN = 12;
const SHOWN_ADVISORY = 2;

/** The short verdict of a preview or an update, for a reader. */
export function verdictText(verdict: Verdict, rules: readonly Rule[]): string {
  const remedies = new Map(rules.map(({ name, remedy }) => [name, remedy]));
  const { findings, unknown, warnings, errors } = verdict;
  const blocks = [
    // What stopped before it reached the stack has nothing to count.
    verdict.stack === undefined && errors.length > 0 ? "" : heading(verdict),
    changeList(verdict),
    ...grouped(findings, remedies),
    unknown.length > 0 ? "What could not be known:\n" : "",
    ...grouped(unknown, remedies),
    ...warnings.map((warning) => `! warning: ${indented(warning)}\n`),
    ...errors.map((error) => `✗ error: ${indented(error)}\n`),
    conclusion(verdict),
  ];
  return `${blocks.filter((block) => block !== "").join("\n")}\n`;
}

/** By rule, what refuses first; of what only advises a few are enough. */
function grouped(
  findings: readonly ReportedFinding[],
  remedies: ReadonlyMap<string, string>,
): string[] {
  const groups = Map.groupBy(findings, ({ level, rule }) => `${level} ${rule}`);
  const isAdvisory = ([key]: [string, unknown]) => key.startsWith("advisory");
  const sorted = [...groups].sort((a, b) => Number(isAdvisory(a)) - Number(isAdvisory(b)));
  return sorted.map(([, group]) => {
    const { level, rule } = group[0]!;
    const shown = level === "mandatory" ? group.length : SHOWN_ADVISORY;
    return findingGroupText(group, shown, remedies.get(rule));
  });
}

function heading({ stack, preview, operations }: Verdict): string {
  const counts = Object.keys(OPERATIONS)
    .filter((op) => operations[op])
    .map((op) => `${operations[op]} ${OPERATIONS[op]![preview ? 1 : 2]}`);
  const what = counts.length > 0 ? counts.join(", ") : "nothing to do";
  return `${preview ? "Preview" : "Update"}${stack ? ` of ${stack}` : ""}: ${what}\n`;
}

/** What takes something away stands first. */
function changeList({ changes, preview }: Verdict): string {
  const order = Object.keys(OPERATIONS);
  const rank = ({ op }: Change) => (op === "create" ? order.length : order.indexOf(op));
  const sorted = changes.toSorted((a, b) => rank(a) - rank(b));
  // What is only made may be much, and takes nothing away.
  const created = changes.filter(({ op }) => op === "create").length;
  const shown = sorted.slice(0, changes.length - created + SHOWN);
  const lines = shown.map(({ op, urn, notes = [] }) => {
    const [, , types = "", ...name] = urn.split("::");
    const sign = OPERATIONS[op]?.[0] ?? "·";
    const what = `  ${sign} ${op}  ${types.split("$").at(-1)}  ${printable(name.join("::"))}\n`;
    return what + notes.map((note) => `      ${printable(note)}\n`).join("");
  });
  const more = changes.length - shown.length;
  return (
    lines.join("") + (more > 0 ? `  … and ${more} more ${preview ? "to create" : "created"}\n` : "")
  );
}

function conclusion({ verdict, preview, findings, unknown, changes, plan }: Verdict): string {
  const all = [...findings, ...unknown];
  const mandatory = all.filter(({ level }) => level === "mandatory").length;
  const nothing =
    preview || changes.length === 0 ? "nothing was changed" : "a part of it was changed";
  const by =
    mandatory > 0 ? `by policy: ${counted(mandatory, "mandatory finding")}` : "by the plan";
  const words = {
    clean: "✓ clean",
    findings: `✓ ${counted(all.length, "advisory finding")}`,
    refused: `✗ refused ${by}; ${nothing}`,
    failed: `✗ could not run to its end; ${nothing}`,
  };
  return words[verdict] + (plan === undefined ? "" : `\n  plan ${plan}`);
}

function indented(text: string): string {
  return printable(text).replaceAll("\n", "\n  ");
}
