import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { environmentProblems, isRefName } from "../../../../components/lib/github-names";
import { serviceContract } from "../../../../components/service/contract";
import {
  type DeliveryGate,
  type DeployTarget,
  renderWorkflows,
} from "../../../../components/service/workflows/render";
import { workflowErrors } from "../../../support/parse-workflow";

const COMMIT = "4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08";
const workflow = (lane: string) => `acme/delivery-gate/.github/workflows/${lane}.yml@${COMMIT}`;
const gate: DeliveryGate = {
  groups: {
    untrusted: "airside-untrusted",
    build: "airside-build",
    release: "airside-release",
    deploy: "airside-deploy",
  },
  workflows: {
    build: workflow("build"),
    release: workflow("release"),
    deploy: workflow("deploy"),
  },
};
const given = {
  name: "payments",
  owner: { team: "payments", contact: "payments@acme.example" },
  repository: {
    owner: "acme",
    name: "payments",
    ownerId: 42,
    id: 4242,
    protectedBranches: ["main"],
  },
  lanes: ["untrusted", "build", "release", "deploy"],
  environments: [
    { name: "staging", branch: "main", reviewers: ["team/7"] },
    { name: "Production EU", branch: "main", reviewers: ["team/7"] },
    { name: "archive", tag: "v*", reviewers: ["team/7"] },
  ],
  images: [{ repository: "ghcr.io/acme/payments", signedBy: workflow("release") }],
};
const target = (name: string) => ({
  roleArn: `arn:aws:iam::111122223333:role/airside/payments-${name}`,
  region: "eu-central-1",
});
const targets = {
  staging: target("staging"),
  "Production EU": target("production"),
  archive: target("archive"),
};

type Changes = Readonly<Record<string, unknown>>;
interface Parts {
  readonly to?: Readonly<Record<string, DeployTarget>>;
  readonly through?: DeliveryGate;
}
interface Job {
  readonly uses: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly with: Readonly<Record<string, string>>;
}
const render = (changes: Changes = {}, { to = targets, through = gate }: Parts = {}) =>
  renderWorkflows(serviceContract.parse({ ...given, ...changes }), through, to);
function filesOf(changes: Changes = {}, parts: Parts = {}) {
  const rendered = render(changes, parts);
  if ("problems" in rendered) throw new Error(rendered.problems.join("\n"));
  return rendered.files;
}
const problemsOf = (changes: Changes = {}, parts: Parts = {}) => {
  const rendered = render(changes, parts);
  return "problems" in rendered ? rendered.problems : [];
};
const deliver = (changes: Changes = {}, parts: Parts = {}) =>
  parse(filesOf(changes, parts)[".github/workflows/deliver.yml"]!);

