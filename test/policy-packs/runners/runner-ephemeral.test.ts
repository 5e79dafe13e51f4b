import { gzipSync } from "node:zlib";

import { runnerEphemeral } from "../../../policy-packs/runners/rules/runner-ephemeral";
import { describeRule } from "../../support/rule-fixtures";
import {
  aws,
  base64,
  BUCKET,
  configure,
  object,
  scaleSet,
  secretive,
  START,
  template,
  UNKNOWN,
  type Props,
} from "./builders";

const TOKEN = "AB2C3D4E5F6G7H8I9J0K1L2M3N4O5";
const set = (githubConfigSecret: unknown) => scaleSet({ githubConfigSecret });
const secret = (props: Props, metadata: Props = {}) =>
  object(
    "core/v1:Secret",
    { metadata: { name: "app", namespace: "runners", ...metadata }, ...props },
    { name: "secret" },
  );
const start = (text: string) => template({ userData: base64(text) });
const machine = (props: Props) => aws("ec2:Instance", props);
const lasting = start(configure());
const data = { resource: lasting, expect: [{ path: "userData", resource: "hosts" }] };
const mime = (part: string, encoding?: string) =>
  [
    'Content-Type: multipart/mixed; boundary="=="',
    "MIME-Version: 1.0",
    "",
    "--==",
    'Content-Type: text/x-shellscript; charset="us-ascii"',
    ...(encoding ? [`Content-Transfer-Encoding: ${encoding}`] : []),
    "",
    part,
    "--==--",
  ].join("\r\n");
const folded = (text: string) => base64(text).replace(/.{76}/g, "$&\r\n");
const zipped = (text: string) => gzipSync(text).toString("base64");
const fails = (resource: ReturnType<typeof template>, path = "userData") => ({
  resource,
  expect: [{ path }],
});

