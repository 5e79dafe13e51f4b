import type { WorkflowRule } from "../rule";
import { PRIVILEGED_BY_OUTSIDERS } from "../triggers";
import type { Step } from "../workflow";

export const environmentFile: WorkflowRule = {
  name: "environment-file",
  severity: "high",
  title: "A workflow that outsiders can start must not write variables for its later steps.",
  check: (workflow) => [
    ...workflow.variables
      .filter(({ value }) => value.toUpperCase() === "ACTIONS_ALLOW_UNSECURE_COMMANDS")
      .map(({ line }) => ({
        line,
        value:
          "ACTIONS_ALLOW_UNSECURE_COMMANDS must go: with it whatever a step prints sets variables",
      })),
    ...(PRIVILEGED_BY_OUTSIDERS.some((name) => workflow.triggers.has(name))
      ? workflow.jobs.flatMap(({ steps }) => steps).flatMap(writesVariables)
      : []),
  ],
};

const writesVariables = ({ run }: Step) =>
  run && /GITHUB_(ENV|PATH)\b|::set-env\b|::add-path\b/.test(run.value)
    ? [
        {
          line: run.line,
          value:
            "this step must not write GITHUB_ENV or GITHUB_PATH: a line break in a value sets " +
            "any variable of the steps that follow; use GITHUB_OUTPUT",
        },
      ]
    : [];
