import { readVaultRole } from "../../../access/vault";
import {
  type Entrance,
  subjectBeginnings,
  trustEntrances,
  vaultEntrance,
} from "../../../access/vault-compare";
import { distinct } from "../../../access/distinct";
import { readTrustDocument } from "../../../access/document";
import type { Test } from "../../../access/language";
import type { FactSource, Resource, ResourceContext } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { isCiRole } from "../ci-role";
import { isRecord } from "../policies";
import { ROLE } from "../trust";
import type { Reference } from "./references";
import { JWT_ROLE, mountReference } from "./vault-mounts";

/** A role that GitHub jobs enter by, at AWS or at Vault, and whose it is. */
export interface Door {
  readonly resource: string;
  readonly name: string;
  readonly at: "AWS" | "Vault";
  /** Where something says so. */
  readonly service: string | undefined;
  readonly lane: string;
  /** The declared scope as text; undefined where no component declares one. */
  readonly scope: string | undefined;
  /** Declared open to several services or lanes. */
  readonly shared: boolean;
  /** False where what it admits is not known yet. */
  readonly known: boolean;
  /** What tells which repositories it is about; empty where it may be about any. */
  readonly repositories: readonly string[];
  /** With one of these each subject that it admits begins, letter case aside. */
  readonly beginnings: readonly string[];
  /** The values of the claims that it pins. */
  readonly workflows: readonly string[];
  readonly repositoryIds: readonly string[];
  /** Of an AWS role; a Vault role's issuer is its mount's. */
  readonly issuers: readonly string[];
  /** The mount of a Vault role. */
  readonly mount: Reference | undefined;
  /** As the resource has it; `entrancesOf` reads it again. */
  readonly held: unknown;
}

export const doors: FactSource<Door> = {
  appliesTo: [ROLE, JWT_ROLE],
  read(resource, context) {
    const aws = resource.type === ROLE;
    const ci = aws ? isCiRole(resource) : true;
    if (ci === false) return undefined;
    const held = aws ? resource.props["assumeRolePolicy"] : boundsOf(resource);
    const door = { at: aws ? ("AWS" as const) : ("Vault" as const), held };
    const entrances = entrancesOf(door);
    return {
      ...door,
      ...ownership(resource, context),
      resource: resource.urn ?? resource.name,
      name: resource.name,
      known: ci === true && (aws || !hasUnknown(held)),
      repositories: repositoriesOf(entrances),
      beginnings: subjectBeginnings(entrances),
      workflows: pinned(entrances, "job_workflow_ref") ?? [],
      repositoryIds: pinned(entrances, "repository_id") ?? [],
      issuers: aws ? distinct(entrances.map(({ issuer }) => issuer)) : [],
      mount: aws ? undefined : mountReference(resource),
    };
  },
};

/** The ways in; a Vault role on a mount of another issuer than GitHub's own needs that issuer named. */
export function entrancesOf(
  { at, held }: Pick<Door, "at" | "held">,
  issuer?: string,
): readonly Entrance[] {
  if (at === "AWS") return trustEntrances(readTrustDocument(held));
  return [vaultEntrance(readVaultRole(isRecord(held) ? held : {}), issuer)];
}

const BOUNDS = [
  "roleType",
  "boundAudiences",
  "boundSubject",
  "boundClaimsType",
  "boundClaims",
  "disableBoundClaimsParsing",
];

function boundsOf({ props }: Resource): Readonly<Record<string, unknown>> {
  return Object.fromEntries(BOUNDS.map((input) => [input, props[input]]));
}

function hasUnknown(held: unknown): boolean {
  if (isUnknown(held)) return true;
  return isRecord(held) && Object.values(held).flat().some(hasUnknown);
}

function ownership(resource: Resource, { components, lane }: ResourceContext) {
  const inputs = components.map(({ props }) => props);
  const claims = inputs.map((each) => each["claims"]).find(isRecord);
  const shared = [tag(resource, "airside:shared"), ...inputs.map((each) => each["shared"])];
  return {
    service: serviceOf(resource, components),
    lane,
    scope: isRecord(claims?.["scope"]) ? JSON.stringify(claims["scope"]) : undefined,
    shared: shared.some((value) => value === true || value === "true"),
  };
}

/** Of an enclosing component's input `service`, of the service component itself, or of the tag `airside:service`. */
function serviceOf(resource: Resource, components: readonly Resource[]): string | undefined {
  const stated = components.map(({ props }) => props["service"]).find(isName);
  const component = components.find(({ type }) => type.startsWith("airside:service:"));
  const tagged = tag(resource, "airside:service");
  return stated ?? component?.name ?? (isName(tagged) ? tagged : undefined);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function tag({ props }: Resource, key: string): unknown {
  const { tags } = props;
  return isRecord(tags) && Object.hasOwn(tags, key) ? tags[key] : undefined;
}

function pins({ positive, ifAbsent, globs }: Test): boolean {
  return positive && !ifAbsent && globs.every((glob) => glob.exact);
}

/** The exact values that every way in asks a claim for; undefined where one of them does not. */
function pinned(entrances: readonly Entrance[], claim: string): string[] | undefined {
  const values: string[] = [];
  for (const { tests } of entrances) {
    const test = tests.find((each) => each.claim === claim && pins(each));
    if (test === undefined) return undefined;
    for (const { text } of test.globs) values.push(text);
  }
  return values;
}

/** How a subject, or the fixed beginning of a pattern of subjects, spells its repository. */
const REPOSITORY = /^repo:([^/@]+)(?:@(\d+))?\/([^:@]+)(?:@(\d+))?:/;

function repositoriesOf(entrances: readonly Entrance[]): readonly string[] {
  const ids = pinned(entrances, "repository_id") ?? [];
  const named = entrances.map(({ tests }) => {
    const subject = tests.find(
      ({ claim, positive, ifAbsent }) => claim === "sub" && positive && !ifAbsent,
    );
    return subject?.globs.map(({ prefix }) => REPOSITORY.exec(prefix)) ?? [null];
  });
  // Any repository at all, as long as one way in names none.
  if (ids.length === 0 && named.flat().includes(null)) return [];
  const spelled = named.flat().flatMap((match) => {
    const [, owner, , name, id] = match ?? [];
    return [...(name ? [`${owner}/${name}`.toLowerCase()] : []), ...(id ? [id] : [])];
  });
  return distinct([...ids, ...spelled]);
}
