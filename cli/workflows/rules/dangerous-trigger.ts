import type { WorkflowRule } from "../rule";

const REFUSED: Readonly<Record<string, string>> = {
  pull_request_target: "it runs with the base repository's secrets on a stranger's event",
  workflow_run: "it runs with secrets on what an untrusted run left behind",
};

export const dangerousTrigger: WorkflowRule = {
  name: "dangerous-trigger",
  severity: "high",
  title: "A workflow must not start on an event that lends the repository's rights to outsiders.",
  check: ({ triggers }) =>
    Object.entries(REFUSED).flatMap(([name, risk]) => {
      const trigger = triggers.get(name);
      return trigger
        ? [{ line: trigger.line, value: `on: ${name} must go: ${risk}; use on: pull_request` }]
        : [];
    }),
};
