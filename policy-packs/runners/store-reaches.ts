import { resourcePattern } from "../../access/permissions-language";
import type { StackFacts } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { refersTo } from "../identity/facts/references";
import {
  type Grants,
  type HeldRole,
  heldPolicies,
  heldRoles,
  roleGrants,
} from "./facts/host-roles";
import { runnerHosts } from "./facts/hosts";
import { type RunnerPod, runnerPods } from "./facts/pods";
import {
  type BoundVolume,
  boundVolumes,
  cacheStores,
  isCacheWord,
  type StorePolicy,
  storePolicies,
} from "./facts/stores";
import { rightsOf, rolesOfHost } from "./role-documents";
import type { Subject } from "./said";
import { type Reach, storesIn } from "./store-documents";

/** Stores within reach of runners: by machines' roles, by jobs' roles, and mounted. */
export function reaches(facts: StackFacts): Reach[] {
  const hosts = facts.of(runnerHosts).filter(({ unknownAt }) => unknownAt === undefined);
  const byMachine = hosts.flatMap((host) =>
    rolesOfHost(host, facts).flatMap((role) => [
      ...rightsOf(role, facts).documents.flatMap((each) => storesIn(each, host.lane)),
      ...facts.of(storePolicies).flatMap((policy) => letIn(policy, role, host.lane)),
    ]),
  );
  const mounted = hosts.flatMap(({ fileSystems, lane, subject }) =>
    fileSystems.map((id) => named(`the file system ${id}`, lane, subject, "userData")),
  );
  const volumes = facts.of(boundVolumes).flat();
  const pods = facts.of(runnerPods).flat();
  return [
    ...byMachine,
    ...byJobs(facts),
    ...mounted,
    ...pods.flatMap((pod) => ofPod(pod, volumes)),
  ];
}

/**
 * What jobs reach by the roles that they assume. What such a role is for besides is not known, so that only what is
 * called a cache counts; documents that name none, nearly all of them, are passed by at once.
 */
function byJobs(facts: StackFacts): Reach[] {
  const caches = facts.of(cacheStores).flat();
  const isCache = (text: string) => isCacheWord(text) || caches.some((name) => text.includes(name));
  const roles = facts.of(heldRoles).filter(({ isCi }) => isCi);
  const named = <Holder extends Grants>({ documents }: Holder) =>
    documents.some(({ value }) =>
      isCache(typeof value === "string" ? value : (JSON.stringify(value) ?? "")),
    );
  const given = facts.of(roleGrants).filter(named);
  const managed = facts.of(heldPolicies).filter(named);
  const admitting = facts
    .of(storePolicies)
    .filter(({ entries }) => entries.some(({ resources }) => resources.some(isCache)));
  const attaching = managed.length > 0 ? facts.of(roleGrants) : [];
  const found = roles.flatMap((role) => {
    const lane = role.lane ?? "deploy";
    const mine = [...given, ...attaching].filter(({ roles: of }) => refersTo(of, role));
    const attached = [role, ...mine].flatMap((each) => each.attached);
    const policies = managed.filter((each) =>
      attached.some(({ policy }) => refersTo(policy, each)),
    );
    const holders = [
      ...(named(role) ? [role] : []),
      ...given.filter((each) => mine.includes(each)),
      ...policies,
    ];
    return [
      ...holders.flatMap(({ documents, subject }) =>
        documents.flatMap((each) => storesIn({ ...each, subject, isUnsure: false }, lane)),
      ),
      ...admitting.flatMap((policy) => letIn(policy, role, lane)),
    ];
  });
  return found.filter(({ shown }) => isCache(shown));
}

function letIn({ subject, entries }: StorePolicy, role: HeldRole, lane: string): Reach[] {
  return entries
    .filter(({ principal }) => refersTo({ values: [principal], sources: [] }, role))
    .flatMap(({ path, resources }) =>
      resources.map((text) => {
        const store = text.startsWith("arn:") ? resourcePattern(text) : `the store ${text}`;
        return { lane, subject, path, store, shown: text, isUnknown: false };
      }),
    );
}

/** A claim is found by its name within its namespace, a file system by its own. */
function ofPod(
  { stores, lane = "deploy", namespace, subject }: RunnerPod,
  volumes: readonly BoundVolume[],
): Reach[] {
  return stores.flatMap(({ path, claim, files }) => {
    if (claim === undefined)
      return [named(`the file system ${String(files)}`, lane, subject, path)];
    const place = isUnknown(namespace.value) ? namespace.from.join() : String(namespace.value);
    const bound = volumes.find((each) => each.name === claim && each.namespace === place)?.in;
    const volume = volumes.find((each) => each.namespace === undefined && each.name === bound);
    return [
      named(`the volume claim ${claim} of ${place}`, lane, subject, path),
      ...(bound === undefined ? [] : [named(`the volume ${bound}`, lane, subject, path)]),
      ...(volume === undefined ? [] : [named(`the file system ${volume.in}`, lane, subject, path)]),
    ];
  });
}

function named(store: string, lane: string, subject: Subject, path: string): Reach {
  return { lane, subject, path, store, shown: store, isUnknown: false };
}
