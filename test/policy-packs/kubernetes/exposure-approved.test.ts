import { exposureApproved } from "../../../policy-packs/kubernetes/rules/exposure-approved";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

const AWS = "service.beta.kubernetes.io/aws-load-balancer";
const APPROVAL = "airside/public-exposure";
const service = (annotations: unknown, type: unknown = "LoadBalancer") =>
  object("core/v1:Service", { metadata: { name: "shop", annotations }, spec: { type } });
const patch = (annotations: unknown) => ({
  ...object("core/v1:Service", { metadata: { name: "shop", annotations } }),
  type: "kubernetes:core/v1:ServicePatch",
});
const ingress = (spec: unknown, annotations = {}) =>
  object("networking.k8s.io/v1:Ingress", { metadata: { name: "shop", annotations }, spec });
const gateway = (...listeners: unknown[]) =>
  object("gateway.networking.k8s.io/v1:Gateway", {
    metadata: { name: "shop" },
    spec: { listeners },
  });
const approvals = [{ rule: "exposure-approved", object: "shop", approvedBy: "bob" }];
const shop = { name: "shop", repository: { owner: "o", name: "shop" }, approvals };
const register = { services: [shop], approvers: ["bob"] };
const asked = { [APPROVAL]: "the shop's own front door" };
const CERTIFICATE = `${AWS}-ssl-cert`;
const ports = (listed: unknown) =>
  object("core/v1:Service", {
    metadata: {
      name: "shop",
      annotations: { ...asked, [CERTIFICATE]: "arn", [`${AWS}-ssl-ports`]: listed },
    },
    spec: { type: "LoadBalancer", ports: [{ port: 80 }, { port: 443, name: "https" }] },
  });
const ALB = "alb.ingress.kubernetes.io";
const TLS = [{ secretName: "shop-tls" }];
const bad = service({ [CERTIFICATE]: "arn:aws:acm:eu-west-1:111122223333:certificate/1" });
const record = {
  id: "EX-7",
  rules: ["exposure-approved"],
  scope: { urn: "web" },
  finding: `metadata.annotations["${APPROVAL}"]`,
  category: "mitigated",
  reason: "Launch of the shop.",
  compensatingControls: ["WAF"],
  owner: "shop-team",
  requestedBy: "ann",
  approvedBy: "bob",
  ticket: "SEC-7",
  approvedOn: "2026-11-20",
  expiresOn: "2026-12-01",
} as const;

