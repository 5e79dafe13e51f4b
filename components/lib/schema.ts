import { z } from "zod";

import { idProblems } from "./github-names";
import { shown } from "./shown";

/** A rule of a component: what is wrong with a value, told of a field. */
type Problems = (field: string, value: unknown) => string[];

const told = (problems: Problems, input: unknown) => problems("", input).join("; ").trim();

/** A text under a component's own rule, in a schema that reports it with its path. */
export function text(problems: Problems) {
  return z.string({ error: ({ input }) => told(problems, input) }).check((context) => {
    const message = told(problems, context.value);
    if (message !== "") context.issues.push({ code: "custom", input: context.value, message });
  });
}

export function matching(pattern: RegExp, meaning: string) {
  return text((_, value) =>
    typeof value === "string" && pattern.test(value)
      ? []
      : [`must be ${meaning}, got ${shown(value)}`],
  );
}

/** GitHub's numeric id of a user, team, organization or repository. */
export const githubId = z
  .int({ error: ({ input }) => told(idProblems, input) })
  .positive({ error: ({ input }) => told(idProblems, input) });

/** One issue in the words of the house: what must hold, and what was given. */
export function issueText(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "unrecognized_keys") {
    return `must not hold ${issue.keys.join(", ")}; remove it or correct its name`;
  }
  const said = issue.message
    .replace(/^Invalid input: expected /, "must be ")
    .replace(/^Invalid option: expected one of /, "must be one of ")
    .replace(/, received .*$/, "");
  return said.includes(", got ") ? said : `${said}, got ${shown(value)}`;
}

/** What stands at a path of plain data. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}
