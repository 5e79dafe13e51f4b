import type { WorkflowRule } from "../rule";

const REFUSED: Readonly<Record<string, string>> = {
  pull_request_target: "it runs with the base repository's secrets on a stranger's event",
  workflow_run: "it runs with secrets on what an untrusted run left behind",
  issue_comment: "it runs with secrets whenever anybody writes a comment",
};

const INSTEAD: Readonly<Record<string, string>> = {
  pull_request_target: "use on: pull_request",
  workflow_run: "do the privileged part on: push, from what is merged",
  issue_comment: "use on: workflow_dispatch, which needs write access",
};

export const dangerousTrigger: WorkflowRule = {
  name: "dangerous-trigger",
  severity: "high",
  title: "A workflow must not start on an event that lends the repository's rights to outsiders.",
  check: ({ triggers }) =>
    Object.entries(REFUSED).flatMap(([name, risk]) => {
      const trigger = triggers.get(name);
      return trigger
        ? [{ line: trigger.line, value: `on: ${name} must go: ${risk}; ${INSTEAD[name]}` }]
        : [];
    }),
};
