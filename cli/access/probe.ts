import { opens } from "../../access/opens";
import type { Line } from "../input/lines";
import { openCases, unreadable } from "../input/open";
import { output } from "../output";

/**
 * Answers every case of the file in input order, as contracts.md says.
 *
 * @returns the exit code: 0, or 2 where no case could be read.
 * @throws CannotRun where there is no line to read.
 */
export async function probeCases(file: string): Promise<number> {
  let read = false;
  for await (const lines of openCases(file)) {
    for (const line of lines) {
      const answer = probeCase(line);
      read ||= "opens" in answer;
      output.write(`${JSON.stringify(answer)}\n`);
      await output.drained();
    }
  }
  await output.flush();
  return read ? 0 : 2;
}

function probeCase({ text, number: line }: Line) {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return { id: null, line, error: unreadable(error) };
  }
  if (!isRecord(given))
    return { id: null, line, error: "a case must be an object with id, trust and claims" };
  const { id, trust, claims, context } = given;
  const problems = [
    ...(typeof id === "string" || typeof id === "number"
      ? []
      : ["id must be a string or a number"]),
    ...("trust" in given ? [] : ["trust must be a trust policy, as text or object"]),
    ...(isRecord(claims) ? [] : ["claims must be an object of claims"]),
    ...(context === undefined || isRecord(context) ? [] : ["context must be an object of keys"]),
  ];
  if (problems.length > 0) return { id: idOf(id), line, error: problems.join("; ") };
  return { id, ...opens(trust, claims as Fields, (context as Fields | undefined) ?? {}) };
}

type Fields = Readonly<Record<string, unknown>>;

function idOf(id: unknown): string | number | null {
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