describeRule(runnerEphemeral, {
  pass: [
    { resource: set("github-app") },
    {
      resources: [
        set("app"),
        secret({ stringData: { github_app_id: "1", github_app_private_key: "k" } }),
      ],
    },
    // Of another namespace.
    { resources: [set("app"), secret({ data: { github_token: "x" } }, { namespace: "other" })] },
    { resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSetPatch", { spec: {} }) },
    { resource: start(START) },
    { resource: start(configure("--ephemeral")) },
    {
      resource: start(
        "./config.sh --url https://github.com/acme \\\n  --token $TOKEN \\\n  --ephemeral\n",
      ),
    },
    {
      resource: start(
        'ARGS="--unattended --ephemeral --url u"\n./config.sh $ARGS --token "$TOKEN"\n',
      ),
    },
    { resource: start("#cloud-config\nruncmd:\n  - [./config.sh, --url, u, --ephemeral]\n") },
    {
      resource: start(
        "<powershell>\n.\\config.cmd --url u --token $env:T --ephemeral\n</powershell>",
      ),
    },
    {
      resource: start(
        "docker pull myoung34/github-runner\ndocker run -e EPHEMERAL=1 -e RUNNER_TOKEN=$T myoung34/github-runner:latest\n",
      ),
    },
    { resource: start("./config.sh remove --token $TOKEN\n") },
    { resource: machine({ userData: START }) },
    { resource: machine({ userDataBase64: zipped(START) }) },
    { resource: start("#!/bin/bash\n/etc/eks/bootstrap.sh main\n") },
    { resource: start("#!/bin/bash\n/opt/app/config.sh\n") },
    {
      resource: {
        type: "airside:runners:RunnerLane",
        name: "lane",
        props: { githubAppSecret: "github-app" },
      },
    },
  ],
  fail: [
    {
      ...data,
      expect: [
        {
          path: "userData",
          message:
            'LaunchTemplate "hosts": the runner of its user data takes more than one job; start it with --jitconfig, fetched at boot.',
        },
      ],
    },
    fails(start(`# --ephemeral\n${configure()}`)),
    fails(start(configure("# --ephemeral"))),
    fails(start(configure("--ephemeral=false"))),
    fails(start(configure("--ephemeral", `--token ${TOKEN}`))),
    fails(start(`RUNNER_TOKEN=${TOKEN}\n${configure("--ephemeral")}`)),
    fails(start(`${configure("--ephemeral")}\necho ghp_${"a1".repeat(18)}\n`)),
    fails(start(configure("--ephemeral") + configure())),
    fails(start("cd /opt/actions-runner && ./run.sh\n")),
    fails(start("docker run -e RUNNER_TOKEN=$T myoung34/github-runner:latest\n")),
    fails(start("#cloud-config\nruncmd:\n  - [./config.sh, --url, u]\n")),
    fails(
      start(`#cloud-config\nwrite_files:\n- content: ${base64(configure())}\n  encoding: b64\n`),
    ),
    fails(start(`echo ${base64(configure())} | base64 -d | bash\n`)),
    fails(start(mime(configure()))),
    fails(start(mime(folded(configure()), "base64"))),
    fails(start(mime(folded(configure() + configure("x".repeat(200))), "base64"))),
    fails(template({ userData: zipped(configure()) })),
    fails(template({ userData: zipped(mime(folded(configure()), "base64")) })),
    // Not encoded at all.
    fails(template({ userData: configure() })),
    fails(machine({ userData: configure() })),
    fails(machine({ userData: base64(configure()) })),
    fails(machine({ userDataBase64: base64(configure()) }), "userDataBase64"),
    { resource: scaleSet(), expect: [{ path: "spec.githubConfigSecret" }] },
    { resource: set("") },
    { resource: set({ github_token: "ghp_x" }), expect: [{ path: "spec.githubConfigSecret" }] },
    { resource: set(`ghp_${"a1".repeat(18)}`), expect: [{ path: "spec.githubConfigSecret" }] },
    {
      resources: [set("app"), secret({ stringData: { github_token: "x" } })],
      expect: [{ path: "spec.githubConfigSecret", resource: "set" }],
    },
    { resources: [set("app"), secret({ data: { github_token: UNKNOWN } })] },
    {
      resources: [
        set("app"),
        object("external-secrets.io/v1:ExternalSecret", {
          metadata: { name: "other", namespace: "runners" },
          spec: { target: { name: "app" }, data: [{ secretKey: "github_token" }] },
        }),
      ],
    },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSetPatch", {
        spec: { githubConfigSecret: {} },
      }),
    },
    {
      resource: object("actions.summerwind.dev/v1alpha1:RunnerDeployment", {}),
      expect: [{ path: "" }],
    },
    { resource: object("actions.summerwind.dev/v1alpha1:HorizontalRunnerAutoscalerPatch", {}) },
    {
      resource: object("core/v1:List", {
        items: [{}, { apiVersion: "actions.summerwind.dev/v1alpha1", kind: "Runner" }],
      }),
      expect: [{ path: "items[1]" }],
    },
    {
      resource: {
        type: "airside:runners:RunnerLane",
        name: "lane",
        props: { githubAppSecret: { key: "k" } },
      },
      expect: [{ path: "githubAppSecret" }],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: machine({}) },
    { resource: secret({ data: { github_token: "x" } }) },
    { resource: object("core/v1:List", { items: [{ apiVersion: "v1", kind: "Pod" }] }) },
  ],
  unknown: [
    { resource: set(UNKNOWN), expect: [{ path: "spec.githubConfigSecret" }] },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSet", { spec: UNKNOWN }),
      expect: [{ path: "spec" }],
    },
    { resource: template({ userData: UNKNOWN }), expect: [{ path: "userData" }] },
    { resource: machine({ userDataBase64: UNKNOWN }), expect: [{ path: "userDataBase64" }] },
    {
      resources: [set("app"), secret({ data: UNKNOWN })],
      expect: [{ path: "spec.githubConfigSecret" }],
    },
  ],
  secretBearing: [
    { resource: secretive(lasting) },
    { resource: { ...start(configure(`--token ${TOKEN}`)), secret: ["userData"] } },
    { resource: { ...machine({ userData: configure(`--token ${TOKEN}`) }), secret: ["userData"] } },
    { resource: { ...set("swordfish-7d1f-A"), secret: ["spec.githubConfigSecret"] } },
  ],
  malformed: [
    { resource: template({ userData: [configure()] }) },
    { resource: template({ userData: `H4sI${"A".repeat(40)}` }) },
    { resources: [set(["app"]), secret({ data: "x", stringData: [1] })] },
  ],
  excepted: data,
  expired: data,
});
