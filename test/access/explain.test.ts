import { describe, expect, it } from "vitest";

import { explain, nearest } from "../../access/explain";
import {
  ISSUER,
  type Json,
  keys,
  policy,
  PROVIDER,
  statement,
} from "../policy-packs/identity/trust-cases";

const trust = (claims: Json, operator = "StringEquals", more: Json = {}) =>
  policy(statement({ [operator]: keys({ aud: "sts.amazonaws.com", ...claims }) }, more));
const token = (sub: string, more: Json = {}) => ({ sub, aud: "sts.amazonaws.com", ...more });
const MAIN = "repo:acme/api:ref:refs/heads/main";
const PRODUCTION = "repo:acme/api:environment:production";
const flow = (ref: string, file = "d.yml") => `acme/flows/.github/workflows/${file}@${ref}`;

/** What goes wrong between real workflows and real roles, and what somebody then needs to be told. */
const FAILURES: readonly (readonly [what: string, trust: unknown, token: Json, advice: RegExp])[] =
  [
    [
      "wrong environment",
      trust({ sub: PRODUCTION }),
      token("repo:acme/api:environment:staging"),
      /environment is staging and the trusted one production/,
    ],
    [
      "job without environment",
      trust({ sub: PRODUCTION }),
      token(MAIN),
      /add "environment: production"/,
    ],
    [
      "job with an environment, trust of the branch",
      trust({ sub: MAIN }),
      token(PRODUCTION, { ref: "refs/heads/main" }),
      /carries no ref \(refs\/heads\/main\)/,
    ],
    [
      "wrong branch",
      trust({ sub: MAIN }),
      token("repo:acme/api:ref:refs/heads/dev"),
      /of refs\/heads\/dev, and the trust is for refs\/heads\/main/,
    ],
    [
      "tag instead of branch",
      trust({ sub: MAIN }),
      token("repo:acme/api:ref:refs/tags/v1"),
      /of the tag refs\/tags\/v1/,
    ],
    [
      "branch instead of tag",
      trust({ sub: "repo:acme/api:ref:refs/tags/v1" }),
      token(MAIN),
      /of the branch refs\/heads\/main/,
    ],
    [
      "pull request",
      trust({ sub: MAIN }),
      token("repo:acme/api:pull_request"),
      /pull request, which must not have this role/,
    ],
    [
      "pull request of a fork",
      trust({ sub: MAIN }),
      token("repo:mallory/api:pull_request"),
      /belongs to mallory\/api .* a fork/,
    ],
    [
      "another repository",
      trust({ sub: MAIN }),
      token("repo:acme/web:ref:refs/heads/main"),
      /belongs to acme\/web/,
    ],
    [
      "immutable subject after a rename",
      trust({ sub: MAIN }),
      token("repo:acme@42/payments@4242:ref:refs/heads/main"),
      /^The job belongs to acme\/payments and the trust is for acme\/api: a fork, another repository, or a rename\.$/,
    ],
    [
      "immutable subject of another repository's pull request",
      trust({ sub: PRODUCTION }),
      token("repo:evil@9/fork@8:pull_request"),
      /^The job belongs to evil\/fork and the trust is for acme\/api: a fork, another repository, or a rename\.$/,
    ],
    [
      "name-based subject of another repository, immutable trust",
      trust({ sub: "repo:acme@42/api@4242:environment:production" }),
      token("repo:evil/fork:environment:production"),
      /^The job belongs to evil\/fork and the trust is for acme\/api: a fork, another repository, or a rename\.$/,
    ],
    [
      "immutable subject of a pull request",
      trust({ sub: PRODUCTION }),
      token("repo:acme@42/api@4242:pull_request"),
      /^The run was started by a pull request, which must not have this role; run the job on a push to the trusted ref\.$/,
    ],
    [
      "immutable subject of another branch",
      trust({ sub: MAIN }),
      token("repo:acme@42/api@4242:ref:refs/heads/dev"),
      /^The run is of refs\/heads\/dev, and the trust is for refs\/heads\/main\.$/,
    ],
    [
      "name-based token of another environment, immutable trust",
      trust({ sub: "repo:acme@42/api@4242:environment:production" }),
      token("repo:acme/api:environment:staging"),
      /^The job's environment is staging and the trusted one production\.$/,
    ],
    [
      "immutable subject, letter case of the name",
      trust({ sub: MAIN }),
      token("repo:Acme@42/API@4242:ref:refs/heads/main"),
      /by name; trust "repo:Acme@42\/API@4242:ref:refs\/heads\/main"\.$/,
    ],
    [
      "immutable subject of the default form, trust of a customised one",
      trust({ sub: `${MAIN}:job_workflow_ref:${flow("refs/tags/v1")}` }),
      token("repo:acme@42/api@4242:ref:refs/heads/main"),
      /^The trust asks for a customised subject .* as "repo:acme\/api:ref:refs\/heads\/main:job_workflow_ref:/,
    ],
    [
      "immutable subject, same name",
      trust({ sub: MAIN }),
      token("repo:acme@42/api@4242:ref:refs/heads/main"),
      /trust "repo:acme@42\/api@4242:ref:refs\/heads\/main"/,
    ],
    [
      "name-based token, immutable trust",
      trust({ sub: "repo:acme@42/api@4242:ref:refs/heads/main" }),
      token(MAIN),
      /opt the repository in/,
    ],
    [
      "renamed under immutable subjects",
      trust({ sub: "repo:acme@42/api@4242:ref:refs/heads/main" }),
      token("repo:acme@42/payments@4242:ref:refs/heads/main"),
      /renamed to acme\/payments/,
    ],
    [
      "made anew under the same name",
      trust({ sub: "repo:acme@42/api@4242:ref:refs/heads/main" }),
      token("repo:acme@42/api@9:ref:refs/heads/main"),
      /another repository \(9\)/,
    ],
    [
      "transferred",
      trust({ sub: "repo:acme@42/api@4242:ref:refs/heads/main" }),
      token("repo:corp@7/api@4242:ref:refs/heads/main"),
      /transferred/,
    ],
    [
      "letter case of the branch",
      trust({ sub: MAIN }),
      token("repo:acme/api:ref:refs/heads/Main"),
      /Only the letter case/,
    ],
    [
      "letter case of the owner",
      trust({ sub: MAIN }),
      token("repo:Acme/api:ref:refs/heads/main"),
      /Only the letter case/,
    ],
    [
      "letter case and another branch",
      trust({ sub: MAIN }),
      token("repo:Acme/API:ref:refs/heads/dev"),
      /letter case of the repository differs; write Acme\/API/,
    ],
    [
      "letter case of the environment",
      trust({ sub: PRODUCTION }),
      token("repo:acme/api:environment:Production"),
      /Only the letter case/,
    ],
    [
      "colon in the environment",
      trust({ sub: "repo:acme/api:environment:a:b" }),
      token("repo:acme/api:environment:a%3Ab"),
      /No token of GitHub carries/,
    ],
    [
      "GitHub's default audience",
      trust({ sub: MAIN }),
      token(MAIN, { aud: "https://github.com/acme" }),
      /GitHub's default/,
    ],
    [
      "another audience",
      trust({ sub: MAIN }),
      token(MAIN, { aud: "api://x" }),
      /set the audience input/,
    ],
    ["no audience", trust({ sub: MAIN }), { sub: MAIN }, /id-token: write/],
    [
      "reusable workflow at another ref",
      trust({ sub: MAIN, job_workflow_ref: flow("refs/tags/v1") }),
      token(MAIN, { job_workflow_ref: flow("refs/heads/main") }),
      /right one at another ref: refs\/heads\/main/,
    ],
    [
      "workflow of the caller",
      trust({ sub: MAIN, job_workflow_ref: flow("refs/tags/v1") }),
      token(MAIN, { job_workflow_ref: "acme/api/.github/workflows/ci.yml@refs/heads/main" }),
      /call the reusable workflow/,
    ],
    [
      "customised subject template",
      trust({ sub: MAIN }),
      token(
        "repo:acme/api:ref:refs/heads/main:job_workflow_ref:acme/f/.github/workflows/d.yml@refs/heads/main",
      ),
      /customises its subjects/,
    ],
    [
      "customised with another first claim",
      trust({ sub: MAIN }),
      token("repository_id:4242:environment:production"),
      /customises its subjects/,
    ],
    [
      "wildcard under StringEquals",
      trust({ sub: "repo:acme/api:*" }),
      token(MAIN),
      /takes for a letter; write the subject "repo:acme\/api:ref:refs\/heads\/main" out\.$/,
    ],
    [
      "wildcard under StringEquals, another repository",
      trust({ sub: "repo:acme/api:*" }),
      token("repo:evil/fork:pull_request"),
      /takes for a letter; write each trusted subject out\.$/,
    ],
    [
      "subject without repo:",
      trust({ sub: "acme/api:ref:refs/heads/main" }),
      token(MAIN),
      /No token of GitHub carries/,
    ],
    [
      "claim that STS does not know",
      trust({ sub: MAIN, repository_owner: "acme" }),
      token(MAIN, { repository_owner: "acme" }),
      /STS does not resolve the claim repository_owner/,
    ],
    [
      "key of an enterprise's issuer",
      policy(statement({ StringEquals: keys({ sub: MAIN }, `${ISSUER}/acme-inc`) })),
      token(MAIN),
      /of another GitHub issuer/,
    ],
    [
      "misspelt key",
      policy(statement({ StringEquals: { "token.action.githubusercontent.com:sub": MAIN } })),
      token(MAIN),
      /no key of the token's issuer/,
    ],
    [
      "token of an enterprise's issuer",
      trust({ sub: MAIN }),
      token(MAIN, { iss: `https://${ISSUER}/acme-inc` }),
      /trust the provider of that issuer/,
    ],
    [
      "another provider",
      trust({ sub: MAIN }, "StringEquals", { Principal: { Service: "ec2.amazonaws.com" } }),
      token(MAIN),
      /somebody else/,
    ],
    [
      "another action",
      trust({ sub: MAIN }, "StringEquals", { Action: "sts:AssumeRole" }),
      token(MAIN),
      /must allow that action/,
    ],
    [
      "environment key on a job without one",
      trust({ sub: MAIN, environment: "production" }),
      token(MAIN),
      /names no environment/,
    ],
    [
      "ref of a merge commit",
      trust({ sub: PRODUCTION, ref: "refs/heads/main" }),
      token(PRODUCTION, { ref: "refs/pull/7/merge" }),
      /started by a pull request/,
    ],
    [
      "repository id",
      trust({ sub: MAIN, repository_id: "4242" }),
      token(MAIN, { repository_id: "9" }),
      /its id is 9/,
    ],
    ["empty list", trust({ sub: [] }), token(MAIN), /list of values is empty/],
    [
      "role for pull requests",
      trust({ sub: "repo:acme/api:pull_request" }),
      token(MAIN),
      /The role is for pull requests/,
    ],
  ];

