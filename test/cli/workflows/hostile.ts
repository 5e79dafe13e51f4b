/** Workflows that break lane separation, each with the rule that must say so. */
export interface Hostile {
  readonly name: string;
  readonly rule: string;
  readonly text: string;
}

const SHA = "0123456789abcdef0123456789abcdef01234567";
const CHECKOUT = `actions/checkout@${SHA}`;

/** A workflow with one job; what is left out is as it should be. */
function workflow({
  on = "push",
  permissions = "{}",
  job = "",
  runsOn = "ubuntu-24.04",
  steps = "- run: make",
}: Partial<Record<"on" | "permissions" | "job" | "runsOn" | "steps", string>>): string {
  const indent = (text: string, by: number) =>
    text
      .split("\n")
      .map((line) => " ".repeat(by) + line)
      .join("\n");
  return [
    "name: hostile",
    on.includes("\n") ? `on:\n${indent(on, 2)}` : `on: ${on}`,
    ...(permissions === ""
      ? []
      : [
          permissions.includes(": ")
            ? `permissions:\n${indent(permissions, 2)}`
            : `permissions: ${permissions}`,
        ]),
    "jobs:",
    "  work:",
    `    runs-on: ${runsOn}`,
    ...(job === "" ? [] : [indent(job, 4)]),
    "    steps:",
    indent(steps, 6),
    "",
  ].join("\n");
}

const step = (run: string) => `- run: |\n    ${run}`;
const checkout = (inputs: string) =>
  `- uses: ${CHECKOUT}\n  with:\n    persist-credentials: false\n    ${inputs}`;

