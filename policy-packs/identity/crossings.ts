import type { StackFinding } from "../lib/rule";
import { ByBeginning } from "./facts/beginnings";
import type { Door } from "./facts/doors";
import { Comparisons, type OpenDoor, pathOf, shown } from "./open-doors";

/** So many findings name every door that shares a token with another; after that one for each door is enough. */
const ALL_NAMED = 2_000;

/** Doors of different services or lanes that one token opens, and that are not both declared shared. */
export function crossings(doors: readonly OpenDoor[]): StackFinding[] {
  if (new Set(doors.map(kindOf)).size < 2) return [];
  const near = new Neighbours(doors);
  const comparisons = new Comparisons();
  const findings: StackFinding[] = [];
  for (const door of doors) {
    const others = findings.length < ALL_NAMED ? near.after(door) : near.of(door);
    for (const other of others) {
      if (other === door || !areToDiffer(door, other)) continue;
      const token = comparisons.meeting(door, other);
      if (token === "none") continue;
      const message = `One token opens ${whose(door)} and ${whose(other)}: ${shown(token)}; let them trust different jobs, or declare both shared.`;
      findings.push({ resource: door.resource, path: pathOf(door), message });
      if (findings.length > ALL_NAMED) break;
    }
  }
  return findings;
}

function areToDiffer(one: Door, other: Door): boolean {
  const services =
    one.service !== undefined && other.service !== undefined && one.service !== other.service;
  return (services || one.lane !== other.lane) && !(one.shared && other.shared);
}

function whose({ name, service, lane }: Door): string {
  return `"${name}" (${service ? `service ${service}, ` : ""}lane ${lane})`;
}

/** Doors of one kind are not to differ. */
function kindOf({ service, lane, shared }: Door): string {
  return JSON.stringify([service, lane, shared]);
}

/**
 * Finds doors that may be about the same repository, by its name or its id, and whose subjects may be the same. A door
 * that names no repository is a neighbour of all.
 */
class Neighbours {
  readonly #places: ReadonlyMap<OpenDoor, number>;
  readonly #all: ByBeginning<OpenDoor>;
  readonly #anywhere: ByBeginning<OpenDoor>;
  readonly #named: ByBeginning<OpenDoor>;

  constructor(doors: readonly OpenDoor[]) {
    const beginnings = (door: OpenDoor) => door.beginnings;
    const anywhere = doors.filter(({ repositories }) => repositories.length === 0);
    this.#places = new Map(doors.map((door, place) => [door, place]));
    this.#all = new ByBeginning(doors, beginnings, kindOf);
    this.#anywhere = new ByBeginning(anywhere, beginnings, kindOf);
    this.#named = new ByBeginning(doors, withinRepositories, kindOf);
  }

  /** Neighbours of another kind. One may come several times. */
  *of(door: OpenDoor): Generator<OpenDoor> {
    const kind = kindOf(door);
    if (door.repositories.length === 0) return yield* this.#all.near(door.beginnings, kind);
    yield* this.#named.near(withinRepositories(door), kind);
    yield* this.#anywhere.near(door.beginnings, kind);
  }

  /** Those that come after the door in the stack, each once: first those that share its repositories. */
  after(door: OpenDoor): OpenDoor[] {
    const place = (each: OpenDoor) => this.#places.get(each) ?? 0;
    const shared = ({ repositories }: OpenDoor) => {
      const first = door.repositories.findIndex((key) => repositories.includes(key));
      return first < 0 ? door.repositories.length : first;
    };
    const later = [...new Set(this.of(door))].filter((other) => place(other) > place(door));
    return later.sort((one, other) => shared(one) - shared(other) || place(one) - place(other));
  }
}

function withinRepositories({ repositories, beginnings }: OpenDoor): string[] {
  return repositories.flatMap((key) => beginnings.map((beginning) => `${key}\n${beginning}`));
}
