import table from "./tables/iam-actions.json";

export type AccessLevel = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

/** One IAM action, as AWS's service reference describes it. */
export interface Action {
  /** In AWS's own spelling, such as `iam:PassRole`; IAM compares it without letter case. */
  readonly name: string;
  readonly level: AccessLevel;
  /** ARN formats of the resource types that the action can be scoped to, such as `arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}`. */
  readonly resources: readonly string[];
  /** Condition keys of the action and of its resource types; global keys (`aws:…`) only where AWS lists them. */
  readonly conditionKeys: readonly string[];
}

interface ServiceRow {
  readonly resources: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
  readonly actions: string;
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  L: "List",
  R: "Read",
  W: "Write",
  T: "Tagging",
  P: "Permissions management",
};

const rows: Readonly<Record<string, ServiceRow>> = table;
const decoded = new Map<string, ReadonlyMap<string, Action>>();

function decode(service: string, row: ServiceRow): ReadonlyMap<string, Action> {
  const formats = Object.values(row.resources);
  const pick = (positions: string, from: readonly string[]) =>
    positions === "-" ? [] : positions.split(",").map((position) => from[Number(position)] ?? "");
  const actions = row.actions.split(";").map((entry): [string, Action] => {
    const [name = "", letter = "", types = "-", keys = "-"] = entry.split(" ");
    const action: Action = {
      name: `${service}:${name}`,
      level: LEVELS[letter] ?? "Write",
      resources: pick(types, formats),
      conditionKeys: pick(keys, row.keys),
    };
    return [name.toLowerCase(), action];
  });
  return new Map(actions);
}

/** The actions of one service by lower-case name; decoded at first use, kept from then on. */
function actionsOf(service: string): ReadonlyMap<string, Action> {
  const known = decoded.get(service);
  if (known) return known;
  const row = Object.hasOwn(rows, service) ? rows[service] : undefined;
  const actions = row ? decode(service, row) : new Map<string, Action>();
  if (row) decoded.set(service, actions);
  return actions;
}

/** The action of that name, letter case aside; undefined where AWS's reference does not know it. */
export function actionNamed(name: string): Action | undefined {
  const [service = "", action = ""] = name.toLowerCase().split(":", 2);
  return actionsOf(service).get(action);
}

/**
 * Every known action that a pattern of a policy's `Action` names: `*` is any run of characters, `?` is one, letter
 * case does not count. In the order of the table, so that an answer is the same on every run.
 */
export function actionsMatching(pattern: string): readonly Action[] {
  const glob = pattern.toLowerCase();
  const colon = glob.indexOf(":");
  const service = glob.slice(0, Math.max(colon, 0));
  if (colon > 0 && !/[*?]/.test(service)) return actionsIn(service, glob);
  const services = Object.keys(rows);
  if (/^\*+(:\*+)?$/.test(glob)) return allActions();
  const named =
    service.includes("*") || colon < 0
      ? services
      : services.filter((each) => matchesGlob(service, each));
  return named.flatMap((each) => actionsIn(each, glob));
}

let all: Action[] | undefined;

function allActions(): Action[] {
  all ??= Object.keys(rows).flatMap((each) => [...actionsOf(each).values()]);
  return all;
}

function actionsIn(service: string, glob: string): Action[] {
  const actions = actionsOf(service);
  const exact = actions.get(glob.slice(service.length + 1));
  if (exact && glob.startsWith(`${service}:`)) return [exact];
  return [...actions.values()].filter(({ name }) => matchesGlob(glob, name.toLowerCase()));
}

/** How many actions the table has for a service. */
export function actionCount(service: string): number {
  return actionsOf(service).size;
}

/** Whether a pattern of a policy's `Action` names the action, letter case aside. */
export function matchesAction(pattern: string, action: string): boolean {
  return pattern === "*" || matchesGlob(lowered(pattern), lowered(action));
}

/** The same few thousand texts are compared over and over. */
const LOWERED = new Map<string, string>();
const KEPT = 50_000;

function lowered(text: string): string {
  const known = LOWERED.get(text);
  if (known !== undefined) return known;
  if (LOWERED.size >= KEPT) LOWERED.clear();
  const lower = text.toLowerCase();
  LOWERED.set(text, lower);
  return lower;
}

/** Goes back to the last `*` only, so that an adversarial pattern costs at most pattern times text. */
function matchesGlob(glob: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let position = 0;
  while (position < text.length) {
    if (glob[at] === "*") {
      star = at++;
      resume = position;
    } else if (glob[at] === "?" || glob[at] === text[position]) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else return false;
  }
  while (glob[at] === "*") at++;
  return at === glob.length;
}
