import * as grammars from "./grammars";
import type { Grammar } from "./grammars";
import { isTemplateClaim } from "./subject";

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
    name(grammars.repository, ...claims),
    text("@", ...claims),
  ];
  return refs(...claims)
    .slice(0, 2)
    .map((at) => [...path, ...at]);
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
    case "repository_owner":
      return [[name(grammars.owner, ...shared)]];
    default:
      return [[name(claim.endsWith("_id") ? grammars.id : grammars.text, ...shared)]];
  }
}

/** The subjects that GitHub writes unless a repository asks for others. */
export function defaultTemplates(): Template[] {
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

const MENTIONED = /(?:^|[:*?])([a-z][a-z0-9_]*)(?=:)/g;
/** More claims than this in one subject are not composed. */
const LONGEST = 5;

/** Customised subjects made of the claims that a pattern mentions, in its order; with and without the repository first. */
export function customTemplates(pattern: string): Template[] {
  const mentioned = [...pattern.matchAll(MENTIONED)].map(([, claim]) => claim ?? "");
  const claims = mentioned.filter((claim) => claim !== "repo" && isTemplateClaim(claim));
  if (claims.length > LONGEST) return [];
  const asked = /[:*?]pull_request/.test(pattern) ? [[text(":pull_request", "sub")]] : [[]];
  let tails: Segment[][] = [[]];
  for (const claim of claims) {
    const shapes = shapesOf(claim, "sub", claim);
    tails = tails.flatMap((tail) =>
      shapes.map((shape) => [...tail, text(`:${claim}:`, "sub"), ...shape]),
    );
  }
  const full = tails.flatMap((tail) => asked.map((end) => [...tail, ...end]));
  const bare = claims.length === 0 ? [] : full.map((tail) => withoutColon(tail));
  return [
    ...repositories().flatMap((start) => full.map((tail) => [...start, ...tail])),
    ...bare,
  ].map((segments) => ({ segments, absent: [] }));
}

function withoutColon([first, ...rest]: readonly Segment[]): Segment[] {
  if (first === undefined || !("text" in first)) return rest;
  return [{ ...first, text: first.text.slice(1) }, ...rest];
}
