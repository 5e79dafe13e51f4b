import * as grammars from "./grammars";
import type { Grammar } from "./grammars";
import { isTemplateClaim, isValueOf, readRepository } from "./subject";

/**
 * A piece of a claim as GitHub writes it, and all claims that hold the very same characters: the branch in a
 * subject is the branch in `ref`. A search walks all of them at once, and so its tokens agree with themselves.
 */
export type Segment =
  | { readonly text: string; readonly claims: readonly string[] }
  | { readonly grammar: Grammar; readonly claims: readonly string[] };

/** One way in which GitHub composes the claims of a token. */
export interface Template {
  readonly segments: readonly Segment[];
  /** Claims that such a token does not carry. */
  readonly absent: readonly string[];
}

const text = (value: string, ...claims: string[]): Segment => ({ text: value, claims });
const name = (grammar: Grammar, ...claims: string[]): Segment => ({ grammar, claims });

/** `repo` is no claim of its own: it stands for the repository as the subject spells it. */
export const SPELLED_REPOSITORY = "repo";

function repositories(): Segment[][] {
  const spelled = ["sub", SPELLED_REPOSITORY];
  const shared = [...spelled, "repository"];
  return [
    [
      text("repo:", "sub"),
      name(grammars.owner, ...shared),
      text("/", ...shared),
      name(grammars.repository, ...shared),
    ],
    [
      text("repo:", "sub"),
      name(grammars.owner, ...shared),
      text("@", ...spelled),
      name(grammars.id, ...spelled, "repository_owner_id"),
      text("/", ...shared),
      name(grammars.repository, ...shared),
      text("@", ...spelled),
      name(grammars.id, ...spelled, "repository_id"),
    ],
  ];
}

/** `refs/heads/…` and its kin, as they stand in these claims. */
function refs(...claims: string[]): Segment[][] {
  return [
    [text("refs/heads/", ...claims), name(grammars.ref, ...claims)],
    [text("refs/tags/", ...claims), name(grammars.ref, ...claims)],
    [text("refs/pull/", ...claims), name(grammars.id, ...claims), text("/merge", ...claims)],
  ];
}

function workflows(...claims: string[]): Segment[][] {
  const path = [
    name(grammars.owner, ...claims),
    text("/", ...claims),
    name(grammars.repository, ...claims),
    text("/.github/workflows/", ...claims),
    name(grammars.file, ...claims),
    text("@", ...claims),
  ];
  return [...refs(...claims), [name(grammars.commit, ...claims)]].map((at) => [...path, ...at]);
}

/** How a value of this claim may look; several ways where GitHub has several. */
export function shapesOf(claim: string, ...claims: string[]): Segment[][] {
  const shared = claims.length > 0 ? claims : [claim];
  switch (claim) {
    case "ref":
      return refs(...shared);
    case "repository":
      return [
        [
          name(grammars.owner, ...shared),
          text("/", ...shared),
          name(grammars.repository, ...shared),
        ],
      ];
    case "job_workflow_ref":
    case "workflow_ref":
      return workflows(...shared);
    case "environment":
      return [[name(grammars.environment, ...shared)]];
    case "aud":
    case "workflow":
      return [[name(grammars.anything, ...shared)]];
    case "actor":
      return [
        [name(grammars.owner, ...shared)],
        [name(grammars.owner, ...shared), text("[bot]", ...shared)],
      ];
    case "repository_owner":
      return [[name(grammars.owner, ...shared)]];
    default: {
      const known = claim.endsWith("_id") ? grammars.id : grammars.text;
      // Nothing is known of what other issuers than GitHub write.
      return [[name(isTemplateClaim(claim) ? known : grammars.anything, ...shared)]];
    }
  }
}

let defaults: readonly Template[] | undefined;

/** The subjects that GitHub writes unless a repository asks for others. */
export function defaultTemplates(): readonly Template[] {
  defaults ??= composeDefaults();
  return defaults;
}

function composeDefaults(): Template[] {
  const [heads = [], tags = []] = refs("sub", "ref");
  return repositories().flatMap((repository) => [
    // No part of the request's ref stands in these two subjects.
    { segments: [...repository, text(":pull_request", "sub")], absent: ["environment"] },
    {
      segments: [
        ...repository,
        text(":environment:", "sub"),
        name(grammars.environment, "sub", "environment"),
      ],
      absent: [],
    },
    { segments: [...repository, text(":ref:", "sub"), ...heads], absent: ["environment"] },
    { segments: [...repository, text(":ref:", "sub"), ...tags], absent: ["environment"] },
  ]);
}

/** Of an issuer that is not GitHub: nothing is known of its subjects. */
export const PLAIN_TEMPLATES: readonly Template[] = [
  { segments: [name(grammars.anything, "sub")], absent: [] },
];

const MENTIONED = /(?:^|[:*?])(pull_request(?=$|[:*?])|[a-z][a-z0-9_]*(?=:))/g;
/** More ways than this to compose a subject are not tried. */
const MOST_TEMPLATES = 300;

