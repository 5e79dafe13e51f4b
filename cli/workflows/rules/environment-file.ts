import type { WorkflowRule } from "../rule";
import { PRIVILEGED_BY_OUTSIDERS } from "../triggers";

export const environmentFile: WorkflowRule = {
  name: "environment-file",
  severity: "high",
  title: "A workflow that outsiders can start must not write variables for its later steps.",
  check(workflow) {
    if (!PRIVILEGED_BY_OUTSIDERS.some((name) => workflow.triggers.has(name))) return [];
    return workflow.jobs
      .flatMap(({ steps }) => steps)
      .flatMap(({ run }) =>
        run && /GITHUB_(ENV|PATH)\b|::set-env\b|::add-path\b/.test(run.value)
          ? [
              {
                line: run.line,
                value:
                  "this step must not write GITHUB_ENV or GITHUB_PATH: a line break in a value sets " +
                  "any variable of the steps that follow; use GITHUB_OUTPUT",
              },
            ]
          : [],
      );
  },
};
