import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listWorld, World } from "../../sandbox/providers/world";
import { type Ended, needEngine, Project, STACK } from "../support/engine";

const AT_STACK = ["--stack", STACK];
/** `AIRSIDE_KILLS=10` tries more moments. */
const KILLS = Number(process.env["AIRSIDE_KILLS"] ?? 3);

describe("the engine killed in the middle of an update", () => {
  let project: Project | undefined;
  beforeEach(needEngine);
  afterEach(() => {
    project?.remove();
    project = undefined;
  });

  const moments = Array.from({ length: KILLS }, (_, index) => 1 + index * Math.ceil(18 / KILLS));
  it.each(moments)(
    "after %d creations: nothing is lost, doubled or left running",
    async (rows) => {
      project = await Project.create();
      await project.pulumi("stack", "init", STACK);
      await killDuringUpdate(project, rows);
      await expectNoProcesses(project);

      // Whatever exists is in the state, or named as an operation of which the end is not known.
      const state = await project.state();
      const known = new Set((state.resources ?? []).map(({ urn }) => urn));
      const pending = new Set((state.pending_operations ?? []).map(({ resource }) => resource.urn));
      const lost = listWorld(project.sandbox).filter(
        ({ urn }) => !known.has(urn) && !pending.has(urn),
      );
      expect(lost).toEqual([]);

      const stopped = await project.airside(["up", ...AT_STACK, "--yes"]);
      await recover(project, stopped, pending);
      await expectWhole(project);
    },
    180_000,
  );
});

/** Kills as soon as that many things exist; an update is never over before the last of them. */
async function killDuringUpdate(project: Project, rows: number): Promise<void> {
  // Made ahead, so that looking at it need not wait for the first provider to do so.
  new World(project.sandbox).close();
  const update = project.start("pulumi", [
    "up",
    "--yes",
    "--skip-preview",
    ...AT_STACK,
    "--parallel",
    "4",
  ]);
  const begun = Date.now();
  while (listWorld(project.sandbox).length < rows) {
    if (Date.now() - begun > 60_000) throw new Error("the update makes nothing");
    await pause(5);
  }
  process.kill(update.pid, "SIGKILL");
  expect((await update.ended).signal).toBe("SIGKILL");
}

async function expectNoProcesses(project: Project): Promise<void> {
  const until = Date.now() + 3_000;
  while (project.processes().length > 0 && Date.now() < until) await pause(100);
  expect(project.processes()).toEqual([]);
}

/** Runs what `airside up` printed, with each id looked up, and then the update once more. */
async function recover(
  project: Project,
  stopped: Ended,
  pending: ReadonlySet<string>,
): Promise<void> {
  expect(stopped.code).toBe(2);
  for (const urn of pending) expect(stopped.stderr).toContain(urn);
  if (pending.size === 0) {
    // Only the lock was left behind.
    expect(stopped.stderr).toContain("whose process has ended without releasing it");
    expect(await project.pulumi("cancel", "--yes", ...AT_STACK)).toMatchObject({ code: 0 });
  }
  const ids = new Map(
    listWorld(project.sandbox).map(({ type, urn, id }) => [keyOf(type, urn), id]),
  );
  const commands = stopped.stderr.split("\n").filter((line) => line.startsWith("  pulumi "));
  for (const command of commands.flatMap((line) => withId(line, ids))) {
    const ended = await project.start("sh", ["-c", command]).ended;
    expect(ended, ended.printed).toMatchObject({ code: 0 });
  }
  const ended = await project.pulumi("up", "--yes", "--skip-preview", ...AT_STACK);
  expect(ended, ended.printed).toMatchObject({ code: 0 });
}

function keyOf(type: string, urn: string): string {
  return `${type} ${urn.split("::").at(-1)}`;
}

/** A person's part: the id of what exists; the import of what does not is left out. */
function withId(command: string, ids: ReadonlyMap<string, string>): string[] {
  const [, type, name] = / (\S+) (\S+) ID( |$)/.exec(command) ?? [];
  if (type === undefined) return [command];
  const id = ids.get(`${type} ${name}`);
  return id === undefined ? [] : [command.replace(/ ID( |$)/, ` '${id}'$1`)];
}

/** Every custom resource of the state exists exactly once, nothing else does, and there is nothing to do. */
async function expectWhole(project: Project): Promise<void> {
  const { resources = [], pending_operations: pending } = await project.state();
  const managed = resources.filter(({ type, custom }) => custom && !type.startsWith("pulumi:"));
  const existing = listWorld(project.sandbox);
  expect(existing.map(({ urn }) => urn).toSorted()).toEqual(
    managed.map(({ urn }) => urn).toSorted(),
  );
  expect(new Set(existing.map(({ type, id }) => `${type} ${id}`)).size).toBe(existing.length);
  expect(pending ?? []).toEqual([]);
  const preview = await project.pulumi("preview", "--expect-no-changes", ...AT_STACK);
  expect(preview, preview.printed).toMatchObject({ code: 0 });
}
