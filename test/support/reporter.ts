import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/**
 * Ends a run with one line, `N passed, N failed, N skipped`, and before it names every skipped test
 * with its reason. What fails outside of a test (a file that does not load, an unhandled rejection)
 * counts as failed, and a run in which no test ran fails.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const skipped = inState("skipped");
    const passed = inState("passed").length;
    const failed = inState("failed").length + brokenOutsideTests(modules) + unhandled.length;
    if (passed + failed === 0) process.stderr.write("no test ran\n");
    if (failed > 0 || passed === 0) process.exitCode = 1;
    const lines = skipped.map((test) => `SKIPPED ${nameOf(test)}: ${reasonOf(test)}`);
    lines.push(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
    // Written at the very end, after whatever the other reporters still have to say.
    process.once("exit", () => process.stdout.write(`${lines.join("\n")}\n`));
  }
}

/** Files and groups with errors of their own, in hooks or at load. */
function brokenOutsideTests(modules: readonly TestModule[]): number {
  return modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .filter((each) => each.errors().length > 0).length;
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  return note ?? (test.options.mode === "todo" ? "not written yet" : "no reason given");
}