/** A claim that a pattern mentions, and what the pattern asks of it. */
interface Mention {
  readonly claim: string;
  readonly value: string;
  /** Whether a wildcard leaves room for other claims after it. */
  readonly roomy: boolean;
}

/** Each undefined where there are too many ways to compose them. */
interface CustomTemplates {
  readonly plain: readonly Template[] | undefined;
  readonly roomy: readonly Template[] | undefined;
}

/**
 * Customised subjects made of the claims that a pattern mentions, in its order. Where it names no repository, one may
 * stand first. `roomy` are those with the job's context besides, where a wildcard leaves room for it.
 */
export function customTemplates(pattern: string): CustomTemplates {
  const claims = mentionsOf(pattern);
  const named = claims.some(({ claim }) => claim === "repo");
  const orders = named ? [claims] : [[ANY_REPOSITORY, ...claims], claims];
  const filled = orders.filter((order) => order.length > 0);
  return { plain: allComposed(filled), roomy: allComposed(filled.flatMap(withContext)) };
}

function allComposed(orders: readonly (readonly Mention[])[]): Template[] | undefined {
  const ways = (order: readonly Mention[]) =>
    order.reduce((product, mention) => product * written(mention).length, 1);
  const all = orders.reduce((sum, order) => sum + ways(order), 0);
  return all > MOST_TEMPLATES ? undefined : orders.flatMap(composed);
}

function mentionsOf(pattern: string): Mention[] {
  const found = [...pattern.matchAll(MENTIONED)].filter(
    ([, claim = ""]) => claim === PULL_REQUEST || isTemplateClaim(claim),
  );
  return found.map(({ 0: whole, 1: claim = "", index }, at) => {
    const rest = pattern.slice(index + whole.length + 1, found[at + 1]?.index);
    const [value = ""] = rest.split(":");
    return { claim, value, roomy: /[*?]/.test(rest) };
  });
}

const PULL_REQUEST = "pull_request";
/** The shortest first: what is found early spares the rest a search. */
const CONTEXT = [PULL_REQUEST, "environment", "ref"];
const ANY_REPOSITORY: Mention = { claim: "repo", value: "*", roomy: true };

function withContext(mentions: readonly Mention[]): Mention[][] {
  const has = (claim: string) => mentions.some((mention) => mention.claim === claim);
  // What a pull request started says so instead of naming a ref or an environment.
  const apart = has(PULL_REQUEST)
    ? CONTEXT
    : has("ref") || has("environment")
      ? [PULL_REQUEST]
      : [];
  const missing = CONTEXT.filter((claim) => !has(claim) && !apart.includes(claim));
  return mentions.flatMap(({ roomy }, index) =>
    missing
      .filter(() => roomy)
      .map((claim) => [
        ...mentions.slice(0, index + 1),
        { claim, value: "*", roomy: false },
        ...mentions.slice(index + 1),
      ]),
  );
}

/** The subjects that name these claims in this order. */
function composed(mentions: readonly Mention[]): Template[] {
  let starts: Segment[][] = [[]];
  for (const mention of mentions) {
    const shapes = written(mention);
    starts = starts.flatMap((start) =>
      shapes.map((shape) => (start.length === 0 ? shape : [...start, text(":", "sub"), ...shape])),
    );
  }
  const onRequest = mentions.some(({ claim }) => claim === PULL_REQUEST);
  return starts.map((segments) => ({ segments, absent: onRequest ? ["environment"] : [] }));
}

function written({ claim, value }: Mention): Segment[][] {
  if (claim === PULL_REQUEST) return [[text(PULL_REQUEST, "sub")]];
  if (claim === "repo") return named(value) ?? repositories();
  const label = text(`${claim}:`, "sub");
  if (isExactly(claim, value)) return [[label, text(value, "sub", claim)]];
  return shapesOf(claim, "sub", claim).map((shape) => [label, ...shape]);
}

function isExactly(claim: string, value: string): boolean {
  return !/[*?]/.test(value) && isValueOf(claim, value);
}

/** The one repository of that name, as a subject spells it. */
function named(value: string): Segment[][] | undefined {
  const read = /[*?]/.test(value) ? undefined : readRepository(value);
  if (read === undefined) return undefined;
  const spelled = ["sub", SPELLED_REPOSITORY];
  const ids = (id: string | undefined, claim: string) =>
    id === undefined ? [] : [text("@", ...spelled), text(id, ...spelled, claim)];
  return [
    [
      text("repo:", "sub"),
      text(read.owner, ...spelled, "repository"),
      ...ids(read.ownerId, "repository_owner_id"),
      text(`/${read.name}`, ...spelled, "repository"),
      ...ids(read.id, "repository_id"),
    ],
  ];
}

/** An environment with a colon in its name, which is written another way in the subject than in the claim. */
export function oddEnvironments(): Template[] {
  const claims = ["sub", "environment"];
  return repositories().map((repository) => ({
    segments: [
      ...repository,
      text(":environment:", "sub"),
      name(grammars.environment, ...claims),
      text("%3A", "sub"),
      text(":", "environment"),
      name(grammars.environment, ...claims),
    ],
    absent: [],
  }));
}
