import type { Resource } from "../../policy-packs/lib/rule";
import { CannotRun, cannotRead } from "../failure";
import { eventResources, isEngineEvent } from "./events";
import { chunksOf, type Line, readLines } from "./lines";
import { mayHoldMarks } from "./marks";
import { readResource } from "./resource";
import { isState, stateResources } from "./state";

/** One resource of the input, with its own text where it came as a line, or a line that is none. */
export type InputItem =
  | { readonly line: number; readonly resource: Resource; readonly text?: string }
  | { readonly line: number; readonly resource?: undefined; readonly problem: string };

/**
 * The lines of a file, or of the standard input where the path is `-`, some at a time.
 *
 * @throws CannotRun where it cannot be read.
 */
export async function* openLines(path: string): AsyncGenerator<readonly Line[]> {
  try {
    yield* readLines(path === "-" ? process.stdin : chunksOf(path));
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/**
 * The lines of a file of cases, some at a time.
 *
 * @throws CannotRun where it cannot be read, or holds none.
 */
export async function* openCases(path: string): AsyncGenerator<readonly Line[]> {
  let isEmpty = true;
  for await (const lines of openLines(path)) {
    isEmpty = false;
    yield lines;
  }
  if (isEmpty) throw new CannotRun(`${nameOf(path)} holds no case; write one JSON object a line`);
}

/**
 * Reads one stack, some resources at a time: a state export, an engine event log, or one resource a line. Which of
 * them it is shows in its first line. `lines` stand in for those of the path.
 *
 * @throws CannotRun where there is nothing to read, or a document that is neither.
 */
export async function* readStack(
  path: string,
  lines: AsyncGenerator<readonly Line[]> = openLines(path),
): AsyncGenerator<Iterable<InputItem>> {
  const begun = await firstTwo(lines);
  const [first, second] = begun;
  if (first === undefined) throw noStack(path, "empty");
  const all = prepend(begun, lines);
  const document = parsed(first.text);
  if (isState(document)) return yield withoutLines(stateResources(document));
  if (isEngineEvent(document)) return yield* readEvents(all);
  if (document === undefined && second && parsed(second.text) === undefined) {
    const state = await wholeDocument(all, path);
    return yield withoutLines(stateResources(state));
  }
  for await (const some of all) yield readAll(some);
}

/** Each line is read only when it is asked for, and forgotten before the next. */
function* readAll(lines: readonly Line[]): Generator<InputItem> {
  for (const { text, number } of lines) yield readLine(text, number);
}

/** The resource of one line. */
export function readLine(text: string, line: number): InputItem {
  try {
    const { resource, problems } = readResource(JSON.parse(text), mayHoldMarks(text));
    return resource ? { line, resource, text } : { line, problem: problems.join("; ") };
  } catch (error) {
    return { line, problem: unreadable(error) };
  }
}

/** Why a line cannot be read, without quoting it: it may hold a secret. */
export function unreadable(error: unknown): string {
  if (error instanceof RangeError) return "nested too deeply to be read";
  return "not JSON; write one JSON object a line";
}

/** The first two lines, and what came with them; fewer where there are no more. */
async function firstTwo(lines: AsyncGenerator<readonly Line[]>): Promise<readonly Line[]> {
  const { value: first = [] } = await lines.next();
  if (first.length !== 1) return first;
  const { value: second = [] } = await lines.next();
  return [...first, ...second];
}

function noStack(path: string, what: string): CannotRun {
  return new CannotRun(
    `${nameOf(path)} is ${what}; give a state export, an engine event log, or resources, one JSON object a line`,
  );
}

function nameOf(path: string): string {
  return path === "-" ? "the standard input" : path;
}

async function* readEvents(
  lines: AsyncIterable<readonly Line[]>,
): AsyncGenerator<Iterable<InputItem>> {
  const problems: InputItem[] = [];
  const onProblem = (line: number, problem: string) => problems.push({ line, problem });
  const resources = await eventResources(lines, onProblem);
  yield problems;
  yield withoutLines(resources);
}

function* withoutLines(resources: Iterable<Resource>): Generator<InputItem> {
  for (const resource of resources) yield { line: 1, resource };
}

/** A state export is usually indented over many lines. */
async function wholeDocument(
  lines: AsyncIterable<readonly Line[]>,
  path: string,
): Promise<Record<string, unknown>> {
  const texts: string[] = [];
  for await (const some of lines) for (const { text } of some) texts.push(text);
  const document = parsed(joined(texts, path));
  if (isState(document)) return document;
  if (document === undefined) throw noStack(path, "not JSON");
  throw new CannotRun(
    `${nameOf(path)} is neither a state export (an object with a deployment), nor an engine event log, ` +
      "nor resources, one JSON object a line",
  );
}

function joined(texts: readonly string[], path: string): string {
  try {
    return texts.join("\n");
  } catch (error) {
    // No string is that long, and join says so without a code.
    throw cannotRead(path, Object.assign(error as RangeError, { code: "ERR_STRING_TOO_LONG" }));
  }
}

async function* prepend<T>(head: T, tail: AsyncIterable<T>): AsyncGenerator<T> {
  yield head;
  yield* tail;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
