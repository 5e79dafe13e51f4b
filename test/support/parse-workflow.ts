import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

// The parser imports its schemas as bundlers let it, without saying that they are JSON.
registerHooks({
  load: (url, context, next) =>
    /\/@actions\/workflow-parser\/.*\.json$/.test(url)
      ? {
          format: "module",
          shortCircuit: true,
          source: `export default ${readFileSync(fileURLToPath(url), "utf8")}`,
        }
      : next(url, context),
});

/** What GitHub's own parser has against a workflow file; nothing when it is one. */
export async function workflowErrors(name: string, content: string): Promise<string[]> {
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
    "@actions/workflow-parser"
  );
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}
