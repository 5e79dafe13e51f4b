import { namespacePodSecurityEnforced } from "../../../policy-packs/kubernetes/rules/namespace-pod-security-enforced";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

const ENFORCE = "pod-security.kubernetes.io/enforce";
const VERSION = "pod-security.kubernetes.io/enforce-version";
const namespace = (enforce: unknown, version: unknown, name: unknown = "shop") =>
  object("core/v1:Namespace", {
    metadata: { name, labels: { [ENFORCE]: enforce, [VERSION]: version } },
  });
const bad = object("core/v1:Namespace", { metadata: { name: "shop" } });

describeRule(namespacePodSecurityEnforced, {
  pass: [
    { resource: namespace("restricted", "v1.37") },
    { resource: namespace("privileged", "v1.37", "kube-system") },
    { resource: namespace("restricted", "v1.37"), settings: { "podSecurity.level": "baseline" } },
    { resource: namespace("restricted", "v1.36"), settings: { "podSecurity.version": "latest" } },
    { resource: object("core/v1:NamespacePatch", { metadata: { name: "shop" } }) },
  ],
  fail: [
    {
      resource: bad,
      expect: [
        { path: `metadata.labels["${ENFORCE}"]` },
        { path: `metadata.labels["${VERSION}"]` },
      ],
    },
    {
      resource: namespace("baseline", "v1.37"),
      expect: [{ path: `metadata.labels["${ENFORCE}"]` }],
    },
    {
      resource: namespace("restricted", "latest"),
      expect: [{ path: `metadata.labels["${VERSION}"]` }],
    },
    { resource: namespace("restricted", "v1.36") },
    { resource: namespace("restricted", "latest"), settings: { "podSecurity.version": "latest" } },
    {
      resource: object("core/v1:NamespacePatch", {
        metadata: { labels: { [ENFORCE]: "privileged" } },
      }),
    },
  ],
  notApplicable: [
    {
      resource: object("servicebus.azure.upbound.io/v1beta1:Namespace", {
        metadata: { name: "x" },
      }),
    },
    { resource: BUCKET },
  ],
  unknown: [
    { resource: namespace(UNKNOWN, "v1.37"), expect: [{ path: `metadata.labels["${ENFORCE}"]` }] },
    { resource: namespace("privileged", "v1.37", UNKNOWN), expect: [{ path: "metadata.name" }] },
  ],
  secretBearing: {
    resource: secret(
      namespace(SECRET, SECRET),
      `metadata.labels["${ENFORCE}"]`,
      `metadata.labels["${VERSION}"]`,
    ),
  },
  malformed: {
    resource: object("core/v1:Namespace", { metadata: { name: {}, labels: [ENFORCE] } }),
  },
  excepted: { resource: bad },
  expired: { resource: bad },
});
