import { describe, expect, expectTypeOf, it } from "vitest";

import type { LaneMembers } from "../../../components/runners/lane";
import { membersOf } from "../../../components/runners/members";
import { RunnerLane, type RunnerLaneArgs } from "../../../components/runners/runner-lane";
import { record } from "../../support/record";

const COMMIT = "4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08";
const DIGEST = `sha256:${"5f".repeat(32)}`;
const args: RunnerLaneArgs<"deploy"> = {
  lane: "deploy",
  owner: "platform",
  environment: "production",
  dataClass: "internal",
  organization: "acme",
  members: {
    lane: "deploy",
    repositories: [
      { owner: "acme", name: "shop", id: 30 },
      { owner: "acme", name: "payments", id: 4 },
    ],
  },
  workflows: [`acme/gate/.github/workflows/deploy.yml@${COMMIT}`],
  maxRunners: 5,
  maxJobMinutes: 60,
  egress: { proxy: { cidr: "10.20.0.0/28", ports: [3128] } },
  image: `ghcr.io/acme/runner@${DIGEST}`,
  size: { cpus: 4, memoryGib: 8, diskGib: 40 },
  githubAppSecret: "github-app",
  controllerVersion: "0.14.2",
  controller: { namespace: "runner-controller", serviceAccount: "runner-controller" },
};
const lane = (changes: object = {}) => new RunnerLane("lane-deploy", { ...args, ...changes });
const build = (changes: object = {}) => record(() => lane(changes), { preview: true });
const inputsOf = async (type: string, name = "lane-deploy", changes: object = {}) =>
  (await build(changes)).find((each) => each.type.endsWith(type) && each.name === name)!.inputs;