describeRule(exposureApproved, {
  pass: [
    { resource: ports("80, https"), register },
    { resource: ports("*"), register },
    {
      resource: ingress(
        {},
        {
          ...asked,
          [`${ALB}/certificate-arn`]: "arn",
          [`${ALB}/listen-ports`]: '[{"HTTPS": 443}]',
        },
      ),
      register,
    },
    {
      resource: ingress(
        { tls: TLS },
        {
          ...asked,
          [`${ALB}/listen-ports`]: '[{"HTTP": 80}, {"HTTPS": 443}]',
          [`${ALB}/ssl-redirect`]: "443",
        },
      ),
      register,
    },
    { resource: patch({ team: "shop" }) },
    { resource: patch({ [`${AWS}-scheme`]: "internal" }) },
    { resource: service({ [`${AWS}-scheme`]: "internal" }) },
    { resource: service({ [`${AWS}-internal`]: "true" }) },
    { resource: service({}, "ClusterIP") },
    { resource: service({ ...asked, [CERTIFICATE]: "arn" }), register },
    { resource: ingress({ tls: TLS }, asked), register },
    {
      resource: ingress({ tls: TLS }, { [APPROVAL]: "EX-7: launch" }),
      register: { exceptions: [record], approvers: ["bob"] },
    },
  ],
  fail: [
    {
      resource: ports("443"),
      register,
      expect: [
        {
          path: "spec.ports[0]",
          message: `Service "web": has a port without TLS; list it in the annotation ${AWS}-ssl-ports, or leave it out.`,
        },
      ],
    },
    ...[{ [`${ALB}/certificate-arn`]: "arn" }, {}].map((certificate) => ({
      resource: ingress(
        { tls: TLS },
        { ...asked, ...certificate, [`${ALB}/listen-ports`]: '[{"HTTP": 80}]' },
      ),
      register,
      expect: [
        {
          path: `metadata.annotations["${ALB}/listen-ports"]`,
          message: `Ingress "web": listens on HTTP in ${ALB}/listen-ports; leave it out, or set ${ALB}/ssl-redirect.`,
        },
      ],
    })),
    { resource: ingress({ tls: [null] }, asked), register, expect: [{ path: "spec.tls" }] },
    {
      resource: patch({ [`${AWS}-scheme`]: "internet-facing" }),
      expect: [{ path: `metadata.annotations["${APPROVAL}"]` }],
    },
    // Marks of other clouds say nothing on AWS.
    ...[
      { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" },
      { "networking.gke.io/load-balancer-type": "Internal" },
    ].map((marks) => ({
      resource: service({ ...marks, [CERTIFICATE]: "arn" }),
      expect: [{ path: `metadata.annotations["${APPROVAL}"]` }],
    })),
    { resource: { ...bad, type: "kubernetes:v1:Service" } },
    {
      resource: ingress({ tls: TLS }),
      expect: [
        {
          path: `metadata.annotations["${APPROVAL}"]`,
          message: `Ingress "web": is open to the internet; state it in the annotation ${APPROVAL} and have the register approve it.`,
        },
      ],
    },
    {
      resource: ingress({ tls: TLS }, asked),
      expect: [
        {
          path: `metadata.annotations["${APPROVAL}"]`,
          message:
            'Ingress "web": is open to the internet, and the register holds no approval of it.',
        },
      ],
    },

    { resource: bad, expect: [{ path: `metadata.annotations["${APPROVAL}"]` }] },
    {
      resource: service({ ...asked, [CERTIFICATE]: "arn" }),
      expect: [{ path: `metadata.annotations["${APPROVAL}"]` }],
    },
    {
      resource: service(asked),
      register,
      expect: [{ path: `metadata.annotations["${CERTIFICATE}"]` }],
    },
    { resource: service({ [`${AWS}-scheme`]: "internet-facing", [`${AWS}-internal`]: "true" }) },
    { resource: ingress({}, asked), register, expect: [{ path: "spec.tls" }] },
    {
      resource: gateway({ protocol: "HTTP" }),
      register,
      expect: [
        { path: "spec.listeners[0].protocol" },
        { path: `metadata.annotations["${APPROVAL}"]` },
      ],
    },
    { resource: gateway({ protocol: "TLS", tls: { mode: "Passthrough" } }) },
    {
      resource: ingress({ tls: TLS }, { [APPROVAL]: "EX-7" }),
      register: { exceptions: [{ ...record, expiresOn: "2026-11-21" }], approvers: ["bob"] },
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: object("core/v1:Pod", bad.props) },
    { resource: object("config.openshift.io/v1:Ingress", { spec: {} }) },
  ],
  unknown: [
    {
      resource: ports(UNKNOWN),
      register,
      expect: [{ path: `metadata.annotations["${AWS}-ssl-ports"]` }],
    },
    {
      resource: ingress({ tls: TLS }, { ...asked, [`${ALB}/listen-ports`]: UNKNOWN }),
      register,
      expect: [{ path: `metadata.annotations["${ALB}/listen-ports"]` }],
    },
    {
      resource: ingress({ tls: TLS }, { [APPROVAL]: UNKNOWN }),
      expect: [{ path: `metadata.annotations["${APPROVAL}"]` }],
    },

    { resource: service({}, UNKNOWN), expect: [{ path: "spec.type" }] },
    { resource: service(UNKNOWN), expect: [{ path: "metadata.annotations" }] },
    { resource: ingress({ tls: UNKNOWN }, asked), register, expect: [{ path: "spec.tls" }] },
  ],
  secretBearing: {
    resource: secret(service({ [APPROVAL]: SECRET }), `metadata.annotations["${APPROVAL}"]`),
  },
  malformed: { resource: gateway(1, { protocol: {} }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
