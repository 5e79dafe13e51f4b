import type { Budget } from "./budget";
import type { Grammar } from "./grammars";
import { DEAD, type Language, type Place, type Test, withOthers } from "./language";
import type { Segment } from "./templates";

export type Claims = Readonly<Record<string, string>>;

/** A node of the walk: where it stands in the template and in every language, and how it came here. */
interface Node {
  readonly segment: number;
  /** Characters of a literal read, or the state of a grammar. */
  readonly state: number;
  readonly places: readonly Place[];
  readonly before: Node | undefined;
  /** What was read on the way from there: one character, or several where there was no other way. */
  readonly text: string;
  /** Characters from the start to here. */
  readonly length: number;
}

/** What all walks of one search share: the tests as automata, and the allowance. */
export class Languages {
  private readonly byClaim = new Map<string, Language | undefined>();

  constructor(
    readonly tests: readonly Test[],
    readonly budget: Budget,
  ) {}

  /** Undefined where nothing is asked of the claim. */
  of(claim: string): Language | undefined {
    if (this.byClaim.has(claim)) return this.byClaim.get(claim);
    const tests = this.tests.filter((test) => test.claim === claim);
    const language = tests.length === 0 ? undefined : this.budget.language(tests);
    this.byClaim.set(claim, language);
    return language;
  }
}

/** Walks one template through the languages of all its claims at once, shortest first. */
export class Walk {
  private readonly languages: readonly Language[];
  /** By which of the languages each segment is read. */
  private readonly tracks: readonly (readonly number[])[];
  private readonly cost: number;

  constructor(
    private readonly segments: readonly Segment[],
    private readonly shared: Languages,
  ) {
    const languages: Language[] = [];
    const numbers = new Map<string, number>();
    for (const claim of new Set(segments.flatMap((segment) => segment.claims))) {
      const language = shared.of(claim);
      if (language) numbers.set(claim, languages.push(language) - 1);
    }
    this.languages = languages;
    this.tracks = segments.map(({ claims }) =>
      claims.map((claim) => numbers.get(claim)).filter((number) => number !== undefined),
    );
    this.cost = Math.max(1, ...languages.map(({ cost }) => cost));
  }

  /** The claims of the shortest token of this template that passes and is shorter than `limit` characters. */
  shortest(limit: number = Number.POSITIVE_INFINITY): Claims | undefined {
    const places = this.languages.map((language) => language.start());
    if (places.includes(DEAD)) return undefined;
    let front: Node[] = [{ segment: 0, state: 0, places, before: undefined, text: "", length: 0 }];
    const seen = new Set<number | string>();
    while (front.length > 0) {
      const [only] = front;
      // Alone on its way a node may run ahead to where it has a choice: nobody shorter is left behind.
      if (only !== undefined && front.length === 1) front = this.ahead(only, limit);
      if ((front[0]?.length ?? 0) >= limit) return undefined;
      const next: Node[] = [];
      for (const node of front) {
        if (this.isEnd(node)) return this.claimsOf(node);
        this.read(node, node.segment, node.state, seen, next);
        if (this.isDone(node)) this.read(node, node.segment + 1, 0, seen, next);
      }
      front = next;
    }
    return undefined;
  }

  /** The node at the next choice, at the end, or at the limit; none where there is no way on. */
  private ahead(from: Node, limit: number): Node[] {
    let node: Node | undefined = from;
    for (let last: Node | undefined; node !== last && node !== undefined; ) {
      last = node;
      if (node.length >= limit) break;
      const segment: Segment | undefined = this.segments[node.segment];
      if (segment === undefined) break;
      node =
        "text" in segment
          ? this.spelled(node, segment.text)
          : this.forced(node, segment.grammar, limit);
    }
    return node === undefined ? [] : [node];
  }

  /** At the end of the literal in which the node stands, or at the start of the next segment. */
  private spelled(node: Node, literal: string): Node | undefined {
    const rest = literal.slice(node.state);
    if (rest === "") {
      const isLast = node.segment === this.segments.length - 1;
      return isLast
        ? node
        : { ...node, segment: node.segment + 1, state: 0, before: node, text: "" };
    }
    let places: readonly Place[] | undefined = node.places;
    for (const character of rest) {
      this.spend();
      places = this.advance(node.segment, places, character);
      if (places === undefined) return undefined;
    }
    const length = node.length + rest.length;
    return { ...node, state: literal.length, places, before: node, text: rest, length };
  }

