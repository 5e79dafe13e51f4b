import type { Allowance } from "../../access/budget";
import { type Entrance, sharedToken } from "../../access/vault-compare";
import type { Found } from "../../access/witness";
import { type Door, entrancesOf } from "./facts/doors";

/** A door and the issuer whose tokens it takes, where that is another than GitHub's own. */
export interface OpenDoor extends Door {
  readonly issuer: string | undefined;
}

/** Doors whose ways in are kept: those of a whole fleet would not fit into memory. */
const KEPT = 2_000;
/** Steps of all comparisons of one kind in a stack, some seconds; after that nothing is proven any more. */
const STEPS = 5_000_000;

/** Compares doors of one stack, with an allowance that all comparisons share. */
export class Comparisons {
  readonly allowance: Allowance = { steps: STEPS };
  readonly #ways = new Map<Door, readonly Entrance[]>();

  /** The ways in, read from what the resource holds. */
  waysOf(door: OpenDoor): readonly Entrance[] {
    const known = this.#ways.get(door);
    if (known) return known;
    if (this.#ways.size >= KEPT) this.#ways.clear();
    const ways = entrancesOf(door, door.issuer);
    this.#ways.set(door, ways);
    return ways;
  }

  /** A token that opens both; between AWS and Vault audiences aside, for a job asks for one token at each. */
  meeting(one: OpenDoor, other: OpenDoor): Found {
    this.allowance.steps -= 1;
    if (this.allowance.steps < 0) return "not proven";
    const [some, others] = [this.waysOf(one), this.waysOf(other)];
    if (one.at === other.at) return sharedToken(some, others, this.allowance);
    return sharedToken(anyAudience(some), anyAudience(others), this.allowance);
  }
}

function anyAudience(ways: readonly Entrance[]): Entrance[] {
  return ways.map((way) => ({ ...way, tests: way.tests.filter(({ claim }) => claim !== "aud") }));
}

/** The input by which a door says whom it admits. */
export function pathOf({ at }: Door): string {
  return at === "AWS" ? "assumeRolePolicy" : "boundClaims";
}

/** A token as a message shows it. */
export function shown(token: Found): string {
  return typeof token === "string" ? "as far as can be told" : JSON.stringify(token);
}
