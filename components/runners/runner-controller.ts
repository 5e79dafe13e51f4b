import * as core from "@pulumi/kubernetes/core/v1";
import * as helm from "@pulumi/kubernetes/helm/v4";
import * as pulumi from "@pulumi/pulumi";

import { keyProblems } from "../lib/names";
import { shown } from "../lib/shown";
import { type Placement, placementProblems } from "../lib/tags";
import { rejectInvalid } from "../lib/validation";
import { egressProblems } from "./egress";
import type { EgressRule } from "./lane";
import type { ControllerAccount } from "./controller-rights";
import { laneNetwork } from "./lane-network";

const CHART =
  "oci://ghcr.io/actions/actions-runner-controller-charts/gha-runner-scale-set-controller";
const IMAGE = "ghcr.io/actions/gha-runner-scale-set-controller";

export interface RunnerControllerArgs extends Placement {
  /** Exact version of chart and controller. Lanes repeat it, for the controller serves no other. */
  readonly version: string;
  /** The controller image's digest at that version: `sha256:` and 64 hex digits. */
  readonly imageDigest: string;
  /** GitHub and the cluster's API server, under keys. */
  readonly egress: Readonly<Record<string, EgressRule>>;
  /** Pod Security version of the namespace. @default "v1.37" */
  readonly podSecurityVersion?: string;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** The one controller that turns waiting jobs into runner pods, for every lane of the cluster. */
export class RunnerController extends pulumi.ComponentResource {
  /** Whom lanes let write pods. Plain. */
  readonly account: ControllerAccount;
  readonly version: string;

  constructor(name: string, args: RunnerControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:runners:RunnerController", name, args, opts);
    rejectInvalid(this, controllerProblems(args));
    const { version, imageDigest, lane, podSecurityVersion = "v1.37" } = args;
    this.account = { namespace: "runner-controller", serviceAccount: "runner-controller" };
    this.version = version;
    const { namespace } = this.account;

    const made = new core.Namespace(
      name,
      {
        metadata: {
          name: namespace,
          labels: {
            "airside/lane": lane,
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": podSecurityVersion,
          },
        },
      },
      { parent: this },
    );
    const inside = { parent: this, dependsOn: [made] };
    laneNetwork(name, { namespace, lane, egress: args.egress }, inside);
    const values = chartValues(`${version}@${imageDigest}`, this.account.serviceAccount);
    new helm.Chart(name, { chart: CHART, version, namespace, values }, inside);

    this.registerOutputs({ account: this.account, version });
  }
}

function chartValues(tag: string, serviceAccount: string) {
  const need = { "airside/kubernetes-api": "Watches scale sets and makes runner pods" };
  return {
    replicaCount: 2,
    image: { repository: IMAGE, tag },
    serviceAccount: { create: true, name: serviceAccount, annotations: need },
    podAnnotations: need,
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
    resources: {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { cpu: "1", memory: "512Mi" },
    },
    // The chart's default writes every request, tokens' names included.
    flags: { logLevel: "info" },
  };
}

function controllerProblems(args: RunnerControllerArgs): string[] {
  const { version, imageDigest, egress } = args;
  const problems = [
    ...placementProblems(args),
    ...keyProblems("egress", Object.keys(egress)),
    ...egressProblems(egress),
  ];
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    problems.push(`version must be exact, such as 0.14.2, got ${shown(version)}`);
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(imageDigest)) {
    problems.push(`imageDigest must be sha256: and 64 hex digits, got ${shown(imageDigest)}`);
  }
  return problems;
}
