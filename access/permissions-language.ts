import type { Action } from "./actions";
import { type Automaton, LOST, type State } from "./automaton";
import { type Glob, glob } from "./glob";

/** What a search may cost, some 3 ms; one that costs more is answered as not decided. */
const STEPS = 5_000;

/** A step of a pattern costs one for each so many characters of it. */
const CHARACTERS = 24;

/** An allowance that several searches may share. */
export interface Allowance {
  steps: number;
}

/** Preferred for what a pattern leaves open: account ids and names read well in it. */
const FRESH = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Stands for the colons between the parts of an ARN, which no `*` crosses: there are five, and a pattern spells five. */
const SEPARATOR = "\u0000";
const SEPARATORS = 5;

/** Stand for `${*}` and `${?}`, which are characters and no patterns, and for a colon in a policy variable. */
const STAR = "\ue000";
const QUESTION_MARK = "\ue001";
const COLON = "\ue002";

/** The resources that an entry of `Resource` admits: a pattern for each of the six parts of an ARN. */
export interface ResourcePattern {
  readonly parts: readonly string[];
}

export const EVERY_RESOURCE: ResourcePattern = { parts: ["*", "*", "*", "*", "*", "*"] };

/** What a request names whose action has no resources: only `*` is about it. */
const NO_RESOURCE: ResourcePattern = { parts: ["", "", "", "", "", ""] };

/**
 * Reads an entry of `Resource`. What is neither an ARN nor `*` widens to anything; an ARN of fewer than six parts is
 * completed with `*`, as IAM does. A policy variable widens to anything too, unless it is to stand for `itself`.
 */
export function resourcePattern(
  text: string,
  variable: "anything" | "itself" = "anything",
): ResourcePattern {
  if (variable === "itself" || text.length > LONGEST_READ) return readPattern(text, variable);
  const known = read.get(text);
  if (known) return known;
  if (read.size >= KEPT) read.clear();
  const pattern = readPattern(text, variable);
  read.set(text, pattern);
  return pattern;
}

/** The same few patterns, of one document and of the table's formats, are asked for by every rule. */
const read = new Map<string, ResourcePattern>();
const LONGEST_READ = 500;

function readPattern(text: string, variable: "anything" | "itself"): ResourcePattern {
  const plain = text
    .replaceAll("${*}", STAR)
    .replaceAll("${?}", QUESTION_MARK)
    .replaceAll("${$}", "$")
    .replace(/\$\{[^{}]*\}/g, (whole) => (variable === "anything" ? "*" : asCharacters(whole)));
  const [scheme, ...rest] = plain.split(":");
  if (scheme !== "arn") return EVERY_RESOURCE;
  const parts = [scheme, ...rest.slice(0, 4), rest.slice(4).join(":")];
  return { parts: rest.length < 5 ? [scheme, ...rest, "*", "*", "*", "*"].slice(0, 6) : parts };
}

function asCharacters(text: string): string {
  return text.replaceAll(":", COLON).replaceAll("*", STAR).replaceAll("?", QUESTION_MARK);
}

/** Whether a Deny on that entry can be relied on: what a policy variable stands for is not sure. */
export function isSureResource(text: string): boolean {
  return /^(?:arn:|\*+$)/.test(text) && !/\$\{[^*?$]/.test(text);
}

/** The ARNs of a format such as `arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}`. */
function formatPattern(format: string): ResourcePattern {
  const text = format
    .replaceAll("${Partition}", "aws*")
    .replaceAll("${Account}", "????????????")
    .replace(/\$\{[^}]*\}/g, "?*");
  return resourcePattern(text);
}

const formats = new Map<string, ResourcePattern>();

/** What a request for the action can name as its resource. */
export function resourcesOf(action: Action): ResourcePattern[] {
  if (action.resources.length === 0) return [NO_RESOURCE];
  return action.resources.map((format) => {
    const known = formats.get(format) ?? formatPattern(format);
    formats.set(format, known);
    return known;
  });
}

/** What all questions about one document may cost, some 20 ms; one that is asked later is not decided. */
const PER_DOCUMENT = 30_000;

/** What is left for the document at hand, and what has been asked: rules take one after another, and pass nothing on. */
let left = Number.POSITIVE_INFINITY;
let asked: Set<string> | undefined;

/** Answers questions about one document within its allowance, counted so that the answers are always the same. */
export function aboutOneDocument<Answer>(run: () => Answer): Answer {
  const before = { left, asked };
  left = PER_DOCUMENT;
  asked = new Set();
  try {
    return run();
  } finally {
    ({ left, asked } = before);
  }
}

/** Whether some ARN matches both; true where that cannot be decided. */
export function mayOverlap(one: ResourcePattern, other: ResourcePattern): boolean {
  return one.parts.every((part, index) => partsOverlap(part, other.parts[index]!));
}

function partsOverlap(one: string, other: string): boolean {
  if (one === other || one === "*" || other === "*") return true;
  const region = () => ({ inside: [glob(one), glob(other)], outside: [] });
  return remembered(`${one}\n${other}`, region) !== "none";
}

interface Remembered {
  readonly sample: Sample;
  readonly steps: number;
}

/** The same few parts of ARNs meet over and over; more than this many pairs are not kept. */
const KEPT = 10_000;
const samples = new Map<string, Remembered>();

/**
 * What an earlier document asked costs this one as much, so that no answer hangs on what came before; what this one
 * asks again costs nothing.
 */
