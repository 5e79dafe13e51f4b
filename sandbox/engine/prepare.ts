import { EngineProblem } from "./cache";
import { getEngine } from "./engine";

/** Makes sure that the engine is there before a verb that needs it: what `setup` runs. */
async function prepare(): Promise<void> {
  const say = (line: string) => process.stderr.write(`setup: ${line}\n`);
  try {
    await getEngine(say);
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    process.stderr.write(`airside: ${error.message}\n`);
    process.exitCode = 2;
  }
}

void prepare();
