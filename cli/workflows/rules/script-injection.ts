import type { WorkflowRule } from "../rule";
import type { Placed, Step } from "../workflow";

/** Contexts whose value nobody outside chooses: numbers, digests and what the service itself sets. */
const FIXED =
  /^(github\.(sha|run_id|run_number|run_attempt|repository|repository_id|repository_owner|repository_owner_id|workspace|action_path|token|server_url|event_name|job|event\.(number|pull_request\.(number|id|base\.sha|head\.sha|draft|merged)|issue\.number))|runner\.\w+|strategy\.[\w-]+|job\.status|secrets\.\w+|steps\.[\w-]+\.(outcome|conclusion)|success\(\)|failure\(\)|always\(\)|cancelled\(\))$/;

/** Inputs that actions run as code, whoever they are of, and a few that only their own action runs. */
const CODE_INPUTS = /^(script|inlinescript|run|cmd|command|code|expression)$/;
const OWN_CODE_INPUTS: readonly [RegExp, string][] = [
  [/^8398a7\/action-slack@/i, "custom_payload"],
  [/^skitionek\/notify-microsoft-teams@/i, "overwrite"],
];

export const scriptInjection: WorkflowRule = {
  name: "script-injection",
  severity: "high",
  title: "Code in a workflow must not be written from values that somebody else chooses.",
  check: ({ jobs }) =>
    jobs
      .flatMap(({ steps }) => steps)
      .flatMap(code)
      .flatMap(({ value, line }) =>
        [...value.matchAll(/\$\{\{([\s\S]*?)\}\}/g)]
          .map(([, expression = ""]) => expression.trim())
          .filter((expression) => !FIXED.test(expression) && !isLiteral(expression))
          .map((expression) => ({
            line,
            value:
              `\${{ ${expression} }} must not stand in code: pass it through env: and read the ` +
              "variable, quoted",
          })),
      ),
};

function code({ run, uses, with: inputs }: Step): Placed<string>[] {
  const own = OWN_CODE_INPUTS.find(([action]) => action.test(uses?.value ?? ""))?.[1];
  // Inputs' names are compared by the runner without letter case.
  const scripts = Object.entries(inputs).filter(
    ([name]) => CODE_INPUTS.test(name.toLowerCase()) || name.toLowerCase() === own,
  );
  return [
    ...(run ? [run] : []),
    ...scripts.map(([, { value, line }]) => ({ line, value: String(value) })),
  ];
}

const isLiteral = (expression: string) => /^('[^']*'|-?\d+|true|false|null)$/.test(expression);
