import type { WorkflowRule } from "../rule";

export const secretsInherited: WorkflowRule = {
  name: "secrets-inherited",
  severity: "medium",
  title:
    "A job must pass a reusable workflow the secrets it needs by name, and read no more than one at a time.",
  check: ({ jobs }) =>
    jobs.flatMap(({ secrets, strings }) => [
      ...(secrets?.value === "inherit"
        ? [{ line: secrets.line, value: "secrets: inherit must go; pass each secret by name" }]
        : []),
      ...strings
        .filter(({ value }) => /toJSON\s*\(\s*secrets\s*\)|\bsecrets\s*\[\s*[^'"\s]/i.test(value))
        .map(({ line }) => ({
          line,
          value: "the whole of secrets must not be read; name the one that is needed",
        })),
    ]),
};
