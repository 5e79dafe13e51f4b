import { field, isObject, members, type Place } from "../../kubernetes/fields";
import { namespaceOf, some } from "../../kubernetes/kinds";
import { type Pod, podsOf } from "../../kubernetes/pods";
import { readLane, statedLane } from "../../lib/lane";
import type { FactSource, Resource, ResourceContext } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { isRunnerPod, RUNNER_POD_CARRIERS } from "../runner-pods";
import { type Subject, subjectOf } from "../said";

/** A namespace as an object names it: by name, or by the resource that the name comes from. */
export interface Placed {
  readonly value: unknown;
  readonly from: readonly string[];
}

/** A pod that runs jobs, or what makes such pods. */
export interface RunnerPod {
  readonly subject: Subject;
  /** Of its carrier in the resource: empty, or a list's member. */
  readonly path: string;
  readonly namespace: Placed;
  /** Undefined where nothing states it. */
  readonly lane: string | undefined;
  readonly account: unknown;
  /** Where the account is named. */
  readonly accountPath: string;
  /** What it mounts that others may mount too: a claim of its namespace, or files of a server. */
  readonly stores: readonly {
    readonly path: string;
    readonly claim: string | undefined;
    readonly files: string | undefined;
  }[];
  /** Of an `AutoscalingRunnerSet`. */
  readonly scaleSet: ScaleSet | undefined;
  /** What the lane's component says that it may reach. */
  readonly egress: unknown;
}

export interface ScaleSet {
  readonly isPatch: boolean;
  /** Nothing of it is known yet. */
  readonly isSpecUnknown: boolean;
  readonly group: unknown;
  /** What its spec came from. */
  readonly sources: readonly string[];
  readonly secret: unknown;
}

export const runnerPods: FactSource<readonly RunnerPod[]> = {
  appliesTo: RUNNER_POD_CARRIERS,
  read(resource, context) {
    const found = podsOf(resource)
      .filter((pod) => isRunnerPod(pod, context))
      .map((pod) => runnerPod(pod, resource, context));
    return some(found);
  },
};

function runnerPod(pod: Pod, resource: Resource, { components }: ResourceContext): RunnerPod {
  const { carrier, spec } = pod;
  const owner = components.find(({ type }) => type.startsWith("airside:runners:"));
  const isScaleSet = carrier.kind === "AutoscalingRunnerSet";
  const account = field(spec.body, "serviceAccountName") ?? field(spec.body, "serviceAccount");
  const labelled = field(pod.metadata.body, "labels", "airside/lane");
  const member = field(carrier.body, "metadata", "labels", "airside/lane");
  return {
    subject: subjectOf(resource),
    path: carrier.path,
    namespace: placed(resource, namespaceOf(carrier)),
    lane: statedLane(resource, components) ?? readLane(member) ?? readLane(labelled),
    account: account ?? "default",
    accountPath: `${spec.path}.serviceAccountName`,
    stores: members(spec, "volumes").flatMap(storesOf),
    scaleSet: isScaleSet
      ? {
          isPatch: carrier.isPatch,
          isSpecUnknown: isUnknown(field(carrier.body, "spec")),
          group: field(carrier.body, "spec", "runnerGroup"),
          sources: resource.propertyDependencies?.["spec"] ?? [],
          secret: field(carrier.body, "spec", "githubConfigSecret"),
        }
      : undefined,
    egress: owner?.props["egress"],
  };
}

export function placed(resource: Resource, value: unknown): Placed {
  return { value, from: resource.propertyDependencies?.["metadata"] ?? [] };
}

/** Whether two objects lie in one namespace; undefined where that cannot be told. */
export function isSamePlace(one: Placed, other: Placed): boolean | undefined {
  if (!isUnknown(one.value) && !isUnknown(other.value)) return one.value === other.value;
  if (one.from.length > 0 && other.from.length > 0) {
    return one.from.some((source) => other.from.includes(source)) || undefined;
  }
  return undefined;
}

function storesOf({ path, body }: Place): RunnerPod["stores"] {
  const claim = field(body, "persistentVolumeClaim", "claimName");
  const nfs = field(body, "nfs");
  const attributes = field(body, "csi", "volumeAttributes");
  const files = isObject(nfs)
    ? `${String(nfs["server"])}:${String(nfs["path"])}`
    : (field(attributes, "fileSystemId") ?? field(attributes, "volumeHandle"));
  const found = { path, claim: textOf(claim), files: textOf(files) };
  return found.claim === undefined && found.files === undefined ? [] : [found];
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
