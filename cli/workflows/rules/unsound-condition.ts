import type { WorkflowRule } from "../rule";

const UNSOUND: readonly (readonly [(condition: string) => boolean, string])[] = [
  [
    (condition) =>
      condition.includes("${{") && !/^\$\{\{(?:(?!\$\{\{)[\s\S])*\}\}$/.test(condition),
    "must be one expression without ${{ }} or line break around it: any other text is always true",
  ],
  [
    (condition) => /\bgithub\s*(\.\s*|\[\s*')(triggering_)?actor(_id)?\b/i.test(condition),
    "must not rest on github.actor: it is whoever caused the last event, not who wrote the change; " +
      "ask for github.event.pull_request.user.login, or leave bots to their own workflow",
  ],
  [
    (condition) => /\bcontains\s*\(\s*'/i.test(condition),
    "must not look for a value inside a text: a part of it is enough; compare with ==, or ask " +
      "contains(fromJSON('[…]'), …)",
  ],
];

export const unsoundCondition: WorkflowRule = {
  name: "unsound-condition",
  severity: "high",
  title: "A condition that guards a job or step must hold only where it says so.",
  check: ({ jobs }) =>
    jobs
      .flatMap(({ condition, steps }) => [condition, ...steps.map((step) => step.condition)])
      .flatMap((condition) =>
        condition
          ? UNSOUND.filter(([isUnsound]) => isUnsound(condition.value)).map(([, must]) => ({
              line: condition.line,
              value: `this condition ${must}`,
            }))
          : [],
      ),
};