describe("a service's workflows", () => {
  it("are one for each side of the review, and GitHub's own parser takes both", async () => {
    const files = filesOf();
    expect(Object.keys(files)).toEqual([
      ".github/workflows/pull-request.yml",
      ".github/workflows/deliver.yml",
    ]);
    for (const [name, text] of Object.entries(files)) {
      expect(await workflowErrors(name, text)).toEqual([]);
    }
  });

  it("test proposed code in the untrusted lane, with a right to nothing but the commit", () => {
    const { on, permissions, jobs } = parse(filesOf()[".github/workflows/pull-request.yml"]!);
    expect({ on, permissions }).toEqual({ on: { pull_request: null }, permissions: {} });
    expect(Object.keys(jobs)).toEqual(["test"]);
    expect(jobs.test["runs-on"]).toEqual({ group: "airside-untrusted" });
    expect(jobs.test.permissions).toEqual({ contents: "read" });
    expect(jobs.test.steps[0].with).toEqual({ "persist-credentials": false });
  });

  it("hand what is pushed to the gate, and have no step or machine of their own", () => {
    const { on, permissions, jobs } = deliver();
    expect({ on, permissions }).toEqual({
      on: { push: { branches: ["main"], tags: ["v*"] } },
      permissions: {},
    });
    expect(Object.entries<Job>(jobs).map(([id, job]) => [id, job.uses, job.needs, job.if])).toEqual(
      [
        ["build", workflow("build"), undefined, undefined],
        ["release", workflow("release"), "build", undefined],
        [
          "deploy-staging",
          workflow("deploy"),
          ["build", "release"],
          "github.ref == 'refs/heads/main'",
        ],
        [
          "deploy-production-eu",
          workflow("deploy"),
          ["build", "release", "deploy-staging"],
          "github.ref == 'refs/heads/main'",
        ],
        [
          "deploy-archive",
          workflow("deploy"),
          ["build", "release"],
          "startsWith(github.ref, 'refs/tags/v')",
        ],
      ],
    );
    for (const job of Object.values<object>(jobs)) {
      expect(job).not.toHaveProperty("runs-on");
      expect(job).not.toHaveProperty("secrets");
    }
  });

  it("give each job what its lane needs and no more", () => {
    const { jobs } = deliver();
    expect(jobs.build.permissions).toEqual({ contents: "read" });
    expect(jobs.release.permissions).toEqual({
      contents: "read",
      "id-token": "write",
      attestations: "write",
      "artifact-metadata": "write",
      packages: "write",
    });
    expect(jobs["deploy-staging"].permissions).toEqual({
      contents: "read",
      "id-token": "write",
      attestations: "read",
      packages: "read",
    });
    expect(jobs["deploy-production-eu"].with).toEqual({
      environment: "Production EU",
      "role-arn": targets["Production EU"].roleArn,
      region: "eu-central-1",
      digest: "${{ needs.build.outputs.digest }}",
      images: '["ghcr.io/acme/payments"]',
    });
  });

  it("end where the contract's lanes end", () => {
    const part = (...lanes: string[]) => ({ lanes, environments: [], images: [] });
    expect(Object.keys(filesOf(part("untrusted"), { to: {} }))).toEqual([
      ".github/workflows/pull-request.yml",
    ]);
    expect(Object.keys(deliver(part("build"), { to: {} }).jobs)).toEqual(["build"]);
    expect(Object.keys(deliver(part("build", "release"), { to: {} }).jobs)).toEqual([
      "build",
      "release",
    ]);
  });

  it("say exactly the names of the contract, whatever GitHub lets them be", () => {
    const name = fc
      .string({ unit: "grapheme-ascii", maxLength: 40 })
      .filter((each) => environmentProblems("", each).length === 0 && /[a-z0-9]/i.test(each));
    const branch = fc
      .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 })
      .filter((each) => isRefName(each));
    fc.assert(
      fc.property(name, branch, (environment, ref) => {
        const environments = [{ name: environment, branch: ref, reviewers: ["team/7"] }];
        const to = Object.defineProperty({}, environment, {
          value: target("x"),
          enumerable: true,
        });
        const { on, jobs } = deliver({ environments }, { to });
        const [id, job] = Object.entries<Job>(jobs).at(-1)!;
        expect(job.with.environment).toBe(environment);
        expect(id).toMatch(/^[A-Za-z_][A-Za-z0-9_-]*$/);
        expect(job.if).toBe(`github.ref == 'refs/heads/${ref.replaceAll("'", "''")}'`);
        expect(on.push.branches.at(-1).replace(/\\(.)/g, "$1")).toBe(ref);
      }),
      { seed: 20261127 },
    );
  });

  it.each<[Changes, Parts, readonly string[]]>([
    [
      { lanes: ["release"], environments: [], images: [] },
      { to: {} },
      ["lanes must hold build, which makes what the release lane signs"],
    ],
    [
      { lanes: ["build", "deploy"], images: [] },
      {},
      ["lanes must hold release, which signs what the deploy lane lets pass"],
    ],
    [
      {
        lanes: ["build"],
        environments: [],
        images: [],
        repository: { ...given.repository, protectedBranches: [] },
      },
      { to: {} },
      ["repository.protectedBranches must name the default branch, whose pushes are built"],
    ],
    [
      {},
      { through: { ...gate, workflows: { ...gate.workflows, deploy: undefined } } },
      [
        "the deploy lane's workflow must be OWNER/REPO/.github/workflows/FILE.yml@REF, where REF is a " +
          "commit of 40 hex digits, refs/tags/TAG or refs/heads/BRANCH, got nothing",
      ],
    ],
    [
      {},
      {
        through: {
          ...gate,
          workflows: {
            ...gate.workflows,
            build: workflow("build").replace(COMMIT, "refs/tags/v1"),
          },
        },
      },
      [
        "the build lane's workflow must be pinned by its commit, got " +
          '"acme/delivery-gate/.github/workflows/build.yml@refs/tags/v1"',
      ],
    ],
    [
      {},
      {
        to: {
          staging: { roleArn: "arn:aws:iam::1:role/x", region: "eu" },
          archive: targets.archive,
          "production eu": target("production"),
        },
      },
      [
        'the contract must have the environment "production eu", letter case included',
        'the role of the environment "staging" must be a role\'s ARN, got "arn:aws:iam::1:role/x"',
        'the region of the environment "staging" must be one, such as eu-central-1, got "eu"',
        'the role of the environment "Production EU" must be a role\'s ARN, got nothing',
        'the region of the environment "Production EU" must be one, such as eu-central-1, got nothing',
      ],
    ],
    [
      {
        images: [
          {
            repository: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/payments",
            signedBy: workflow("release"),
          },
        ],
      },
      {},
      [
        'images must be kept on ghcr.io, got "111122223333.dkr.ecr.eu-central-1.amazonaws.com/payments"',
      ],
    ],
    [
      {
        images: ["ghcr.io/acme/a/api", "ghcr.io/acme/b/api"].map((repository) => ({
          repository,
          signedBy: workflow("release"),
        })),
      },
      {},
      [
        'ghcr.io/acme/b/api and ghcr.io/acme/a/api would both be named "dist/images/api"; rename one of them',
      ],
    ],
    [
      {
        environments: ["a b", "a-b"].map((name) => ({
          name,
          branch: "main",
          reviewers: ["team/7"],
        })),
      },
      { to: { "a b": target("x"), "a-b": target("y") } },
      [
        'environment "a-b" and environment "a b" would both be named "deploy-a-b"; rename one of them',
      ],
    ],
  ])("are refused for %j with %j", (changes, parts, problems) => {
    expect(problemsOf(changes, parts)).toEqual(problems);
  });
});
