import { nameInUrn } from "../input/state";
import { type EngineCommand, runEngine } from "./command";

interface PendingOperation {
  readonly type: string;
  readonly resource: PendingResource;
}

interface PendingResource {
  readonly urn: string;
  readonly type: string;
  /** False of a component, which exists in the state alone. */
  readonly custom?: boolean;
  readonly parent?: string;
  /** URN and id of the provider, joined by `::`. */
  readonly provider?: string;
  readonly protect?: boolean;
}

interface Export {
  readonly deployment?: { readonly pending_operations?: readonly PendingOperation[] | null };
}

/**
 * What an update that was cut off has left unsettled, and the commands that settle it; nothing where
 * there is none, or no such stack yet.
 */
export async function pendingProblem(
  command: EngineCommand,
  target: readonly string[],
): Promise<string | undefined> {
  const { code, stdout } = await runEngine(command, [
    "stack",
    "export",
    "--non-interactive",
    ...target,
  ]);
  if (code !== 0) return undefined;
  const operations = (JSON.parse(stdout) as Export).deployment?.pending_operations ?? [];
  return operations.length === 0 ? undefined : describe(operations, target);
}

function describe(operations: readonly PendingOperation[], target: readonly string[]): string {
  const stack = target.map(quoted);
  const command = (...words: string[]) => `  ${["pulumi", ...words, ...stack].join(" ")}`;
  const creates = operations.filter(({ type }) => type === "creating");
  const made = creates.map(({ resource }) => resource).filter(isOutside);
  const clear = creates.length > 0 ? ["--clear-pending-creates"] : [];
  return [
    "an earlier update was cut off, and it is not known whether these operations took place:",
    ...operations.map(({ type, resource }) => `  ${type}  ${resource.urn}`),
    "Settle them before anything else changes. Release the lock, if that update still holds it:",
    command("cancel", "--yes"),
    ...(made.length > 0 ? LOOK_UP : []),
    ...made.map((resource) => command(...importing(resource))),
    "Then forget what is not there, and read what became of all else:",
    command("refresh", "--yes", ...clear),
  ].join("\n");
}

/** The engine asks no provider for what it may have created: only a person can look it up. */
const LOOK_UP = [
  "Look up which of these exist, and take each of them over, writing its id for ID; leave out the others.",
  "(One whose name the engine chose is replaced by the next update.)",
];

/** Whether it is something in a cloud, and not only in the state. */
function isOutside({ custom, type }: PendingResource): boolean {
  return custom === true && !type.startsWith("pulumi:");
}

function importing({ urn, type, parent, provider, protect }: PendingResource): string[] {
  const words = ["import", "--yes", "--generate-code=false"];
  if (!protect) words.push("--protect=false");
  words.push(type, quoted(nameInUrn(urn)), "ID");
  if (parent) words.push("--parent", quoted(`parent=${parent}`));
  const by = provider?.split("::").slice(0, -1).join("::");
  // Without the flag the import is made by the default provider.
  if (by && !nameInUrn(by).startsWith("default"))
    words.push("--provider", quoted(`provider=${by}`));
  return words;
}

function quoted(word: string): string {
  return /^[\w.\-/:=]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
