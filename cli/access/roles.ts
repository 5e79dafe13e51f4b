import { existsSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";

import type { Resource } from "../../policy-packs/lib/rule";
import { findEngineCommand, runEngine } from "../engine/command";
import { CannotRun, cannotRead, stopOn } from "../failure";
import { readLines, withoutMark } from "../input/lines";
import { readStack } from "../input/open";

/** A role of the input and its trust policy. */
export interface Role {
  /** The URN or name; of a lone document, whatever was read. */
  readonly name: string;
  /** The shortest name that is the role's alone. */
  readonly label: string;
  readonly trust: unknown;
  /** Set where a trust policy was read by itself, without its role. */
  readonly isDocument?: true;
}

interface Problem {
  readonly line: number;
  readonly problem: string;
}

const ROLE = "aws:iam/role:Role";
const STACK = /^(?!.*\.(?:json|jsonl|ndjson|log|txt)$)[A-Za-z0-9_.-]{1,100}$/;

/**
 * The roles of a source: one trust policy, or all of a state, an event log or a list of resources, from a file or the
 * standard input (`-`); or those of a stack, by its name.
 *
 * @throws CannotRun where it or any of its lines cannot be read, or where it holds none.
 */
export async function readRoles(source: string): Promise<Role[]> {
  const bytes = await readSource(source);
  const text = withoutMark(bytes.toString("utf8"));
  const document = parsed(text);
  // As text, so that a key that stands twice is seen.
  if (isPolicy(document)) {
    const label = source === "-" ? "The policy" : source;
    return [{ name: source, label, trust: text, isDocument: true }];
  }
  const name = source === "-" ? "the standard input" : source;
  const { found, problems } = await rolesIn(source, bytes);
  // A line that is left out might hold a role that is open to anyone.
  stopOn(
    problems.map(({ line, problem }) =>
      document === undefined
        ? `${name}: line ${line} cannot be read: ${problem}`
        : `${name} is neither a trust policy (an object with a Statement) nor a resource: ${problem}`,
    ),
  );
  if (found.length === 0) {
    throw new CannotRun(`${name} holds no role and is no trust policy; give either`);
  }
  const times = Map.groupBy(found, ({ name }) => shortName(name));
  return found.map((role) => {
    const short = shortName(role.name);
    return { ...role, label: times.get(short)?.length === 1 ? short : role.name };
  });
}

async function rolesIn(source: string, bytes: Buffer) {
  const found: Omit<Role, "label">[] = [];
  const problems: Problem[] = [];
  for await (const items of readStack(source, readLines(Readable.from([bytes])))) {
    for (const item of items) {
      if (!item.resource) problems.push(item);
      else if (item.resource.type === ROLE) found.push(roleOf(item.resource));
    }
  }
  return { found, problems };
}

function roleOf({ urn, name, props }: Resource): Omit<Role, "label"> {
  // A role without a policy is still a role: null is a policy that cannot be read, undefined none at all.
  return { name: urn ?? name, trust: props["assumeRolePolicy"] ?? null };
}

/** What stands last in a URN; a name as it is. */
function shortName(name: string): string {
  return name.split("::").at(-1) ?? name;
}

async function readSource(source: string): Promise<Buffer> {
  if (source !== "-" && !existsSync(source) && STACK.test(source)) return exportOf(source);
  try {
    return readFileSync(source === "-" ? 0 : source);
  } catch (error) {
    throw cannotRead(source, error);
  }
}

/** The stack's state, as the engine exports it: secrets stay encrypted. */
async function exportOf(stack: string): Promise<Buffer> {
  const noFile = `there is no file ${stack}, nor a stack of that name`;
  const engine = await findEngineCommand().catch((error: Error) => {
    throw new CannotRun(`${noFile} without an engine to ask: ${error.message}`);
  });
  const args = ["stack", "export", "--stack", stack, "--non-interactive", "--color", "never"];
  const { code, stdout, stderr } = await runEngine(engine, args);
  if (code === 0) return Buffer.from(stdout);
  const [reason = "the engine cannot export it"] = stderr.trim().split("\n");
  throw new CannotRun(`${noFile}: ${reason.replace(/^error: /, "")}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPolicy(document: unknown): boolean {
  return typeof document === "object" && document !== null && "Statement" in document;
}

/** The roles with that name, or whose URN ends in it. */
export function chosen(roles: readonly Role[], name: string): Role[] {
  const found = roles.filter((role) => role.name === name || role.name.endsWith(`::${name}`));
  if (found.length > 0) return found;
  const known = roles.map(({ label }) => label).join(", ");
  throw new CannotRun(`no role is called ${name}; there are ${known}`);
}
