import type { ReportedFinding } from "./reporter";

/** The parts of a finding that the engine has no field for, carried in a violation's text. */
export type ViolationText = Pick<ReportedFinding, "message" | "path" | "unknown" | "exception">;

/** A violation's text as a person reads it in the engine's output. */
export function writeViolation(finding: ViolationText, remedy: string): string {
  const lines = [finding.message];
  if (finding.path !== "") lines.push(`  at: ${finding.path}`);
  if (finding.unknown) lines.push("  not known yet");
  if (finding.exception !== undefined) lines.push(`  excepted by: ${finding.exception}`);
  return [...lines, `  remedy: ${remedy}`].join("\n");
}

/** The finding's parts from such a text. */
export function readViolation(text: string): ViolationText {
  const lines = text.split("\n");
  const cut = lines.findIndex((line) =>
    /^ {2}(at|excepted by|remedy): |^ {2}not known yet$/.test(line),
  );
  const [body, notes] = cut < 0 ? [lines, []] : [lines.slice(0, cut), lines.slice(cut)];
  const note = (name: string) =>
    notes.find((line) => line.startsWith(`  ${name}: `))?.slice(name.length + 4);
  const exception = note("excepted by");
  return {
    message: body.join("\n"),
    path: note("at") ?? "",
    ...(notes.includes("  not known yet") && { unknown: true as const }),
    ...(exception !== undefined && { exception }),
  };
}
