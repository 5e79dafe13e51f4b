import { matchesAction } from "../../access/actions";
import { judgeDocument, type PermissionStatement } from "../../access/permissions";
import {
  mayOverlap,
  type ResourcePattern,
  resourcePattern,
} from "../../access/permissions-language";
import type { StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { refersTo } from "../identity/facts/references";
import { type HeldRole, heldRoles } from "./facts/host-roles";
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
import { said, type Subject } from "./said";

/** A store within reach of a lane's runners, and where that is written. */
interface Reach {
  readonly lane: string;
  readonly subject: Subject;
  readonly path: string;
  /** What is reached: a pattern of ARNs, or a store by name. */
  readonly store: ResourcePattern | string;
  readonly shown: string;
  readonly isUnknown: boolean;
}

/** By which what is stored is read or written. */
const ACTIONS = [
  ...["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
  ...["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
  ...["ecr:BatchGetImage", "ecr:PutImage", "ecr:UploadLayerPart"],
];

/** Stores within reach of runners: by machines' roles, by jobs' roles, by the stores' own policies, and mounted. */
function reaches(facts: StackFacts): Reach[] {
  const hosts = facts.of(runnerHosts).filter(({ unknownAt }) => unknownAt === undefined);
  const machines = hosts.flatMap((host) =>
    rolesOfHost(host, facts).map((role): Runner => ({ role, lane: host.lane, isJob: false })),
  );
  const jobs = facts
    .of(heldRoles)
    .filter(({ isCi }) => isCi)
    .map((role): Runner => ({ role, lane: role.lane ?? "deploy", isJob: true }));
  const caches = facts.of(cacheStores).flat();
  const byRole = [...machines, ...jobs].flatMap((runner) =>
    [
      ...rightsOf(runner.role, facts).documents.flatMap((each) => storesIn(each, runner.lane)),
      ...facts.of(storePolicies).flatMap((policy) => letIn(policy, runner)),
    ].filter(({ shown }) => !runner.isJob || isCache(shown, caches)),
  );
  const mounted = hosts.flatMap(({ fileSystems, lane, subject }) =>
    fileSystems.map((id) => named(`the file system ${id}`, lane, subject, "userData")),
  );
  const volumes = facts.of(boundVolumes).flat();
  const pods = facts.of(runnerPods).flat();
  return [...byRole, ...mounted, ...pods.flatMap((pod) => ofPod(pod, volumes))];
}

/** A role that jobs have: that of their machine, or one that they assume. */
interface Runner {
  readonly role: HeldRole;
  readonly lane: string;
  readonly isJob: boolean;
}

/** What a job's role is for besides is not known, so that only what is called a cache counts. */
function isCache(shown: string, caches: readonly string[]): boolean {
  return isCacheWord(shown) || caches.some((name) => shown.includes(name));
}

function letIn({ subject, entries }: StorePolicy, { role, lane }: Runner): Reach[] {
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

function storesIn(
  {
    path,
    value,
    subject,
    isUnsure,
  }: {
    readonly path: string;
    readonly value: unknown;
    readonly subject: Subject;
    readonly isUnsure: boolean;
  },
  lane: string,
): Reach[] {
  return judgeDocument(value, (statements) => statements.flatMap(storesOf)).map((each) => ({
    lane,
    subject,
    path: each.path === "" ? path : `${path}.${each.path}`,
    store: resourcePattern(each.text),
    shown: each.text,
    isUnknown: isUnsure || each.unknown === true,
  }));
}

function storesOf({ effect, actions, resources }: PermissionStatement) {
  const reads = actions.some(({ negated, list }) =>
    negated
      ? ACTIONS.some((action) => !list.some(({ text }) => matchesAction(text, action)))
      : list.some(({ text }) => ACTIONS.some((action) => matchesAction(text, action))),
  );
  if (effect !== "Allow" || !reads) return [];
  return resources.flatMap(({ negated, list, path }) =>
    negated ? [{ text: "*", path }] : list.filter(({ text }) => isStore(text)),
  );
}

/** A bucket without a key holds no object; a registry's or a file system's ARN is the store itself. */
function isStore(text: string): boolean {
  const [scheme, , service = "", , , name = ""] = text.split(":");
  if (scheme !== "arn" || /[*?]/.test(service)) return true;
  if (service === "s3") return /[/*]/.test(name);
  return service === "ecr" || service === "elasticfilesystem";
}

/** Stores that two lanes reach, told once at each place of the later lane. */
export function sharedStores(facts: StackFacts): StackFinding[] {
  const all = reaches(facts);
  return all.flatMap((later, index) => {
    const earlier = all
      .slice(0, index)
      .find((each) => each.lane !== later.lane && overlap(each, later));
    if (earlier === undefined) return [];
    const { subject, path, shown, lane } = later;
    if (earlier.isUnknown || later.isUnknown) {
      const message = `whether it reaches a store of the lane ${earlier.lane} is not known yet.`;
      return said(subject, [{ path, message, unknown: true }]);
    }
    const message = `the lane ${lane} reaches ${shown} here, and the lane ${earlier.lane} reaches it too (${earlier.subject.label}); give each lane a store or a key prefix of its own.`;
    return said(subject, [{ path, message }]);
  });
}

function overlap({ store: one }: Reach, { store: other }: Reach): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return mayOverlap(one, other);
}
