import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { idProblems } from "../components/lib/github-names";
import { shown } from "../components/lib/validation";

type Problems = (field: string, value: unknown) => string[];

/** A text under a component's own rule, told with its path in the configuration. */
export function text(problems: Problems) {
  return z.custom<string>((value) => problems("", value).length === 0, {
    error: ({ input }) => problems("", input).join("; ").trim(),
  });
}

export function matching(pattern: RegExp, meaning: string) {
  const problems: Problems = (_, value) =>
    typeof value === "string" && pattern.test(value)
      ? []
      : [`must be ${meaning}, got ${shown(value)}`];
  return text(problems);
}

/** GitHub's numeric id of a user, team, organization or repository. */
export const id = z.custom<number>((value) => idProblems("", value).length === 0, {
  error: ({ input }) => idProblems("", input).join().trim(),
});

/**
 * Reads one object of the stack's configuration, and reports every problem in it together: path, value
 * and what to write instead.
 */
export function readConfig<S extends z.ZodType>(key: string, schema: S): z.infer<S> {
  const config = new pulumi.Config();
  if (isSecret(`${config.name}:${key}`)) {
    throw new pulumi.RunError(
      `${config.name}:${key} must hold no secret: names and policies made of it stand in every preview`,
    );
  }
  const given = readObject(config, key);
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => {
    const path = [`airside:${key}`, ...issue.path.map(String)].join(".");
    return `${path}: ${describe(issue, at(given, issue.path))}`;
  });
  throw new pulumi.RunError(
    `${problems.length === 1 ? "one problem" : `${problems.length} problems`} in Pulumi.${pulumi.getStack()}.yaml\n` +
      problems.map((problem) => `  ${problem}`).join("\n"),
  );
}

/** The engine tells the keys of secret values apart, in an environment variable beside the values. */
function isSecret(key: string): boolean {
  const secretKeys: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] || "[]");
  return Array.isArray(secretKeys) && secretKeys.includes(key);
}

function readObject(config: pulumi.Config, key: string): unknown {
  const written = config.get(key);
  if (written === undefined) return undefined;
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}

function describe(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "unrecognized_keys") {
    return `must not hold ${issue.keys.join(", ")}; remove it or correct its name`;
  }
  const said = issue.message
    .replace(/^Invalid input: expected /, "must be ")
    .replace(/, received .*$/, "");
  return said.includes(", got ") ? said : `${said}, got ${shown(value)}`;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}
