import { runnerEgressDefaultDeny } from "../../../policy-packs/runners/rules/runner-egress-default-deny";
import { describeRule } from "../../support/rule-fixtures";
import {
  aws,
  BUCKET,
  object,
  scaleSet,
  SECRET,
  secretive,
  template,
  UNKNOWN,
  type Props,
} from "./builders";

const set = scaleSet();
const DENY = { podSelector: {}, policyTypes: ["Egress"] };
const policy = (spec: unknown, namespace: unknown = "runners", rest = {}) =>
  object(
    "networking.k8s.io/v1:NetworkPolicy",
    { metadata: { namespace }, spec },
    { name: "policy", ...rest },
  );
const deny = policy(DENY);
const allowing = (...egress: unknown[]) =>
  policy({ podSelector: {}, policyTypes: ["Egress"], egress }, "runners", { name: "allow" });
const block = (cidr: unknown, ports?: unknown) => ({
  to: [{ ipBlock: { cidr } }],
  ...(ports ? { ports } : {}),
});
const PROXY = [{ protocol: "TCP", port: 3128 }];
const DNS = {
  to: [{ namespaceSelector: {}, podSelector: {} }],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};
/** The same in a lane with an egress list. */
const inLane = (...resources: ReturnType<typeof policy>[]) => ({
  resources: [
    {
      type: "airside:runners:RunnerLane",
      name: "lane",
      props: { egress: { proxy: { cidr: "10.20.0.0/24", ports: [3128] } } },
    },
    { ...set, parent: "lane" },
    ...resources,
  ],
});
const bare = { resource: set, expect: [{ path: "metadata.namespace", resource: "set" }] };
const open = (allow: ReturnType<typeof policy>, path: string) => ({
  resources: [set, deny, allow],
  expect: [{ path, resource: "allow" }],
});
const host = template({ vpcSecurityGroupIds: ["runners"] });
const sg = (egress: unknown, rest = {}) =>
  aws("ec2:SecurityGroup", { name: "runners", egress }, { name: "sg", ...rest });
const rule = (props: Props) =>
  aws(
    "ec2:SecurityGroupRule",
    { type: "egress", securityGroupId: "runners", ...props },
    { name: "rule" },
  );
const egressRule = (props: Props) =>
  aws("vpc:SecurityGroupEgressRule", { securityGroupId: "runners", ...props }, { name: "rule" });
const list = (cidr: unknown) =>
  aws("ec2:ManagedPrefixList", { name: "pl", entries: [{ cidr }] }, { name: "list" });
const hosts = (
  resource: ReturnType<typeof policy>,
  path: string,
  ...more: ReturnType<typeof policy>[]
) => ({
  resources: [host, ...(resource.name === "sg" ? [] : [sg([])]), ...more, resource],
  expect: [{ path, resource: resource.name }],
});

