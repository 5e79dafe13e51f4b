import { compare, type Comparison } from "../../access/compare";
import { admitted } from "../../access/words";
import { CannotRun, stopOn } from "../failure";
import { output } from "../output";
import { type Role, readRoles } from "./roles";

interface Difference extends Comparison {
  readonly role: string;
  readonly label: string;
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
}

/** Prints which roles admit more or less than before. Exit code 1 where somebody gains access, or may. */
export async function diffRoles(before: string, after: string, json: boolean): Promise<number> {
  const differences = pairs(...(await readBoth(before, after)))
    .map(
      ([name, one, other]): Difference => ({
        role: name,
        label: (other ?? one)?.label ?? name,
        ...compare(one?.trust, other?.trust),
        before: one === undefined ? null : admitted(one.trust),
        after: other === undefined ? null : admitted(other.trust),
      }),
    )
    .filter(({ change }) => change !== "equal");
  const text = differences.flatMap(inWords).join("\n") || "Nobody gains or loses access.";
  const answer = differences.map(({ label: _, ...difference }) => difference);
  output.write(`${json ? JSON.stringify(answer) : text}\n`);
  await output.flush();
  return differences.some(({ change }) => change !== "narrowed") ? 1 : 0;
}

async function readBoth(before: string, after: string): Promise<[Role[], Role[]]> {
  if (before === "-" && after === "-") {
    throw new CannotRun("only one of BEFORE and AFTER can be the standard input");
  }
  const problems: string[] = [];
  const read = (source: string) =>
    readRoles(source).catch((error: unknown) => {
      if (!(error instanceof CannotRun)) throw error;
      problems.push(error.message);
      return [];
    });
  const both: [Role[], Role[]] = [await read(before), await read(after)];
  stopOn(problems);
  return both;
}

type Pair = readonly [name: string, before: Role | undefined, after: Role | undefined];

/** Roles of one name are paired in the order in which they stand; one that is left over has no other side. */
function pairs(before: readonly Role[], after: readonly Role[]): Pair[] {
  const [one, other] = [before[0], after[0]];
  const single = before.length === 1 && after.length === 1;
  // A document does not say whose it is: beside a single role, it is that one's.
  if (single && one && other && (one.isDocument || other.isDocument)) {
    return [[other.name, one, other]];
  }
  const earlier = Map.groupBy(before, ({ name }) => name);
  const later = Map.groupBy(after, ({ name }) => name);
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((name) => {
    const [ones, others] = [earlier.get(name) ?? [], later.get(name) ?? []];
    const longer = ones.length > others.length ? ones : others;
    return longer.map((_, index): Pair => [name, ones[index], others[index]]);
  });
}

function inWords({ label, change, before, after, widenings }: Difference): string[] {
  const side = (words: readonly string[] | null) => words?.join("; ") ?? "no role";
  return [
    `${label}: ${change}`,
    `  before: ${side(before)}`,
    `  after:  ${side(after)}`,
    ...widenings.map(({ path, token, principal }) => {
      const who = token ? JSON.stringify(token) : (principal ?? "not proven to be nobody");
      return `  new:    ${path || "the document"}: ${who}`;
    }),
  ];
}