describe("RunnerLane", () => {
  it("registers the group, the namespace with its fences, and the scale set", async () => {
    expect((await build()).map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "airside:runners:RunnerLane lane-deploy",
      "github:index/actionsRunnerGroup:ActionsRunnerGroup lane-deploy",
      "kubernetes:actions.github.com/v1alpha1:AutoscalingRunnerSet lane-deploy",
      "kubernetes:core/v1:LimitRange lane-deploy",
      "kubernetes:core/v1:Namespace lane-deploy",
      "kubernetes:core/v1:ResourceQuota lane-deploy",
      "kubernetes:core/v1:ServiceAccount lane-deploy",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy lane-deploy-default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy lane-deploy-egress",
      "kubernetes:rbac.authorization.k8s.io/v1:Role lane-deploy-controller",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding lane-deploy-controller",
    ]);
  });

  it("opens its group to the register's repositories and the pinned workflows alone", async () => {
    expect(await inputsOf("ActionsRunnerGroup")).toEqual({
      name: "airside-deploy",
      visibility: "selected",
      selectedRepositoryIds: [4, 30],
      allowsPublicRepositories: false,
      restrictedToWorkflows: true,
      selectedWorkflows: args.workflows,
    });
  });

  it("runs one job a pod, and starts none without a job", async () => {
    const { spec, metadata } = await inputsOf("AutoscalingRunnerSet");
    const { template, ...set } = spec;
    expect(set).toEqual({
      githubConfigUrl: "https://github.com/acme",
      githubConfigSecret: "github-app",
      runnerGroup: "airside-deploy",
      runnerScaleSetName: "airside-deploy",
      minRunners: 0,
      maxRunners: 5,
    });
    expect(template.metadata).toEqual({ labels: { "airside/lane": "deploy" } });
    expect(metadata).toEqual({
      name: "airside-deploy",
      namespace: "runners-deploy",
      labels: {
        "airside/lane": "deploy",
        "actions.github.com/scale-set-name": "airside-deploy",
        "actions.github.com/scale-set-namespace": "runners-deploy",
        "app.kubernetes.io/component": "autoscaling-runner-set",
        "app.kubernetes.io/part-of": "gha-rs",
        "app.kubernetes.io/version": "0.14.2",
      },
      annotations: { "actions.github.com/values-hash": expect.stringMatching(/^[0-9a-f]{63}$/) },
    });
  });

  it("gives that pod no token, privilege, way to stay or way to write, and an end by the clock", async () => {
    const { spec } = await inputsOf("AutoscalingRunnerSet");
    const all = { cpu: "4", memory: "8Gi" };
    const container = {
      image: args.image,
      resources: { requests: all, limits: all },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
      },
    };
    expect(spec.template.spec).toEqual({
      serviceAccountName: "runner",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      hostUsers: false,
      restartPolicy: "Never",
      activeDeadlineSeconds: 3600,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1001,
        runAsGroup: 1001,
        fsGroup: 1001,
        seccompProfile: { type: "RuntimeDefault" },
      },
      initContainers: [
        {
          ...container,
          name: "home",
          command: ["cp", "-a", "/home/runner/.", "/writable-home/"],
          volumeMounts: [{ name: "home", mountPath: "/writable-home" }],
        },
      ],
      containers: [
        {
          ...container,
          name: "runner",
          command: ["/home/runner/run.sh"],
          volumeMounts: [
            { name: "home", mountPath: "/home/runner" },
            { name: "tmp", mountPath: "/tmp" },
          ],
        },
      ],
      volumes: [
        { name: "home", emptyDir: { sizeLimit: "40Gi" } },
        { name: "tmp", emptyDir: { sizeLimit: "40Gi" } },
      ],
    });
  });

  it("names everything of a variant after it, so that two lanes of a zone share nothing", async () => {
    const { name } = await inputsOf("ActionsRunnerGroup", "lane-deploy", { variant: "eu" });
    expect(name).toBe("airside-deploy-eu");
    const { metadata, spec } = await inputsOf("AutoscalingRunnerSet", "lane-deploy", {
      variant: "eu",
    });
    expect([metadata.name, metadata.namespace, spec.runnerGroup]).toEqual([
      "airside-deploy-eu",
      "runners-deploy-eu",
      "airside-deploy-eu",
    ]);
  });

  it("denies all traffic, then opens names and the listed network", async () => {
    const deny = await inputsOf("NetworkPolicy", "lane-deploy-default-deny");
    expect(deny.spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const { spec } = await inputsOf("NetworkPolicy", "lane-deploy-egress");
    expect(spec.policyTypes).toEqual(["Egress"]);
    expect(spec.podSelector).toEqual({});
    expect(spec.egress).toEqual([
      {
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
      },
      {
        to: [{ ipBlock: { cidr: "10.20.0.0/28" } }],
        ports: [{ protocol: "TCP", port: 3128 }],
      },
    ]);
  });

  it("lets the controller alone write pods there, and nothing of the cluster", async () => {
    const { rules } = await inputsOf("rbac.authorization.k8s.io/v1:Role", "lane-deploy-controller");
    const write = ["create", "delete", "get", "list", "patch", "update"];
    expect(rules).toEqual([
      {
        apiGroups: [""],
        resources: ["pods"],
        verbs: ["create", "delete", "get", "patch", "update"],
      },
      { apiGroups: [""], resources: ["pods/status"], verbs: ["get"] },
      { apiGroups: [""], resources: ["secrets"], verbs: write },
      { apiGroups: [""], resources: ["serviceaccounts"], verbs: write },
      {
        apiGroups: ["rbac.authorization.k8s.io"],
        resources: ["roles", "rolebindings"],
        verbs: ["create", "delete", "get", "patch", "update"],
      },
    ]);
    const { subjects, roleRef } = await inputsOf(":RoleBinding", "lane-deploy-controller");
    expect(subjects).toEqual([
      { kind: "ServiceAccount", name: "runner-controller", namespace: "runner-controller" },
    ]);
    expect(roleRef).toEqual({
      apiGroup: "rbac.authorization.k8s.io",
      kind: "Role",
      name: "runner-controller",
    });
  });

  it("bounds the namespace by what its runners need together", async () => {
    expect((await inputsOf("ResourceQuota")).spec).toEqual({
      hard: {
        pods: "5",
        "requests.cpu": "20",
        "requests.memory": "40Gi",
        "limits.cpu": "20",
        "limits.memory": "40Gi",
        persistentvolumeclaims: "0",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
      },
    });
    const one = { cpu: "4", memory: "8Gi" };
    expect((await inputsOf("LimitRange")).spec).toEqual({
      limits: [{ type: "Container", default: one, defaultRequest: one, max: one }],
    });
    expect((await inputsOf("Namespace")).metadata.labels).toEqual({
      "airside/lane": "deploy",
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "v1.37",
    });
    expect((await inputsOf("ServiceAccount")).automountServiceAccountToken).toBe(false);
  });

  it("answers who runs here, from which workflows, and what they reach", async () => {
    const lanes: RunnerLane<"deploy">[] = [];
    await record(() => lanes.push(lane(), lane({ store: "acme-lane-deploy" })));
    expect(lanes[1]!.describe().keeps).toBe("s3://acme-lane-deploy");
    expect(lanes[0]!.describe()).toEqual({
      lane: "deploy",
      runnerGroup: "airside-deploy",
      runsOn: "airside-deploy",
      repositories: ["acme/payments", "acme/shop"],
      workflows: args.workflows,
      keeps: "nothing: work and caches end with the job",
      reaches: ["10.20.0.0/28:3128"],
    });
  });

  it("crosses zones neither in types nor at run time", async () => {
    expectTypeOf<LaneMembers<"build">>().not.toExtend<LaneMembers<"deploy">>();
    expectTypeOf<typeof args.members>().not.toExtend<RunnerLaneArgs<"build">["members"]>();
    await expect(build({ members: { ...args.members, lane: "untrusted" } })).rejects.toThrow(
      'members must be those of the lane deploy, got those of "untrusted"',
    );
  });

  it.each([
    [
      { workflows: [] },
      "workflows must name at least one workflow at a pinned ref in the lane deploy",
    ],
    [
      { workflows: ["acme/gate/.github/workflows/deploy.yml@main"] },
      "workflows must be OWNER/REPO/.github/workflows/FILE.yml@REF",
    ],
    [
      { members: { lane: "deploy", repositories: [] } },
      "members must hold at least one repository: an empty group would wait for anybody",
    ],
    [
      { members: { lane: "deploy", repositories: [{ owner: "evil", name: "x", id: 1 }] } },
      "members must be of the organization acme, got evil/x",
    ],
    [{ maxRunners: 0 }, "maxRunners must be a whole number from 1 to 1000, got 0"],
    [{ maxJobMinutes: 1441 }, "maxJobMinutes must be a whole number from 1 to 1440, got 1441"],
    [
      { image: "ghcr.io/acme/runner:latest" },
      'image must be a registry, a path and a digest (@sha256: and 64 hex digits), got "ghcr.io/acme/runner:latest"',
    ],
    [
      { egress: { all: { cidr: "0.0.0.0/0", ports: [443] } } },
      'egress.all.cidr must be /8 or narrower: a lane reaches what it names, got "0.0.0.0/0"',
    ],
    [
      { egress: { m: { cidr: "169.254.169.254/32", ports: [80] } } },
      "egress.m.cidr must not reach the metadata address (169.254.0.0/16)",
    ],
    [
      { egress: { m: { cidr: "169.0.0.0/8", ports: [80] } } },
      "egress.m.cidr must not reach the metadata address (169.254.0.0/16)",
    ],
    [
      { egress: { p: { cidr: "10.20.0.1/28", ports: [80] } } },
      "egress.p.cidr must be an IPv4 network without host bits",
    ],
    [
      { egress: { p: { cidr: "10.20.0.0/28", ports: [0] } } },
      "egress.p.ports must list ports from 1 to 65535, got [0]",
    ],
    [
      { controllerVersion: "0.14" },
      'controllerVersion must be an exact version such as 0.14.2, got "0.14"',
    ],
    [
      { size: { cpus: 0.5, memoryGib: 8, diskGib: 40 } },
      "size.cpus must be a whole number from 1 to 128, got 0.5",
    ],
    [{ lane: "prod" }, "lane must be one of untrusted, build, release, deploy"],
    [
      { variant: "GPU" },
      'variant must be 1 to 24 of a-z, 0-9 and single dashes between them, got "GPU"',
    ],
    [{ organization: "-acme" }, "organization must be one GitHub owner"],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });

  it("does not repeat a credential that was given instead of its name", async () => {
    const error = await build({ githubAppSecret: "-----BEGIN canary-7f21" }).catch(
      (reason) => reason,
    );
    expect(error.message).toBe(
      "githubAppSecret must be the name of a Secret, a DNS label, never what the Secret holds",
    );
  });
});

describe("membersOf", () => {
  it("takes exactly the repositories whose contracts list the lane", () => {
    const repository = (id: number) => ({ owner: "acme", name: `r${id}`, id });
    const services = [
      { lanes: ["build", "deploy"] as const, repository: repository(1) },
      { lanes: ["build"] as const, repository: repository(2) },
    ];
    expect(membersOf("deploy", services)).toEqual({
      lane: "deploy",
      repositories: [repository(1)],
    });
    expect(membersOf("untrusted", services).repositories).toEqual([]);
  });
});
