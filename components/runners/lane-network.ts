import * as networking from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";

import type { Lane } from "../lib/lanes";
import type { EgressRule } from "./lane";

/** Denies a namespace all traffic, then opens cluster DNS and the listed networks. */
export function laneNetwork(
  name: string,
  {
    namespace,
    lane,
    egress,
  }: {
    readonly namespace: string;
    readonly lane: Lane;
    readonly egress: Readonly<Record<string, EgressRule>>;
  },
  opts: pulumi.CustomResourceOptions,
) {
  const metadata = (each: string) => ({ name: each, namespace, labels: { "airside/lane": lane } });
  const nothing = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
  new networking.NetworkPolicy(
    `${name}-default-deny`,
    { metadata: metadata("default-deny"), spec: nothing },
    opts,
  );
  const listed = { podSelector: {}, policyTypes: ["Egress"], egress: egressRules(egress) };
  new networking.NetworkPolicy(
    `${name}-egress`,
    { metadata: metadata("egress"), spec: listed },
    opts,
  );
}

function egressRules(egress: Readonly<Record<string, EgressRule>>) {
  const names = {
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      },
    ],
    ports: [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ],
  };
  const listed = Object.values(egress).map(({ cidr, ports }) => ({
    to: [{ ipBlock: { cidr } }],
    ports: ports.map((port) => ({ protocol: "TCP", port })),
  }));
  return [names, ...listed];
}
