import type { WorkflowRule } from "../rule";
import type { Placed, Step } from "../workflow";

/** Contexts whose value nobody outside chooses: numbers, digests and what the service itself sets. */
const FIXED =
  /^(github\.(sha|run_id|run_number|run_attempt|repository|repository_id|repository_owner|repository_owner_id|workspace|action_path|token|server_url|api_url|graphql_url|event_name|job|event\.(number|pull_request\.(number|id|base\.sha|head\.sha|draft|merged)|issue\.number))|runner\.\w+|strategy\.[\w-]+|job\.status|secrets\.\w+|steps\.[\w-]+\.(outcome|conclusion)|success\(\)|failure\(\)|always\(\)|cancelled\(\))$/;

/** Inputs of well-known actions that are run as code. */
const CODE_INPUTS: readonly [RegExp, string][] = [
  [/^actions\/github-script@/i, "script"],
  [/^azure\/(cli|powershell)@/i, "inlinescript"],
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
  const input = CODE_INPUTS.find(([action]) => action.test(uses?.value ?? ""))?.[1];
  // Inputs' names are compared by the runner without letter case.
  const script = Object.entries(inputs).find(([name]) => name.toLowerCase() === input)?.[1];
  return [
    ...(run ? [run] : []),
    ...(script ? [{ line: script.line, value: String(script.value) }] : []),
  ];
}

const isLiteral = (expression: string) => /^('[^']*'|-?\d+|true|false|null)$/.test(expression);
