import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { findEngineCommand, runEngine } from "../../cli/engine/command";
import {
  type EngineOptions,
  openSession,
  previewWithPlan,
  printVerdict,
  runOperation,
  type Session,
} from "../../cli/engine/run";
import { withScratch } from "../../cli/engine/scratch";
import { exitCodeOf, type Verdict } from "../../cli/engine/verdict";
import { CannotRun } from "../../cli/failure";
import { reset } from "../../cli/sandbox/contents";
import { EngineProblem } from "../engine/cache";
import { findEngine } from "../engine/engine";
import { checkout, sandboxDir, sandboxEnv } from "../env";

const STACK = "foundation.demo";
const CONFIG = join(checkout, `stacks/config/Pulumi.${STACK}.yaml`);
const WIDENED = join(checkout, "sandbox/demo");

/** What a company tells the policies about itself: its boundary, accounts and regions. */
const SETTINGS = [
  "identity.boundaries=arn:aws:iam::111122223333:policy/airside/airside-boundary",
  "aws.accounts=111122223333",
  "aws.regions=eu-central-1",
];

/** Something went another way than the demo promises. */
class WentWrong extends Error {}

/** From a clean world: preview, update, preview again, and one change that policy refuses. */
async function demo(): Promise<void> {
  say(
    `This is the sandbox: the real Pulumi engine, policies, state and plans, but stand-ins for AWS and GitHub.`,
    `Everything that is created exists in ${sandboxDir()} only.`,
    "Each command below also has these settings of the policies:",
    ...SETTINGS.map((setting) => `  --set ${setting}`),
  );
  await enterSandbox();
  await withScratch(async (folder) => {
    const plan = join(folder, "plan.json");

    say(
      "1. What would the foundation stack create?",
      `$ airside preview --stack ${STACK} --save-plan plan.json`,
    );
    const first = await inSession({}, (session) => previewWithPlan(session, plan));
    expect(exitCodeOf(first) === 0 && (first.operations["create"] ?? 0) > 10, "a clean preview");

    say("2. Carry out exactly that plan.", `$ airside up --stack ${STACK} --plan plan.json`);
    const done = await inSession({}, (session) =>
      runOperation(session, "up", ["--yes", "--plan", plan]),
    );
    expect(exitCodeOf(done) === 0 && !done.preview, "an update that goes through");

    say("3. Nothing is left to do.", `$ airside preview --stack ${STACK}`);
    const again = await inSession({}, (session) => previewWithPlan(session));
    expect(exitCodeOf(again) === 0 && again.changes.length === 0, "a preview without changes");

    say(
      "4. The same stack, with the plan role's exact subject made a pattern that admits any branch.",
      `$ airside preview --stack ${STACK} --cwd sandbox/demo`,
    );
    const widened = await inSession({ cwd: WIDENED }, (session) => previewWithPlan(session));
    const named = widened.findings.some(({ rule }) => rule === "trust-subject-exact");
    expect(exitCodeOf(widened) === 1 && named, "a refusal by trust-subject-exact");
  });
  say(
    "That was the demo. To look around in what it has made:",
    '$ eval "$(npm run -s airside -- sandbox env)" && pulumi stack --stack foundation.demo',
  );
}

/** Sets this process up for the sandbox, and clears away what an earlier run has left. */
async function enterSandbox(): Promise<void> {
  const engine = await findEngine();
  if (!engine) throw new CannotRun("no Pulumi engine; start the demo with npm run demo");
  Object.assign(process.env, sandboxEnv(engine));
  reset(true);
  Object.assign(process.env, sandboxEnv(engine));
  const args = ["stack", "init", STACK, "--non-interactive", "--cwd", checkout];
  const { code, stderr } = await runEngine(await findEngineCommand(), args);
  if (code !== 0) throw new CannotRun(stderr.trim());
}

async function inSession(
  options: Partial<EngineOptions>,
  operation: (session: Session) => Promise<Verdict>,
): Promise<Verdict> {
  const all = { stack: STACK, cwd: checkout, passed: [], set: SETTINGS, ...options };
  return withScratch(async (folder) => {
    const verdict = await operation(await openSession(all, folder));
    await printVerdict(verdict, all);
    return verdict;
  });
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new WentWrong(`the demo expected ${what}, and did not get it`);
}

function say(...lines: string[]): void {
  process.stdout.write(`\n${lines.join("\n")}\n\n`);
}

async function main(): Promise<number> {
  const config = readFileSync(CONFIG);
  try {
    await demo();
    return 0;
  } catch (error) {
    const known = [CannotRun, EngineProblem, WentWrong].some((kind) => error instanceof kind);
    const { message, stack } = error as Error;
    process.stderr.write(`airside: ${known ? message : stack}\n`);
    return error instanceof WentWrong ? 1 : 2;
  } finally {
    // The engine keeps a stack's settings in this file, which is committed.
    if (!readFileSync(CONFIG).equals(config)) writeFileSync(CONFIG, config);
  }
}

void main().then((code) => {
  process.exitCode = code;
});