describeRule(runnerEgressDefaultDeny, {
  pass: [
    { resources: [set, deny] },
    { resources: [set, policy({ ...DENY, egress: [] })] },
    {
      resources: [
        set,
        policy({
          podSelector: { matchLabels: {} },
          policyTypes: ["Ingress", "Egress"],
          ingress: [{}],
        }),
      ],
    },
    { resources: [set, deny, allowing(block("10.20.0.0/24", PROXY), DNS)] },
    { resources: [set, deny, allowing({ to: [{ podSelector: {} }] })] },
    { resources: [set, deny, allowing(block("64:ff9b::a00:0/104"))] },
    {
      resources: [
        set,
        deny,
        allowing({ to: [{ namespaceSelector: { matchLabels: { name: "proxy" } } }] }),
        allowing({
          to: [{ namespaceSelector: { matchExpressions: [{ key: "x", operator: "In" }] } }],
        }),
      ],
    },
    { resources: [set, deny, policy({ podSelector: {}, policyTypes: ["Ingress"], egress: [{}] })] },
    {
      resources: [
        set,
        deny,
        policy({ podSelector: {}, policyTypes: ["Egress"], egress: [{}] }, "shop"),
      ],
    },
    {
      resources: [
        scaleSet({}, { namespace: UNKNOWN }, { propertyDependencies: { metadata: ["ns"] } }),
        policy(DENY, UNKNOWN, { propertyDependencies: { metadata: ["ns"] } }),
      ],
    },
    inLane(deny, allowing(block("10.20.0.0/28", PROXY), DNS)),
    {
      resources: [
        host,
        sg([{ protocol: "tcp", fromPort: 3128, toPort: 3128, cidrBlocks: ["10.0.0.0/8"] }]),
      ],
    },
    { resources: [host, sg([]), rule({ type: "ingress", cidrBlocks: ["0.0.0.0/0"] })] },
    {
      resources: [
        host,
        sg([]),
        rule({ sourceSecurityGroupId: "proxy", prefixListIds: ["pl-6da54004"] }),
      ],
    },
    { resources: [host, sg([]), egressRule({ cidrIpv6: "fd00::/8" })] },
    { resources: [host, sg([]), egressRule({ prefixListId: "pl" }), list("10.0.0.0/16")] },
  ],
  fail: [
    {
      ...bare,
      expect: [
        {
          path: "metadata.namespace",
          message:
            'AutoscalingRunnerSet "set": no NetworkPolicy denies all egress in its namespace runners; add one with podSelector: {}, policyTypes: [Ingress, Egress] and no rules.',
        },
      ],
    },
    // Without policyTypes a policy without egress rules is about ingress alone.
    { resources: [set, policy({ podSelector: {} })], expect: bare.expect },
    { resources: [set, policy({ podSelector: {}, egress: [] })] },
    { resources: [set, policy({ podSelector: {}, policyTypes: ["Ingress"] })] },
    {
      resources: [
        set,
        policy({ podSelector: { matchLabels: { app: "x" } }, policyTypes: ["Egress"] }),
      ],
    },
    { resources: [set, policy({ ...DENY, policyTypes: "egress" })] },
    { resources: [set, policy(DENY, "shop")] },
    { resources: [set, policy({ ...DENY, egress: [{}] })] },
    open(allowing({}), "spec.egress[0]"),
    open(allowing({ to: [], ports: PROXY }), "spec.egress[0]"),
    open(allowing({ to: [{}] }), "spec.egress[0].to[0]"),
    open(allowing(DNS, { to: [{ namespaceSelector: {} }] }), "spec.egress[1].to[0]"),
    open(allowing(block("0.0.0.0/0")), "spec.egress[0].to[0].ipBlock.cidr"),
    open(
      allowing({ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }] }),
      "spec.egress[0].to[0].ipBlock.cidr",
    ),
    open(allowing(block("::/0")), "spec.egress[0].to[0].ipBlock.cidr"),
    open(allowing(block("0:0::0/00")), "spec.egress[0].to[0].ipBlock.cidr"),
    open(allowing(block("128.0.0.0/1")), "spec.egress[0].to[0].ipBlock.cidr"),
    open(allowing(block("2000::/3")), "spec.egress[0].to[0].ipBlock.cidr"),
    open(allowing(block("::ffff:0:0/96")), "spec.egress[0].to[0].ipBlock.cidr"),
    open(allowing(block("64:ff9b::/97")), "spec.egress[0].to[0].ipBlock.cidr"),
    open(
      allowing({
        to: [
          {
            namespaceSelector: {
              matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }],
            },
          },
        ],
      }),
      "spec.egress[0].to[0]",
    ),
    open(
      allowing({
        to: [
          {
            namespaceSelector: {
              matchExpressions: [{ key: "x", operator: "NotIn", values: ["y"] }],
            },
          },
        ],
      }),
      "spec.egress[0].to[0]",
    ),
    open(allowing(block("everywhere")), "spec.egress[0].to[0].ipBlock.cidr"),
    open(policy({ podSelector: {}, egress: [{}] }, "runners", { name: "allow" }), "spec.egress[0]"),
    {
      resources: [
        set,
        object("networking.k8s.io/v1:NetworkPolicyList", {
          items: [
            { metadata: { namespace: "runners" }, spec: DENY },
            { metadata: { namespace: "runners" }, spec: { policyTypes: ["Egress"], egress: [{}] } },
          ],
        }),
      ],
      expect: [{ path: "items[1].spec.egress[0]" }],
    },
    {
      ...inLane(deny, allowing(block("10.30.0.0/24", PROXY))),
      expect: [{ path: "spec.egress[0].to[0].ipBlock.cidr" }],
    },
    { ...inLane(deny, allowing(block("10.20.0.0/16", PROXY))) },
    { ...inLane(deny, allowing(block("10.20.0.0/24", [{ port: 22 }]))) },
    { ...inLane(deny, allowing(block("10.20.0.0/24", [{ port: 3128, endPort: 65535 }]))) },
    { ...inLane(deny, allowing(block("10.20.0.0/24"))) },
    hosts(
      sg([{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] }]),
      "egress[0].cidrBlocks[1]",
    ),
    hosts(sg([{ ipv6CidrBlocks: ["::/0"] }]), "egress[0].ipv6CidrBlocks[0]"),
    hosts(rule({ cidrBlocks: ["0.0.0.0/0"] }), "cidrBlocks[0]"),
    hosts(rule({ ipv6CidrBlocks: ["::/0"] }), "ipv6CidrBlocks[0]"),
    hosts(egressRule({ cidrIpv4: "0.0.0.0/0" }), "cidrIpv4"),
    hosts(egressRule({ cidrIpv6: "::/0" }), "cidrIpv6"),
    hosts(egressRule({ prefixListId: "pl" }), "prefixListId", list("0.0.0.0/0")),
    // The group itself is another stack's.
    {
      resources: [host, egressRule({ cidrIpv4: "0.0.0.0/0" })],
      expect: [{ path: "cidrIpv4", resource: "rule" }],
    },
    {
      resources: [
        template({ networkInterfaces: [{ securityGroups: ["runners"] }] }),
        sg([{ cidrBlocks: ["0.0.0.0/0"] }]),
      ],
      expect: [{ path: "egress[0].cidrBlocks[0]", resource: "sg" }],
    },
    {
      resources: [
        template(
          { vpcSecurityGroupIds: UNKNOWN },
          { propertyDependencies: { vpcSecurityGroupIds: ["sg"] } },
        ),
        sg([{ cidrBlocks: ["0.0.0.0/0"] }]),
      ],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: policy({ ...DENY, egress: [{}] }) },
    { resource: sg([{ cidrBlocks: ["0.0.0.0/0"] }]) },
    {
      resources: [
        aws("ec2:Instance", { vpcSecurityGroupIds: ["runners"] }),
        sg([{ cidrBlocks: ["0.0.0.0/0"] }]),
      ],
    },
  ],
  unknown: [
    { resources: [set, policy(UNKNOWN)] },
    {
      resources: [set, policy({ ...DENY, podSelector: UNKNOWN })],
      expect: [{ path: "metadata.namespace", resource: "set" }],
    },
    { resources: [set, policy(DENY, UNKNOWN)] },
    {
      resources: [set, deny, allowing(UNKNOWN)],
      expect: [{ path: "spec.egress[0]", resource: "allow" }],
    },
    { resources: [set, deny, allowing(block(UNKNOWN))] },
    { resources: [host, sg(UNKNOWN)], expect: [{ path: "egress", resource: "sg" }] },
    {
      resources: [
        template({ userData: UNKNOWN, vpcSecurityGroupIds: ["runners"] }),
        sg([{ cidrBlocks: ["0.0.0.0/0"] }]),
      ],
    },
  ],
  secretBearing: [
    { resource: secretive(set) },
    {
      resources: [
        set,
        deny,
        { ...allowing(block(SECRET)), secret: ["spec.egress[0].to[0].ipBlock.cidr"] },
      ],
    },
  ],
  malformed: [
    {
      resources: [
        set,
        policy("deny"),
        allowing(7, [null]),
        policy({ egress: "all", policyTypes: {} }),
      ],
    },
    {
      resources: [
        host,
        sg("open"),
        rule({ cidrBlocks: { a: 1 } }),
        egressRule({ prefixListId: [] }),
        list({}),
      ],
    },
  ],
  excepted: bare,
  expired: bare,
});
