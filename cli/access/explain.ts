import { type Explanation, nearest } from "../../access/explain";
import { CannotRun } from "../failure";
import { output } from "../output";
import { chosen, readRoles } from "./roles";
import { readClaims } from "./token";

interface Options {
  readonly token: string;
  readonly role?: string;
  readonly json?: true;
}

/** Prints why the token opens the role or not. Exit code 0 where it does, 1 where it does not. */
export async function explainToken(file: string, options: Options): Promise<number> {
  if (file === "-" && options.token === "-") {
    throw new CannotRun("only one of SOURCE and --token can be the standard input");
  }
  const claims = readClaims(options.token);
  const all = await readRoles(file);
  const roles = options.role === undefined ? all : chosen(all, options.role);
  const ranked = nearest(roles, claims);
  const best = ranked[0]!;
  const elsewhere = nearest(all, claims).filter(
    ({ role, explanation }) => explanation.opens && role.name !== best.role.name,
  );
  const others = elsewhere.map(({ role }) => role);
  const answer = {
    role: best.role.name,
    ...best.explanation,
    alsoOpens: others.map(({ name }) => name),
  };
  const labels = others.map(({ label }) => label);
  const words = () => inWords(best.role.label, best.explanation, labels);
  output.write(`${options.json ? JSON.stringify(answer) : words()}\n`);
  await output.flush();
  return best.explanation.opens ? 0 : 1;
}

function inWords(
  role: string,
  { opens, why, failures }: Explanation,
  others: readonly string[],
): string {
  const lines = failures.flatMap(({ path, key, operator, wanted, found, advice }) => [
    `  ${path}`,
    `    ${key} ${operator} ${wanted.map((value) => `"${value}"`).join(" or ") || "nothing"}`,
    `    the token has ${found === undefined ? "none" : `"${found}"`}`,
    `    ${advice}`,
  ]);
  const elsewhere = others.length === 0 ? [] : [`The token opens ${others.join(", ")}.`];
  const head =
    `${role} ${opens ? "opens" : "does not open"}. ${failures.length > 0 ? "" : why}`.trimEnd();
  return [head, ...lines, ...elsewhere].join("\n");
}
