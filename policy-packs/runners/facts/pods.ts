import { field, isObject, members } from "../../kubernetes/fields";
import { namespaceOf } from "../../kubernetes/kinds";
import { type Pod, podsOf } from "../../kubernetes/pods";
import { statedLane } from "../../lib/lane";
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
  /** What it mounts that others may mount too, by a name for it. */
  readonly stores: readonly { readonly path: string; readonly name: string }[];
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
    return found.length > 0 ? found : undefined;
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
    lane: statedLane(resource, components) ?? lane(member) ?? lane(labelled),
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

const lane = (value: unknown) => (typeof value === "string" ? value : undefined);

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

/** A claim is the namespace's; a file system is whoever's mounts it. */
function storesOf({ path, body }: { readonly path: string; readonly body: unknown }) {
  const claim = field(body, "persistentVolumeClaim", "claimName");
  const nfs = field(body, "nfs");
  const files = field(body, "csi", "volumeAttributes", "fileSystemId");
  const found = [
    typeof claim === "string" ? `the volume claim ${claim}` : undefined,
    isObject(nfs) ? `the file system ${String(nfs["server"])}:${String(nfs["path"])}` : undefined,
    typeof files === "string" ? `the file system ${files}` : undefined,
  ];
  return found.flatMap((name) => (name === undefined ? [] : [{ path, name }]));
}
