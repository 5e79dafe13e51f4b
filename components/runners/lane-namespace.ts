import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";

import type { Lane } from "../lib/lanes";
import type { EgressRule } from "./lane";
import { type ControllerAccount, controllerRights } from "./controller-rights";
import { laneNetwork } from "./lane-network";
import type { RunnerSize } from "./runner-pod";

interface NamespaceArgs {
  readonly lane: Lane;
  readonly namespace: string;
  readonly podSecurityVersion: string;
  readonly egress: Readonly<Record<string, EgressRule>>;
  readonly maxRunners: number;
  readonly size: RunnerSize;
  readonly controller: ControllerAccount;
}

/** Everything around a lane's pods; returns what a scale set has to wait for. */
export function laneNamespace(
  name: string,
  args: NamespaceArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { lane, namespace } = args;
  const labels = { "airside/lane": lane };
  const made = new core.Namespace(
    name,
    {
      metadata: {
        name: namespace,
        labels: {
          ...labels,
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/enforce-version": args.podSecurityVersion,
        },
      },
    },
    opts,
  );
  const inside = { ...opts, dependsOn: [made] };
  const metadata = (each: string) => ({ name: each, namespace, labels });
  new core.ResourceQuota(name, { metadata: metadata("lane"), spec: { hard: quota(args) } }, inside);
  new core.LimitRange(
    name,
    { metadata: metadata("lane"), spec: { limits: [limits(args.size)] } },
    inside,
  );
  new core.ServiceAccount(
    name,
    { metadata: metadata("runner"), automountServiceAccountToken: false },
    inside,
  );
  laneNetwork(name, args, inside);
  return [made, controllerRights(name, args, inside)];
}

function quota({ maxRunners, size }: NamespaceArgs) {
  const cpu = `${maxRunners * size.cpus}`;
  const memory = `${maxRunners * size.memoryGib}Gi`;
  return {
    pods: `${maxRunners}`,
    "requests.cpu": cpu,
    "requests.memory": memory,
    "limits.cpu": cpu,
    "limits.memory": memory,
    persistentvolumeclaims: "0",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
}

function limits({ cpus, memoryGib }: RunnerSize) {
  const one = { cpu: `${cpus}`, memory: `${memoryGib}Gi` };
  return { type: "Container", default: one, defaultRequest: one, max: one };
}
