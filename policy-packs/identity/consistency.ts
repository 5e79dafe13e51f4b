import { type Entrance, sharedToken, tokenOnlyIn } from "../../access/vault-compare";
import type { Found } from "../../access/witness";
import type { StackFinding } from "../lib/rule";
import { type Door, entrancesOf } from "./facts/doors";
import { fullRef, type RunnerGate, type SignatureGate } from "./facts/gates";

/** A door and how to read its ways in: at each comparison anew, so that a fleet's doors fit into memory. */
export interface OpenDoor extends Door {
  ways(): readonly Entrance[];
}

export function opened(door: Door, issuer: string | undefined): OpenDoor {
  return { ...door, ways: () => entrancesOf(door, issuer) };
}

function pathOf({ at }: Door): string {
  return at === "AWS" ? "assumeRolePolicy" : "boundClaims";
}

function shown(token: Found): string {
  return typeof token === "string" ? "as far as can be told" : JSON.stringify(token);
}

/** Doors of one service, lane and scope: AWS and Vault must let the same jobs in. */
export function unequalDoors(doors: readonly OpenDoor[]): StackFinding[] {
  const known = doors.filter((door) => door.known);
  const vaults = doors.filter(({ at }) => at === "Vault");
  const roles = doors.filter(({ at }) => at === "AWS");
  if (vaults.length === 0 || roles.length === 0) return [];
  const pending = doors
    .filter((door) => !door.known)
    .map((door) => ({
      resource: door.resource,
      path: pathOf(door),
      message: `Which jobs "${door.name}" admits is not known yet.`,
      unknown: true as const,
    }));
  const lone = doors.length === 2 && doors[0]?.service !== undefined;
  const pairs = vaults
    .filter((vault) => known.includes(vault))
    .flatMap((vault) => {
      const near = roles.filter((role) => role.known && (lone || meeting(vault, role) !== "none"));
      return near.length === 0 ? [] : differences(vault, near);
    });
  return [...pending, ...pairs];
}

/** A token that opens both; between AWS and Vault audiences aside, for a job asks for one token at each. */
function meeting(one: OpenDoor, other: OpenDoor): Found {
  if (one.at === other.at) return sharedToken(one.ways(), other.ways());
  const anyAudience = (door: OpenDoor) =>
    door.ways().map((way) => ({ ...way, tests: way.tests.filter(({ claim }) => claim !== "aud") }));
  return sharedToken(anyAudience(one), anyAudience(other));
}

function differences(vault: OpenDoor, roles: readonly OpenDoor[]): StackFinding[] {
  const ways = roles.flatMap((role) => role.ways());
  const names = roles.map(({ name }) => `"${name}"`).join(", ");
  const { resource, name } = vault;
  const path = pathOf(vault);
  const onlyVault = tokenOnlyIn(vault.ways(), ways);
  if (onlyVault !== "none") {
    const message = `The Vault role "${name}" admits jobs that the AWS role ${names} does not: ${shown(onlyVault)}; write both from the same claims.`;
    return [{ resource, path, message }];
  }
  const onlyAws = tokenOnlyIn(ways, vault.ways());
  if (onlyAws === "none") return [];
  const message = `The Vault role "${name}" refuses jobs that the AWS role ${names} admits: ${shown(onlyAws)}; write both from the same claims.`;
  return [{ resource, path, message }];
}

/**
 * Pairs of doors that may be about the same repository, by its name or its id; a door that names none is a neighbour
 * of all.
 */
export function neighbours(all: readonly OpenDoor[]): (readonly [OpenDoor, OpenDoor])[] {
  const places = new Map(all.map((door, index) => [door, index]));
  const anywhere = all.filter(({ repositories }) => repositories.length === 0);
  const byRepository = new Map<string, OpenDoor[]>();
  for (const door of all) {
    for (const key of door.repositories) {
      const known = byRepository.get(key);
      if (known) known.push(door);
      else byRepository.set(key, [door]);
    }
  }
  return all.flatMap((door, index) => {
    const named = door.repositories.flatMap((key) => byRepository.get(key) ?? []);
    const near = door.repositories.length === 0 ? all : [...named, ...anywhere];
    return [...new Set(near)]
      .filter((other) => (places.get(other) ?? 0) > index)
      .map((other) => [door, other] as const);
  });
}

/** Two doors of different services or lanes that one token opens, and that are not both declared shared. */
export function crossing(one: OpenDoor, other: OpenDoor): StackFinding[] {
  const services =
    one.service !== undefined && other.service !== undefined && one.service !== other.service;
  if (!services && one.lane === other.lane) return [];
  if (one.shared && other.shared) return [];
  const token = meeting(one, other);
  if (token === "none") return [];
  const whose = ({ name, service, lane }: Door) =>
    `"${name}" (${service ? `service ${service}, ` : ""}lane ${lane})`;
  const message = `One token opens ${whose(one)} and ${whose(other)}: ${shown(token)}; let them trust different jobs, or declare both shared.`;
  return [{ resource: one.resource, path: pathOf(one), message }];
}

/** Pinned workflows and repositories that the runner group of the door's lane would not run. */
export function strandedJobs(door: Door, gates: readonly RunnerGate[]): StackFinding[] {
  const own = gates.filter(({ lane }) => lane === door.lane);
  if (own.length === 0) return [];
  const missing = (wanted: readonly string[], lists: readonly (readonly string[] | undefined)[]) =>
    wanted.filter((each) => lists.every((list) => list !== undefined && !list.includes(each)));
  const workflows = missing(
    door.workflows.map(fullRef),
    own.map((gate) => gate.workflows),
  );
  const repositories = missing(
    door.repositoryIds,
    own.map((gate) => gate.repositoryIds),
  );
  return [...workflows, ...repositories.map((id) => `repository ${id}`)].map((job) => {
    const message =
      `"${door.name}" admits jobs of ${job}, which no runner group of the lane ${door.lane} takes ` +
      `(${own.map(({ name }) => `"${name}"`).join(", ")}); add it there, or correct the claims.`;
    return { resource: door.resource, path: pathOf(door), message };
  });
}

/** Signatures that admission takes for a service, though its release job makes others. */
export function foreignSigners(gate: SignatureGate, doors: readonly Door[]): StackFinding[] {
  const release = doors.filter(
    ({ service, lane }) => service === gate.service && lane === "release",
  );
  const signers = release.flatMap(({ workflows }) => workflows.map(fullRef));
  if (signers.length === 0) return [];
  return gate.identities
    .filter(
      ({ subject }) =>
        !signers.some((workflow) => subject.replace(/^https:\/\/[^/]+\//, "") === workflow),
    )
    .map(({ path, subject }) => ({
      resource: gate.resource,
      path,
      message:
        `The policy "${gate.name}" accepts images of ${gate.service} signed by ${subject}, but its release job is ` +
        `${signers.join(", ")}; name that workflow at that ref.`,
    }));
}
