import { runnerPodUnprivileged } from "../../../policy-packs/runners/rules/runner-pod-unprivileged";
import { describeRule } from "../../support/rule-fixtures";
import {
  BUCKET,
  object,
  runnerPods,
  scaleSet,
  SECRET,
  secretive,
  UNKNOWN,
  type Props,
} from "./builders";

const RUNNER = { name: "runner", image: "ghcr.io/acme/runner" };
const withContainer = (container: Props, pod = {}) =>
  runnerPods({ containers: [RUNNER, { name: "extra", image: "i", ...container }], ...pod });
const mounting = (path: unknown) => runnerPods({ volumes: [{ name: "v", hostPath: { path } }] });
const privileged = { resource: withContainer({ securityContext: { privileged: true } }) };
const spec = "spec.template.spec";
const at = (resource: ReturnType<typeof runnerPods>, path: string) => ({
  resource,
  expect: [{ path }],
});
const deployment = (labels: Props, image = "i") =>
  object("apps/v1:Deployment", {
    spec: {
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "c", image, securityContext: { privileged: true } }] },
      },
    },
  });
const plain = deployment({});

describeRule(runnerPodUnprivileged, {
  pass: [
    { resource: withContainer({ securityContext: { privileged: false } }) },
    { resource: withContainer({ image: "docker:27-dind-rootless" }, { hostUsers: false }) },
    { resource: withContainer({ image: "docker.io/library/docker:27-cli" }) },
    { resource: withContainer({ image: "ghcr.io/acme/docker-tools:1" }) },
    { resource: withContainer({ image: UNKNOWN }, { hostUsers: false }) },
    { resource: mounting("/var/lib/data") },
    { resource: runnerPods({ volumes: [{ name: "v", emptyDir: {} }] }) },
  ],
  fail: [
    {
      ...privileged,
      expect: [
        {
          path: `${spec}.containers[1].securityContext.privileged`,
          message: 'AutoscalingRunnerSet "set": a container sets privileged to true; remove it.',
        },
      ],
    },
    at(
      runnerPods({ initContainers: [{ name: "i", securityContext: { privileged: true } }] }),
      `${spec}.initContainers[0].securityContext.privileged`,
    ),
    { resource: withContainer({ securityContext: { privileged: "true" } }) },
    at(withContainer({ image: "docker:dind" }), `${spec}.containers[1].image`),
    at(withContainer({ image: "docker:27.1-dind-alpine3.20" }), `${spec}.containers[1].image`),
    { resource: withContainer({ image: "registry.example.com/mirror/docker:24-dind@sha256:ab" }) },
    { resource: withContainer({ image: "docker:dind" }, { hostUsers: true }) },
    { resource: withContainer({ image: "docker:dind" }, { hostUsers: "false" }) },
    at(mounting("/var/run/docker.sock"), `${spec}.volumes[0].hostPath.path`),
    { resource: mounting("/var/run/") },
    { resource: mounting("/") },
    { resource: mounting("//run/./containerd//containerd.sock") },
    { resource: mounting("/run/user/1000/docker.sock") },
    { resource: mounting("/var/lib/../run/docker.sock") },
    { resource: mounting("\\\\.\\pipe\\docker_engine") },
    { resource: deployment({ "actions.github.com/scale-set-name": "set" }) },
    { resource: deployment({}, "ghcr.io/actions/actions-runner:2.330.0") },
    {
      resources: [
        { type: "airside:runners:RunnerLane", name: "lane", props: {} },
        { ...plain, parent: "lane" },
      ],
    },
    {
      resource: object("actions.github.com/v1alpha1:EphemeralRunner", {
        spec: { spec: { containers: [{ name: "r", securityContext: { privileged: true } }] } },
      }),
    },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSetPatch", {
        spec: {
          template: {
            spec: { containers: [{ name: "r", securityContext: { privileged: true } }] },
          },
        },
      }),
    },
  ],
  notApplicable: [
    // A listener runs no job.
    {
      resource: scaleSet({
        listenerTemplate: {
          spec: { containers: [{ name: "l", securityContext: { privileged: true } }] },
        },
      }),
    },
    { resource: BUCKET },
    { resource: plain },
    { resource: deployment({}, "ghcr.io/actions/actions-runner-controller:1") },
  ],
  unknown: [
    at(withContainer({ securityContext: UNKNOWN }), `${spec}.containers[1].securityContext`),
    at(withContainer({ image: UNKNOWN }), `${spec}.containers[1].image`),
    at(withContainer({ image: "docker:dind" }, { hostUsers: UNKNOWN }), `${spec}.hostUsers`),
    at(mounting(UNKNOWN), `${spec}.volumes[0].hostPath.path`),
    at(runnerPods({ volumes: UNKNOWN }), `${spec}.volumes`),
    { resource: scaleSet({ template: { spec: UNKNOWN } }) },
  ],
  secretBearing: [
    { resource: secretive(privileged.resource) },
    {
      resource: {
        ...mounting(`/var/run/${SECRET}/../x`),
        secret: ["spec.template.spec.volumes[0].hostPath.path"],
      },
    },
  ],
  malformed: { resource: runnerPods({ containers: "runner", volumes: { name: "v" } }) },
  excepted: privileged,
  expired: privileged,
});