describe("explain", () => {
  it.each(FAILURES)("%s", (_, document, claims, advice) => {
    const { opens, failures } = explain(document, claims);
    expect(opens).toBe(false);
    expect(failures.map((failure) => failure.advice).join("\n")).toMatch(advice);
  });

  it("shows the statement that comes nearest, and only what fails in it", () => {
    const far = statement({ StringEquals: keys({ sub: "repo:x/y:pull_request", aud: "z" }) });
    const near = statement({ StringEquals: keys({ sub: PRODUCTION, aud: "sts.amazonaws.com" }) });
    expect(explain(policy(far, near), token(MAIN))).toMatchObject({
      statement: "Statement[1]",
      failures: [
        { key: `${ISSUER}:sub`, operator: "StringEquals", wanted: [PRODUCTION], found: MAIN },
      ],
    });
  });

  it("says so when the role opens, and when nothing could", () => {
    expect(explain(trust({ sub: MAIN }), token(MAIN))).toMatchObject({ opens: true, failures: [] });
    expect(explain(policy({ Effect: "Deny", Principal: "*", Action: "*" }), token(MAIN)).why).toBe(
      "Statement[0] denies it.",
    );
    const denied = policy(...(trust({ sub: MAIN })["Statement"] as Json[]), {
      Effect: "Deny",
      Principal: { Federated: PROVIDER },
      Action: "*",
    });
    expect(explain(denied, token(MAIN))).toMatchObject({
      opens: false,
      why: "Statement[1] denies it.",
    });
  });

  it("puts the role that opens first, and then the one that lacks least", () => {
    const roles = [
      { name: "far", trust: trust({ sub: "repo:x/y:pull_request", repository_id: "9" }) },
      { name: "near", trust: trust({ sub: PRODUCTION }) },
      { name: "opens", trust: trust({ sub: MAIN }) },
    ];
    expect(nearest(roles, token(MAIN)).map(({ role }) => role.name)).toEqual([
      "opens",
      "near",
      "far",
    ]);
  });
});
