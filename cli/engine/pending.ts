import type { EngineCommand } from "./command";
import { runEngine } from "./command";

interface PendingOperation {
  readonly type: string;
  readonly resource: { readonly urn: string; readonly id?: string };
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
  const creates = operations.filter(({ type }) => type === "creating");
  const named = operations.map(({ type, resource }) => `  ${type}  ${resource.urn}`);
  const stack = target.map(quoted).join(" ");
  const refresh = ["pulumi refresh --yes", stack].filter(Boolean).join(" ");
  return [
    "an earlier update was cut off, and it is not known whether these operations took place:",
    ...named,
    "Settle them before anything else changes. Release the lock, if that update still holds it:",
    `  ${["pulumi cancel --yes", stack].filter(Boolean).join(" ")}`,
    ...(creates.length === 0 ? ["Then read what became of them:", `  ${refresh}`] : []),
    ...(creates.length > 0 ? importing(creates, refresh) : []),
  ].join("\n");
}

/** The engine asks no provider for what it may have created: only a person can look it up. */
function importing(creates: readonly PendingOperation[], refresh: string): string[] {
  const each = creates.map(({ resource }) => `--import-pending-creates '${resource.urn} ID'`);
  return [
    "Look up which of the creations exist, and take those over by the id each got:",
    `  ${[refresh, ...each].join(" ")}`,
    "Then forget the ones that do not exist, and read what became of all else:",
    `  ${refresh} --clear-pending-creates`,
  ];
}

function quoted(word: string): string {
  return /^[\w.\-/:=]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
