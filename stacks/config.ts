import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** A text that a component would refuse otherwise: the same rule, told with the path in the configuration. */
export function text(problems: (field: string, value: unknown) => string[]) {
  return z.string().check((context) => {
    for (const problem of problems("", context.value)) {
      context.issues.push({ code: "custom", input: context.value, message: problem.trim() });
    }
  });
}

/**
 * Reads one object of the stack's configuration, and reports every problem in it together: path, value
 * and what to write instead.
 */
export function readConfig<S extends z.ZodType>(key: string, schema: S): z.infer<S> {
  const config = new pulumi.Config();
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
  if (issue.code === "custom") return issue.message;
  if (issue.code === "unrecognized_keys")
    return `must not hold ${issue.keys.join(", ")}; remove it or correct its name`;
  if (value === undefined) return `must be given: ${wanted(issue)}`;
  return `${wanted(issue)}, got ${JSON.stringify(value)}`;
}

/** Zod's own words, without the half that says what came in. */
function wanted(issue: z.core.$ZodIssue): string {
  return issue.message.replace(/^Invalid input: /, "").replace(/, received .*$/, "");
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}