  /** As far into a grammar as each character is the only one, or past its end where that is the only way. */
  private forced(from: Node, grammar: Grammar, limit: number): Node | undefined {
    const { segment } = from;
    const following = this.segments[segment + 1];
    let { state, places } = from;
    let text = "";
    const here = (): Node =>
      text === ""
        ? from
        : { segment, state, places, before: from, text, length: from.length + text.length };
    while (from.length + text.length < limit) {
      const [character, other] = this.choices(segment, places);
      if (other !== undefined) break;
      const next = character === undefined ? -1 : grammar.step(state, character);
      const onward = next < 0 ? undefined : this.advance(segment, places, character ?? "");
      if (grammar.accepts(state)) {
        if (following === undefined ? this.accepts(places) : !("text" in following)) break;
        const first =
          following !== undefined && "text" in following ? following.text.charAt(0) : "";
        const past = first === "" ? undefined : this.advance(segment + 1, places, first);
        if (past !== undefined && onward !== undefined) break;
        if (past !== undefined) {
          this.spend();
          const before = here();
          const length = before.length + 1;
          return { segment: segment + 1, state: 1, places: past, before, text: first, length };
        }
      }
      if (onward === undefined) return undefined;
      this.spend();
      state = next;
      places = onward;
      text += character;
    }
    return here();
  }

  private spend(): void {
    this.shared.budget.spend(this.cost);
  }

  private isEnd(node: Node): boolean {
    const last = node.segment === this.segments.length - 1 && this.isDone(node);
    return last && this.accepts(node.places);
  }

  private accepts(places: readonly Place[]): boolean {
    return this.languages.every((language, at) => language.accepts(places[at] ?? DEAD));
  }

  /** Whether the segment at which the node stands may end here. */
  private isDone({ segment, state }: Node): boolean {
    const at = this.segments[segment];
    if (at === undefined) return false;
    return "text" in at ? state === at.text.length : at.grammar.accepts(state);
  }

  /** Adds what can be reached from the node by one character of the segment. */
  private read(
    node: Node,
    at: number,
    from: number,
    seen: Set<number | string>,
    reached: Node[],
  ): void {
    const segment = this.segments[at];
    if (segment === undefined) return;
    const wanted =
      "text" in segment ? segment.text.slice(from, from + 1) : this.choices(at, node.places);
    for (const character of wanted) {
      this.spend();
      const state = "text" in segment ? from + 1 : segment.grammar.step(from, character);
      const places = state < 0 ? undefined : this.advance(at, node.places, character);
      if (places === undefined) continue;
      const key = keyOf(at, state, places);
      if (seen.has(key)) continue;
      seen.add(key);
      const length = node.length + 1;
      reached.push({ segment: at, state, places, before: node, text: character, length });
    }
  }

  /** Characters worth trying: those that some pattern tells apart here, and a letter and a digit that none does. */
  private choices(segment: number, places: readonly Place[]): readonly string[] {
    const tracks = this.tracks[segment] ?? [];
    const [only] = tracks;
    if (only !== undefined && tracks.length === 1) {
      return this.languages[only]?.next(places[only] ?? DEAD).toTry ?? [];
    }
    const characters = new Set<string>();
    for (const track of tracks) {
      const next = this.languages[track]?.next(places[track] ?? DEAD);
      if (next === undefined) continue;
      if (!next.others) return next.characters;
      for (const character of next.characters) characters.add(character);
    }
    return withOthers(characters);
  }

  private advance(
    segment: number,
    places: readonly Place[],
    character: string,
  ): readonly Place[] | undefined {
    const tracks = this.tracks[segment] ?? [];
    if (tracks.length === 0) return places;
    if (places.length === 1) {
      const place = this.languages[0]?.step(places[0] ?? DEAD, character) ?? DEAD;
      return place === DEAD ? undefined : [place];
    }
    const advanced = places.slice();
    for (const track of tracks) {
      const place = this.languages[track]?.step(places[track] ?? DEAD, character) ?? DEAD;
      if (place === DEAD) return undefined;
      advanced[track] = place;
    }
    return advanced;
  }

  private claimsOf(end: Node): Claims {
    const claims: Record<string, string> = {};
    for (let node: Node | undefined = end; node?.before !== undefined; node = node.before) {
      for (const claim of this.segments[node.segment]?.claims ?? []) {
        claims[claim] = node.text + (claims[claim] ?? "");
      }
    }
    return claims;
  }
}

/** One number, or a text where that would be too large, for where a node stands. */
function keyOf(segment: number, state: number, places: readonly Place[]): number | string {
  const [one = 0, other = 0] = places;
  return places.length <= 2 && segment < 64 && state < 4096 && one < 65_536 && other < 65_536
    ? ((one * 65_536 + other) * 4096 + state) * 64 + segment
    : `${segment},${state},${places.join()}`;
}
