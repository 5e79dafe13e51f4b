import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

import { issueText, valueAt } from "../components/lib/schema";

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
    return `${path}: ${issueText(issue, valueAt(given, issue.path))}`;
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
