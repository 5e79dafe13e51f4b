/** A resource's step in the engine's event log, as far as members of runner groups need it. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly old?: State | null;
  readonly new?: State | null;
}

interface State {
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>> | null;
  readonly outputs?: Readonly<Record<string, unknown>> | null;
}

const GROUP = "github:index/actionsRunnerGroup:ActionsRunnerGroup";
const STACK = "pulumi:pulumi:Stack";
const SHOWN = 5;

/**
 * Says which repositories join and leave a runner group that is updated, by the names that the stack's
 * outputs give its lanes, else by GitHub's ids; nothing for any other step.
 *
 * @param steps of the same run, the stack's own among them.
 */
export function memberNotes(step: Step, steps: readonly Step[]): readonly string[] {
  if (step.op !== "update" || step.new?.type !== GROUP) return [];
  const [before, after] = [step.old, step.new].map((state) => idsOf(state));
  const group = String(step.new.inputs?.["name"] ?? "the group");
  const stack = steps.findLast(({ new: state }) => state?.type === STACK);
  const [known, wanted] = [stack?.old, stack?.new].map((state) => namesOf(state, group));
  return [
    ...note(group, "joins", "join", without(after, before), without(wanted, known)),
    ...note(group, "leaves", "leave", without(before, after), without(known, wanted)),
  ];
}

function note(group: string, one: string, many: string, ids: string[], names: string[]): string[] {
  if (ids.length === 0) return [];
  const who = names.length === ids.length ? names : ids.map((id) => `repository ${id}`);
  const more = who.length > SHOWN ? ` and ${who.length - SHOWN} more` : "";
  return [`${group}: ${who.slice(0, SHOWN).join(", ")}${more} ${who.length === 1 ? one : many}`];
}

const without = (these: readonly string[] = [], those: readonly string[] = []) =>
  these.filter((each) => !those.includes(each));

function idsOf(state: State | null | undefined): string[] {
  const ids = state?.inputs?.["selectedRepositoryIds"];
  return Array.isArray(ids) ? ids.map(String) : [];
}

function namesOf(state: State | null | undefined, group: string): string[] {
  const lanes = state?.outputs?.["lanes"];
  const lane = (Array.isArray(lanes) ? lanes : []).find((each) => each?.runnerGroup === group);
  return Array.isArray(lane?.repositories) ? lane.repositories.map(String) : [];
}
