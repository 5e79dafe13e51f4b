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

/** The actions of one service. */
interface Service {
  /** By the part of the name after the colon, in lower case. */
  readonly byName: ReadonlyMap<string, Action>;
  /** With the whole name in lower case, in the order of the table. */
  readonly all: readonly (readonly [lower: string, action: Action])[];
}

const decoded = new Map<string, Service>();
const NONE: Service = { byName: new Map(), all: [] };

function decode(service: string, row: ServiceRow): Service {
  const formats = Object.values(row.resources);
  const pick = (positions: string, from: readonly string[]) =>
    positions === "-" ? [] : positions.split(",").map((position) => from[Number(position)] ?? "");
  const actions = row.actions.split(";").map((entry): Action => {
    const [name = "", letter = "", types = "-", keys = "-"] = entry.split(" ");
    return {
      name: `${service}:${name}`,
      level: LEVELS[letter] ?? "Write",
      resources: pick(types, formats),
      conditionKeys: pick(keys, row.keys),
    };
  });
  const all = actions.map((action) => [action.name.toLowerCase(), action] as const);
  return { byName: new Map(all.map(([lower, a]) => [lower.slice(service.length + 1), a])), all };
}

/** The actions of one service; decoded at first use, kept from then on. */
function actionsOf(service: string): Service {
  const known = decoded.get(service);
  if (known) return known;
  const row = Object.hasOwn(rows, service) ? rows[service] : undefined;
  if (!row) return NONE;
  const actions = decode(service, row);
  decoded.set(service, actions);
  return actions;
}

/** The action of that name, letter case aside; undefined where AWS's reference does not know it. */
export function actionNamed(name: string): Action | undefined {
  const [service = "", action = ""] = name.toLowerCase().split(":", 2);
  return actionsOf(service).byName.get(action);
}

/** What patterns have matched: each rule asks for the same ones. Lists of so many actions together are kept. */
const matched = new Map<string, readonly Action[]>();
const MOST_KEPT = 200_000;
let kept = 0;

/**
 * Every known action that a pattern of a policy's `Action` names: `*` is any run of characters, `?` is one, letter
 * case does not count. In the order of the table, so that an answer is the same on every run.
 */
export function actionsMatching(pattern: string): readonly Action[] {
  const glob = pattern.toLowerCase();
  if (/^\*+(:\*+)?$/.test(glob)) return allActions();
  const known = matched.get(glob);
  if (known) return known;
  const found = search(glob);
  kept += found.length + 10;
  if (kept > MOST_KEPT) {
    matched.clear();
    kept = found.length + 10;
  }
  matched.set(glob, found);
  return found;
}

function search(glob: string): readonly Action[] {
  const colon = glob.indexOf(":");
  const service = glob.slice(0, Math.max(colon, 0));
  if (colon > 0 && !/[*?]/.test(service)) return actionsIn(service, glob);
  const services = Object.keys(rows);
  const named =
    service.includes("*") || colon < 0
      ? services
      : services.filter((each) => matchesGlob(service, each));
  return named.flatMap((each) => actionsIn(each, glob));
}

let all: Action[] | undefined;

function allActions(): readonly Action[] {
  all ??= Object.keys(rows).flatMap((each) => actionsOf(each).all.map(([, action]) => action));
  return all;
}

function actionsIn(service: string, glob: string): Action[] {
  const { byName, all } = actionsOf(service);
  const exact = byName.get(glob.slice(service.length + 1));
  if (exact && glob.startsWith(`${service}:`)) return [exact];
  const matches = matcherOf(glob);
  return all.filter(([lower]) => matches(lower)).map(([, action]) => action);
}

/** How many actions the table has for a service. */
export function actionCount(service: string): number {
  return actionsOf(service).all.length;
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

/** Whether a text matches: by looking for one piece after another where no `?` stands between them. */
function matcherOf(glob: string): (text: string) => boolean {
  const [first = "", ...pieces] = glob.split("*");
  const last = pieces.pop();
  if (glob.includes("?") || last === undefined) return (text) => matchesGlob(glob, text);
  return (text) => {
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const piece of pieces) {
      const at = text.indexOf(piece, from);
      if (at < 0) return false;
      from = at + piece.length;
    }
    return text.length >= from + last.length && text.endsWith(last);
  };
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
