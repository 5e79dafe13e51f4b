import { tokenOnlyIn } from "../../access/vault-compare";
import type { StackFinding } from "../lib/rule";
import { ByBeginning } from "./facts/beginnings";
import type { Door } from "./facts/doors";
import { fullRef, type RunnerGate, type SignatureGate } from "./facts/gates";
import { Comparisons, type OpenDoor, pathOf, shown } from "./open-doors";

/** The doors of each service, lane and scope: AWS and Vault must let the same jobs in. */
export function unequalDoors(doors: readonly OpenDoor[]): StackFinding[] {
  if (!doors.some(({ at }) => at === "Vault")) return [];
  const groups = Map.groupBy(doors, ({ service, lane, scope, repositories }) => {
    const whose = service ?? repositories.find((key) => /^\d+$/.test(key)) ?? repositories[0];
    return JSON.stringify([whose, lane, scope]);
  });
  const comparisons = new Comparisons();
  return [...groups.values()].flatMap((group) => unequalIn(group, comparisons));
}

function unequalIn(doors: readonly OpenDoor[], comparisons: Comparisons): StackFinding[] {
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
  const known = roles.filter((role) => role.known);
  const lone = doors.length === 2 && doors[0]?.service !== undefined;
  const near = lone ? () => known : counterparts(known, comparisons);
  const pairs = vaults
    .filter((vault) => vault.known)
    .flatMap((vault) => differences(vault, near(vault), comparisons));
  return [...pending, ...pairs];
}

/** More roles than this beside one Vault role are not compared with it. */
const MOST_ROLES = 50;

/** Finds the roles that share tokens with a Vault role, in the order of the stack; at most one more than are compared. */
function counterparts(roles: readonly OpenDoor[], comparisons: Comparisons) {
  const places = new Map(roles.map((role, place) => [role, place]));
  const index = new ByBeginning(roles, ({ beginnings }) => beginnings);
  return (vault: OpenDoor): OpenDoor[] => {
    const found = new Set<OpenDoor>();
    for (const role of index.near(vault.beginnings)) {
      if (comparisons.meeting(vault, role) !== "none") found.add(role);
      if (found.size > MOST_ROLES) break;
    }
    return [...found].sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  };
}

function differences(
  vault: OpenDoor,
  roles: readonly OpenDoor[],
  comparisons: Comparisons,
): StackFinding[] {
  if (roles.length === 0) return [];
  const { resource, name } = vault;
  const path = pathOf(vault);
  if (roles.length > MOST_ROLES) {
    const message = `The Vault role "${name}" shares tokens with more than ${MOST_ROLES} AWS roles, and whether they admit the same jobs cannot be told; write each pair from the same claims.`;
    return [{ resource, path, message }];
  }
  const own = comparisons.waysOf(vault);
  const ways = roles.flatMap((role) => comparisons.waysOf(role));
  const names = roles.map((role) => `"${role.name}"`).join(", ");
  const onlyVault = tokenOnlyIn(own, ways, comparisons.allowance);
  if (onlyVault !== "none") {
    const message = `The Vault role "${name}" admits jobs that the AWS role ${names} does not: ${shown(onlyVault)}; write both from the same claims.`;
    return [{ resource, path, message }];
  }
  const onlyAws = tokenOnlyIn(ways, own, comparisons.allowance);
  if (onlyAws === "none") return [];
  const message = `The Vault role "${name}" refuses jobs that the AWS role ${names} admits: ${shown(onlyAws)}; write both from the same claims.`;
  return [{ resource, path, message }];
}

/** Jobs that doors admit by pinned workflow or repository, and that no runner group of their lane would run. */
export function strandedJobs(doors: readonly Door[], gates: readonly RunnerGate[]): StackFinding[] {
  const lanes = new Map(
    [...Map.groupBy(gates, ({ lane }) => lane)].map(([lane, own]) => [lane, takenBy(own)]),
  );
  return doors.flatMap((door) => {
    const taken = lanes.get(door.lane);
    if (taken === undefined) return [];
    const workflows = door.workflows
      .map(fullRef)
      .filter((each) => taken.workflows?.has(each) === false);
    const repositories = door.repositoryIds.filter((id) => taken.repositoryIds?.has(id) === false);
    return [...workflows, ...repositories.map((id) => `repository ${id}`)].map((job) => {
      const message =
        `"${door.name}" admits jobs of ${job}, which no runner group of the lane ${door.lane} takes ` +
        `(${taken.names}); add it there, or correct the claims.`;
      return { resource: door.resource, path: pathOf(door), message };
    });
  });
}

/** What the runner groups of one lane take together; undefined where one of them may take any. */
function takenBy(gates: readonly RunnerGate[]) {
  const all = (lists: readonly (readonly string[] | undefined)[]) =>
    lists.includes(undefined) ? undefined : new Set(lists.flatMap((list) => list ?? []));
  return {
    names: gates.map(({ name }) => `"${name}"`).join(", "),
    workflows: all(gates.map(({ workflows }) => workflows)),
    repositoryIds: all(gates.map(({ repositoryIds }) => repositoryIds)),
  };
}

/** Signatures that admission takes for a service, though its release job makes others. */
export function foreignSigners(
  gates: readonly SignatureGate[],
  doors: readonly Door[],
): StackFinding[] {
  const releases = Map.groupBy(
    doors.filter(({ lane }) => lane === "release"),
    ({ service }) => service,
  );
  return gates.flatMap((gate) => foreignTo(gate, releases.get(gate.service) ?? []));
}

function foreignTo(gate: SignatureGate, release: readonly Door[]): StackFinding[] {
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
