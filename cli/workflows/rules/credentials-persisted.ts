import type { WorkflowRule } from "../rule";

export const credentialsPersisted: WorkflowRule = {
  name: "credentials-persisted",
  severity: "medium",
  title: "A checkout must not leave the job's token behind in the work tree.",
  check: ({ jobs }) =>
    jobs
      .flatMap(({ steps }) => steps)
      .filter(
        ({ uses, with: inputs }) =>
          /^actions\/checkout@/i.test(uses?.value ?? "") &&
          String(inputs["persist-credentials"]?.value) !== "false",
      )
      .map(({ line }) => ({
        line,
        value:
          "actions/checkout must set persist-credentials: false; every later step reads .git/config",
      })),
};