export const hostile: readonly Hostile[] = [
  ["target alone", "dangerous-trigger", { on: "pull_request_target" }],
  ["target in a list", "dangerous-trigger", { on: "[push, pull_request_target]" }],
  ["target in a map", "dangerous-trigger", { on: "pull_request_target:\n  types: [labeled]" }],
  [
    "after another run",
    "dangerous-trigger",
    { on: 'workflow_run:\n  workflows: ["ci"]\n  types: [completed]' },
  ],
  [
    "head commit under target",
    "untrusted-checkout",
    {
      on: "pull_request_target",
      steps: checkout("ref: ${{ github.event.pull_request.head.sha }}"),
    },
  ],
  [
    "head branch under target",
    "untrusted-checkout",
    { on: "pull_request_target", steps: checkout("ref: ${{ github.head_ref }}") },
  ],
  [
    "merge ref under target",
    "untrusted-checkout",
    {
      on: "pull_request_target",
      steps: checkout("ref: refs/pull/${{ github.event.number }}/merge"),
    },
  ],
  [
    "fork repository under target",
    "untrusted-checkout",
    {
      on: "pull_request_target",
      steps: checkout("repository: ${{ github.event.pull_request.head.repo.full_name }}"),
    },
  ],
  [
    "head of the run before",
    "untrusted-checkout",
    {
      on: 'workflow_run:\n  workflows: ["ci"]',
      steps: checkout("ref: ${{ github.event.workflow_run.head_sha }}"),
    },
  ],
  [
    "gh checks out on a comment",
    "untrusted-checkout",
    { on: "issue_comment", steps: step("gh pr checkout 7") },
  ],
  [
    "git fetches the pull ref",
    "untrusted-checkout",
    {
      on: "issue_comment",
      steps: step("git fetch origin refs/pull/7/head && git checkout FETCH_HEAD"),
    },
  ],
  [
    "artifact of the run before",
    "untrusted-checkout",
    {
      on: 'workflow_run:\n  workflows: ["ci"]',
      steps: `- uses: actions/download-artifact@${SHA}\n  with:\n    run-id: \${{ github.event.workflow_run.id }}`,
    },
  ],
  [
    "title in a script",
    "script-injection",
    { on: "pull_request", steps: step("echo ${{ github.event.pull_request.title }}") },
  ],
  [
    "body in a script",
    "script-injection",
    { on: "issues", steps: step('echo "${{ github.event.issue.body }}"') },
  ],
  [
    "comment in a script",
    "script-injection",
    { on: "issue_comment", steps: step("echo '${{ github.event.comment.body }}'") },
  ],
  [
    "head ref in a script",
    "script-injection",
    { on: "pull_request", steps: step("git switch ${{ github.head_ref }}") },
  ],
  ["ref name in a script", "script-injection", { steps: step("echo ${{ github.ref_name }}") }],
  [
    "commit message in a script",
    "script-injection",
    { steps: step("echo ${{ github.event.head_commit.message }}") },
  ],
  [
    "author mail in a script",
    "script-injection",
    { steps: step("echo ${{ github.event.commits[0].author.email }}") },
  ],
  [
    "input in a script",
    "script-injection",
    {
      on: "workflow_dispatch:\n  inputs:\n    version: { type: string }",
      steps: step("./release ${{ inputs.version }}"),
    },
  ],
  [
    "event input in a script",
    "script-injection",
    {
      on: "workflow_dispatch:\n  inputs:\n    version: { type: string }",
      steps: step("./release ${{ github.event.inputs.version }}"),
    },
  ],
  [
    "page name in a script",
    "script-injection",
    { on: "gollum", steps: step("echo ${{ github.event.pages[0].page_name }}") },
  ],
  [
    "script behind a function",
    "script-injection",
    {
      on: "pull_request",
      steps: step("echo ${{ format('{0}', github.event.pull_request.title) }}"),
    },
  ],
  [
    "index instead of dot",
    "script-injection",
    { on: "pull_request", steps: step("echo ${{ github['event']['pull_request']['title'] }}") },
  ],
  [
    "github-script",
    "script-injection",
    {
      on: "pull_request",
      steps: `- uses: actions/github-script@${SHA}\n  with:\n    script: console.log("\${{ github.event.pull_request.title }}")`,
    },
  ],
  [
    "github-script in capitals",
    "script-injection",
    {
      on: "pull_request",
      steps: `- uses: Actions/GitHub-Script@${SHA}\n  with:\n    Script: console.log("\${{ github.event.pull_request.title }}")`,
    },
  ],
  [
    "output of an earlier step",
    "script-injection",
    { on: "pull_request", steps: step("echo ${{ steps.read.outputs.title }}") },
  ],
  ["action by tag", "unpinned-uses", { steps: "- uses: acme/build@v3" }],
  ["action by branch", "unpinned-uses", { steps: "- uses: acme/build@main" }],
  ["action by short commit", "unpinned-uses", { steps: "- uses: acme/build@0123456" }],
  ["image by tag", "unpinned-uses", { steps: "- uses: docker://alpine:3.20" }],
  ["GitHub's own by tag", "unpinned-uses", { steps: "- uses: actions/setup-node@v4" }],
  ["everything may be written", "permissions-minimal", { permissions: "write-all" }],
  ["contents written from the top", "permissions-minimal", { permissions: "contents: write" }],
  [
    "token for clouds from the top",
    "permissions-minimal",
    { permissions: "id-token: write\ncontents: read" },
  ],
  ["nothing said", "permissions-minimal", { permissions: "" }],
  ["job may write everything", "permissions-minimal", { job: "permissions: write-all" }],
  [
    "secret for a pull request",
    "secrets-in-untrusted-job",
    { on: "pull_request", steps: "- run: ./deploy\n  env:\n    KEY: ${{ secrets.DEPLOY_KEY }}" },
  ],
  [
    "secret by index",
    "secrets-in-untrusted-job",
    { on: "pull_request", steps: "- run: ./deploy\n  env:\n    KEY: ${{ secrets['DEPLOY_KEY'] }}" },
  ],
  [
    "cloud token for a pull request",
    "secrets-in-untrusted-job",
    { on: "pull_request", job: "permissions:\n  id-token: write" },
  ],
  [
    "environment for a pull request",
    "secrets-in-untrusted-job",
    { on: "pull_request", job: "environment: production" },
  ],
  [
    "secret on a comment",
    "secrets-in-untrusted-job",
    { on: "issue_comment", steps: "- run: ./deploy\n  env:\n    KEY: ${{ secrets.DEPLOY_KEY }}" },
  ],
  [
    "all secrets as one",
    "secrets-inherited",
    { steps: "- run: ./deploy\n  env:\n    ALL: ${{ toJSON(secrets) }}" },
  ],
  [
    "secret by computed name",
    "secrets-inherited",
    { steps: "- run: ./deploy\n  env:\n    KEY: ${{ secrets[format('{0}_KEY', 'DEPLOY')] }}" },
  ],
  [
    "deploy lane for a pull request",
    "privileged-lane",
    { on: "pull_request", runsOn: "{ group: airside-deploy }" },
  ],
  [
    "release label for a pull request",
    "privileged-lane",
    { on: "pull_request", runsOn: "[self-hosted, release]" },
  ],
  [
    "any self-hosted for a pull request",
    "privileged-lane",
    { on: "pull_request", runsOn: "self-hosted" },
  ],
  [
    "computed lane for a pull request",
    "privileged-lane",
    { on: "pull_request", runsOn: "${{ github.event.pull_request.title }}" },
  ],
  [
    "untrusted label in a privileged group",
    "privileged-lane",
    { on: "pull_request", runsOn: "{ group: airside-deploy, labels: untrusted }" },
  ],
  [
    "variables written under target",
    "environment-file",
    {
      on: "pull_request_target",
      steps:
        '- run: echo "T=$TITLE" >> $GITHUB_ENV\n  env:\n    TITLE: ${{ github.event.pull_request.title }}',
    },
  ],
  [
    "path written on a comment",
    "environment-file",
    { on: "issue_comment", steps: '- run: echo "$DIR" >> "$GITHUB_PATH"' },
  ],
  [
    "cache on a release",
    "cache-in-release",
    { on: "release", steps: `- uses: actions/cache@${SHA}\n  with: { path: out, key: k }` },
  ],
  [
    "cache on a tag",
    "cache-in-release",
    {
      on: 'push:\n  tags: ["v*"]',
      steps: `- uses: actions/setup-node@${SHA}\n  with: { cache: npm }`,
    },
  ],
  [
    "cache by default on a tag",
    "cache-in-release",
    { on: 'push:\n  tags: ["v*"]', steps: `- uses: actions/setup-go@${SHA}` },
  ],
  [
    "cache where signed",
    "cache-in-release",
    {
      job: "permissions:\n  id-token: write",
      steps: `- uses: actions/cache@${SHA}\n  with: { path: out, key: k }`,
    },
  ],
  [
    "cache on a branch of releases",
    "cache-in-release",
    {
      on: 'push:\n  branches: ["release/**"]',
      steps: `- uses: astral-sh/setup-uv@${SHA}`,
    },
  ],
  [
    "cache where something is published",
    "cache-in-release",
    { steps: `- uses: actions/setup-node@${SHA}\n- uses: softprops/action-gh-release@${SHA}` },
  ],
  [
    "cache in the deploy lane",
    "cache-in-release",
    { runsOn: "{ group: airside-deploy }", steps: `- uses: Swatinem/rust-cache@${SHA}` },
  ],
  [
    "title in a script of somebody's action",
    "script-injection",
    {
      on: "issues",
      steps: `- uses: acme/ssh@${SHA}\n  with:\n    Script: echo \${{ github.event.issue.title }}`,
    },
  ],
  [
    "title behind an alias",
    "script-injection",
    {
      on: "issues",
      job: "env:\n  COMMAND: &command echo ${{ github.event.issue.title }}",
      steps: "- run: *command",
    },
  ],
  ["container by tag", "unpinned-uses", { job: "container: alpine:3.20" }],
  ["service by tag", "unpinned-uses", { job: "services:\n  db:\n    image: postgres:17" }],
  [
    "password of a registry",
    "credentials-in-plain",
    {
      job: `container:\n  image: acme/tools@sha256:${"ab".repeat(32)}\n  credentials: { username: acme, password: canary }`,
    },
  ],
  [
    "password of a service's registry",
    "credentials-in-plain",
    {
      job: `services:\n  db:\n    image: acme/db@sha256:${"ab".repeat(32)}\n    credentials: { username: acme, password: canary }`,
    },
  ],
  [
    "commands from any output",
    "environment-file",
    { job: "env:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: true" },
  ],
  [
    "bot by its last act",
    "unsound-condition",
    { on: "pull_request_target", job: "if: github.actor == 'dependabot[bot]'" },
  ],
  [
    "actor by index",
    "unsound-condition",
    { on: "pull_request", steps: "- run: make\n  if: github['actor'] == 'renovate[bot]'" },
  ],
  [
    "condition with a line break behind it",
    "unsound-condition",
    { job: "if: |\n  ${{ github.ref == 'refs/heads/main' }}" },
  ],
  [
    "part of a list of branches",
    "unsound-condition",
    { job: "if: contains('refs/heads/main refs/heads/dev', github.ref)" },
  ],
  [
    "matrix with a privileged lane in it",
    "privileged-lane",
    {
      on: "pull_request",
      runsOn: "${{ matrix.os }}",
      job: "strategy:\n  matrix:\n    os: [ubuntu-24.04]\n    include: [{ os: airside-release }]",
    },
  ],
  ["token left in the tree", "credentials-persisted", { steps: `- uses: ${CHECKOUT}` }],
].map(([name, rule, parts]) => ({
  name: name as string,
  rule: rule as string,
  text: workflow(parts as Parameters<typeof workflow>[0]),
}));

/** Nothing to say of this one. */
export const harmless = workflow({
  on: "[push, pull_request]",
  runsOn: "${{ matrix.os }}",
  job:
    "permissions:\n  contents: read\n" +
    "strategy:\n  matrix:\n    os: [ubuntu-24.04, windows-2025]\n" +
    "if: ${{ !github.event.pull_request.draft }}",
  steps: `${checkout("fetch-depth: 1")}\n- run: make "$TITLE" # \${{ github.sha }}\n  env:\n    TITLE: \${{ github.event.pull_request.title }}`,
});