function remembered(pair: string, region: () => Region): Sample {
  if (left < 0) return "undecided";
  const isAgain = asked?.has(pair) ?? false;
  const known = samples.get(pair);
  if (known !== undefined && isAgain) return known.sample;
  asked?.add(pair);
  const most = isAgain ? STEPS : Math.min(STEPS, left);
  const { sample, steps } = known ?? sampled(region(), most);
  if (known === undefined && (sample !== "undecided" || most === STEPS)) {
    if (samples.size >= KEPT) samples.clear();
    samples.set(pair, { sample, steps });
  }
  if (!isAgain) left -= 1 + steps;
  return left < 0 ? "undecided" : sample;
}

function sampled(region: Region, most: number): Remembered {
  const allowance = { steps: most };
  const sample = sampleOf(region, allowance);
  return { sample, steps: most - Math.max(0, allowance.steps) };
}

/** Whether every ARN of the pattern surely matches one of the others. */
export function isCovered(pattern: ResourcePattern, others: readonly ResourcePattern[]): boolean {
  return coverage(pattern, others) === "whole";
}

/** The same in doubt. */
export function mayBeCovered(
  pattern: ResourcePattern,
  others: readonly ResourcePattern[],
): boolean {
  return coverage(pattern, others) !== "part";
}

function coverage(
  pattern: ResourcePattern,
  others: readonly ResourcePattern[],
): "whole" | "part" | "undecided" {
  const id = pattern.parts.join();
  if (others.some(({ parts }) => parts.join() === id)) return "whole";
  let doubt = false;
  for (const other of others) {
    if (left < 0) return "undecided";
    const samples = pattern.parts.map((part, index) => outsideOf(part, other.parts[index]!));
    if (samples.every((sample) => sample === "none")) return "whole";
    doubt ||= samples.every((sample) => typeof sample === "string");
  }
  const near = others.filter((other) => mayOverlap(pattern, other));
  if (near.length < 2) return doubt || left < 0 ? "undecided" : "part";
  const region = () => ({ inside: [joint(pattern)], outside: near.map(joint) });
  const beyond = remembered([pattern, ...near].map(({ parts }) => parts.join()).join("\n"), region);
  if (typeof beyond === "object") return "part";
  return beyond === "none" ? "whole" : "undecided";
}

/** A text of the part that the other does not match. */
function outsideOf(part: string, other: string): Sample {
  if (part === other || other === "*") return "none";
  const region = () => ({ inside: [glob(part)], outside: [glob(other)] });
  return remembered(`${part}\n\n${other}`, region);
}

/** One pattern for the whole ARN. */
export function joint({ parts }: ResourcePattern): Glob {
  return glob(parts.join(SEPARATOR));
}

/** A resource that `sampleOf` found, as people write it. */
export function resourceText(word: string): string {
  if (word === SEPARATOR.repeat(SEPARATORS)) return "*";
  return word
    .replaceAll(SEPARATOR, ":")
    .replaceAll(COLON, ":")
    .replaceAll(STAR, "*")
    .replaceAll(QUESTION_MARK, "?");
}

/** A region of strings: in every pattern of `inside`, and in none of `outside`. */
export interface Region {
  readonly inside: readonly Glob[];
  readonly outside: readonly Glob[];
}

/** A shortest string of the region, the same on every run; `none`, or `undecided` where that takes too long. */
export type Sample = { readonly word: string } | "none" | "undecided";

export function sampleOf(
  { inside, outside }: Region,
  allowance: Allowance = { steps: STEPS },
): Sample {
  const globs = [...inside, ...outside];
  const automata = globs.map((each) => each.automaton());
  const alphabet = alphabetOf(globs);
  const cost = globs.reduce((sum, { text }) => sum + Math.ceil(text.length / CHARACTERS), 0);
  const within = (states: readonly State[]) =>
    automata.every((each, index) => each.accepts(states[index]!) === index < inside.length);
  let frontier = [{ word: "", parts: 0, states: automata.map((each) => each.start()) }];
  const seen = new Set<string>();
  while (frontier.length > 0) {
    const found = frontier.find(({ states }) => within(states));
    if (found) return { word: found.word };
    const next: typeof frontier = [];
    for (const { word, parts: before, states } of frontier) {
      const forced = charactersFrom(automata.slice(0, inside.length), states);
      for (const character of forced ?? alphabet) {
        const parts = before + (character === SEPARATOR ? 1 : 0);
        if (parts > SEPARATORS) continue;
        allowance.steps -= cost;
        if (allowance.steps < 0) return "undecided";
        const reached = automata.map((each, index) => each.step(states[index]!, character));
        const id = `${parts} ${reached.join()}`;
        if (seen.has(id) || inside.some((_, index) => reached[index] === LOST)) continue;
        seen.add(id);
        next.push({ word: word + character, parts, states: reached });
      }
    }
    frontier = next;
  }
  return "none";
}

/** The characters that tell the patterns' strings apart, after one that stands for all others. */
function alphabetOf(globs: readonly Glob[]): string[] {
  const used = new Set(globs.flatMap((each) => [...each.characters()]));
  const fresh = [...FRESH, "\u00ff"].find((character) => !used.has(character));
  return fresh === undefined ? [...used].sort() : [fresh, ...[...used].sort()];
}

function charactersFrom(inside: readonly Automaton[], states: readonly State[]) {
  for (const [index, each] of inside.entries()) {
    if (!each.isOpenAt(states[index]!)) return each.literalsAt(states[index]!).toSorted();
  }
  return undefined;
}
