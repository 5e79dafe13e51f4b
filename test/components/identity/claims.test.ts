import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { trustPolicy } from "../../../components/identity/aws-trust";
import { claimProblems, type JobClaims, subjects } from "../../../components/identity/claims";
import { runnerWorkflow } from "../../../components/identity/runner-workflow";
import {
  signatureIdentity,
  signatureProblems,
} from "../../../components/identity/signature-identity";
import { vaultRoleBounds, vaultRoleProblems } from "../../../components/identity/vault-role";

const ACCOUNT = { accountId: "111122223333" };
const AUDIENCE = "https://vault.acme.example";

const word = (alphabet: string, max: number) =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: max })
    .map((letters) => letters.join(""));
const name = word("abcXYZ019", 12);
const environmentName = word("abcXYZ019 :/.,-_@", 20).filter(
  (text) => text.trim() === text && text !== "",
);
const scope: fc.Arbitrary<JobClaims["scope"]> = fc.oneof(
  name.map((branch) => ({ branch: `feature/${branch}` })),
  name.map((tag) => ({ tag: `v${tag}` })),
  environmentName.map((environment) => ({ environment })),
  fc.constant({ pullRequests: true as const }),
);
const workflow = fc
  .tuple(name, name, fc.constantFrom("refs/tags/v3", "refs/heads/main", "a".repeat(40)))
  .map(([owner, repo, ref]) => `${owner}/${repo}/.github/workflows/deploy.yml@${ref}`);
const subject: fc.Arbitrary<JobClaims["subject"]> = fc.constantFrom(
  { form: "legacy" },
  { form: "both", sunset: "2027-01-31" },
  { form: "immutable" },
);
const id = fc.integer({ min: 1, max: 2 ** 40 });
const claims: fc.Arbitrary<JobClaims> = fc
  .record(
    {
      repository: fc.record({ owner: name, name, ownerId: id, id }),
      scope,
      workflow,
      subject: subject as fc.Arbitrary<NonNullable<JobClaims["subject"]>>,
      renameTo: name,
    },
    { requiredKeys: ["repository", "scope"] },
  )
  .filter((each) => claimProblems(each).length === 0);

type Token = Readonly<Record<string, string>>;

/** Written from GitHub's reference, not from the code under test: the tokens that the job really gets. */
function tokensOf({ repository, scope, workflow, subject, renameTo }: JobClaims): Token[] {
  const forms = { legacy: [false], both: [false, true], immutable: [true] };
  const names = [repository.name, ...(renameTo === undefined ? [] : [renameTo])];
  return names.flatMap((current) =>
    forms[subject?.form ?? "immutable"].map((immutable) => {
      const repo = immutable
        ? `${repository.owner}@${repository.ownerId}/${current}@${repository.id}`
        : `${repository.owner}/${current}`;
      const at: Token =
        "branch" in scope
          ? { tail: `ref:refs/heads/${scope.branch}`, ref: `refs/heads/${scope.branch}` }
          : "tag" in scope
            ? { tail: `ref:refs/tags/${scope.tag}`, ref: `refs/tags/${scope.tag}` }
            : "environment" in scope
              ? {
                  tail: `environment:${scope.environment.split(":").join("%3A")}`,
                  environment: scope.environment,
                }
              : { tail: "pull_request", event_name: "pull_request" };
      const { tail, ...place } = at;
      return {
        ...place,
        sub: `repo:${repo}:${tail}`,
        repository_id: String(repository.id),
        repository_owner_id: String(repository.ownerId),
        job_workflow_ref:
          workflow ?? `${repository.owner}/${current}/.github/workflows/x.yml@refs/heads/x`,
      };
    }),
  );
}

/** STS, as far as one statement of `StringEquals` goes. */
function awsAdmits(each: JobClaims, token: Token): boolean {
  const [statement, ...others] = trustPolicy(each, ACCOUNT).Statement;
  expect(others).toEqual([]);
  expect(Object.keys(statement!.Condition)).toEqual(["StringEquals"]);
  const seen: Token = { ...token, aud: "sts.amazonaws.com" };
  return Object.entries(statement!.Condition.StringEquals).every(([key, allowed]) =>
    [allowed].flat().includes(seen[key.split(":")[1]!]!),
  );
}

/** Vault's JWT role with `bound_claims_type` string, after the provider has split values at commas. */
function vaultAdmits(each: JobClaims, token: Token): boolean {
  const { boundClaims, disableBoundClaimsParsing } = vaultRoleBounds(each, AUDIENCE);
  return Object.entries(boundClaims).every(([key, value]) =>
    (disableBoundClaimsParsing ? [value] : value.split(",")).includes(token[key]!),
  );
}

describe("the claims model", () => {
  it("means the same job in AWS, in Vault, in the runner group and in a signature", () => {
    fc.assert(
      fc.property(claims, claims, (mine, other) => {
        const overVault = vaultRoleProblems(mine, AUDIENCE).length === 0;
        for (const token of tokensOf(mine)) {
          expect(awsAdmits(mine, token)).toBe(true);
          if (overVault) expect(vaultAdmits(mine, token)).toBe(true);
        }
        for (const token of tokensOf(other)) {
          // Whatever the answer, both give it.
          if (overVault) expect(vaultAdmits(mine, token)).toBe(awsAdmits(mine, token));
        }
        expect(runnerWorkflow(mine)).toBe(mine.workflow);
        if (signatureProblems(mine).length === 0) {
          expect(signatureIdentity(mine)).toEqual({
            issuer: "https://token.actions.githubusercontent.com",
            subject: `https://github.com/${mine.workflow}`,
          });
        }
      }),
      { seed: 20261122, numRuns: 500 },
    );
  });

  it("admits no token in which any one claim differs", () => {
    fc.assert(
      fc.property(claims, name, (mine, foreign) => {
        for (const token of tokensOf(mine)) {
          for (const claim of ["sub", "repository_id", "repository_owner_id"]) {
            const altered = { ...token, [claim]: `${token[claim]}${foreign}` };
            expect(awsAdmits(mine, altered)).toBe(false);
            expect(vaultAdmits(mine, altered)).toBe(false);
          }
          if (mine.workflow !== undefined) {
            const altered = { ...token, job_workflow_ref: mine.workflow.replace("deploy", "evil") };
            expect(awsAdmits(mine, altered)).toBe(false);
            expect(vaultAdmits(mine, altered)).toBe(false);
          }
        }
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });

  const repository = { owner: "acme", name: "payments", ownerId: 42, id: 4242 };

  it.each([
    [{ scope: { branch: "main" } }, ["repo:acme@42/payments@4242:ref:refs/heads/main"]],
    [{ scope: { tag: "v1.2.3" } }, ["repo:acme@42/payments@4242:ref:refs/tags/v1.2.3"]],
    [{ scope: { pullRequests: true as const } }, ["repo:acme@42/payments@4242:pull_request"]],
    [{ scope: { environment: "prod:eu" } }, ["repo:acme@42/payments@4242:environment:prod%3Aeu"]],
    [
      { scope: { branch: "main" }, subject: { form: "legacy" as const } },
      ["repo:acme/payments:ref:refs/heads/main"],
    ],
    [
      { scope: { branch: "main" }, renameTo: "pay" },
      [
        "repo:acme@42/payments@4242:ref:refs/heads/main",
        "repo:acme@42/pay@4242:ref:refs/heads/main",
      ],
    ],
  ])("%j has the subjects %j", (changes, expected) => {
    expect(subjects({ repository, ...changes })).toEqual(expected);
  });

  it.each([
    "",
    " ",
    "a b",
    "a..b",
    "a~1",
    "a^",
    "a:b",
    "a?",
    "a*",
    "a[b",
    "a\\b",
    "/a",
    "a/",
    "a//b",
    "a.",
    "a.lock",
    "x.lock/y",
    ".a",
    "x/.a",
    "a@{1}",
    "@",
    "-a",
    "refs/tags/v1",
    "a\u0000",
    "a\n",
    "\uff4dain",
    "m\u00e4in",
    "${aws:username}",
  ])("refuses the branch %j", (branch) => {
    expect(claimProblems({ repository, scope: { branch } })).toHaveLength(1);
  });

  it.each([
    "main",
    "feature/x",
    "v1.2",
    "a@b",
    "a-b_c+d",
    "dependabot/npm_and_yarn/x-1.0",
    "a,b",
    "a$b",
  ])("takes the branch %j", (branch) => {
    expect(claimProblems({ repository, scope: { branch } })).toEqual([]);
  });

  it.each([
    ["owner", ["", "-a", "a-", "a--b", "a_", "a.b", "a".repeat(40), "a*", "\u0430cme", null, 7]],
    ["name", ["", ".", "..", "a.git", "A.GIT", "a/b", "a*", "a".repeat(101), "p\u0430y"]],
    ["ownerId", [0, -1, 1.5, "42", Number.NaN, 2 ** 53, null]],
    ["id", [0, -1, 1.5, "*", undefined]],
  ])("refuses in repository.%s each of %j", (field, values) => {
    for (const value of values) {
      const hostile = { ...repository, [field]: value };
      expect(claimProblems({ repository: hostile, scope: { branch: "main" } }), `${value}`).toEqual(
        [expect.stringMatching(new RegExp(`^claims\\.repository\\.${field} must be `))],
      );
    }
  });

  it("takes the owner of a managed user and the longest names", () => {
    const longest = { owner: "a".repeat(39), name: "r".repeat(100), ownerId: 1, id: 2 ** 53 - 1 };
    expect(claimProblems({ repository: longest, scope: { branch: "main" } })).toEqual([]);
    const managed = { ...repository, owner: "jane-doe_acme" };
    expect(claimProblems({ repository: managed, scope: { branch: "main" } })).toEqual([]);
  });

  it("refuses a Vault role that two subjects and a comma would split, and one for bare pull requests", () => {
    const both = { form: "both", sunset: "2027-01-31" } as const;
    expect(
      vaultRoleProblems({ repository, scope: { environment: "a,b" }, subject: both }, AUDIENCE),
    ).toEqual([
      'claims with two subjects must have no comma in a name, because Vault\'s provider splits at commas, got {"environment":"a,b"}; end the transition or rename the scope',
    ]);
    expect(vaultRoleProblems({ repository, scope: { pullRequests: true } }, AUDIENCE)).toEqual([
      "claims.workflow must be given for pull requests: their own workflow files are unreviewed, and Vault may trust a reusable one only",
    ]);
    expect(vaultRoleProblems({ repository, scope: { environment: "a,b" } }, "*")).toEqual([
      'audience must be one exact audience, such as Vault\'s address, got "*"',
    ]);
  });

  it("follows the issuer of an enterprise and of a residency", () => {
    const workflow = `acme/gate/.github/workflows/d.yml@${"a".repeat(40)}`;
    const resident = {
      repository,
      scope: { branch: "main" },
      workflow,
      issuer: "token.actions.acme.ghe.com",
    };
    expect(signatureIdentity(resident)).toEqual({
      issuer: "https://token.actions.acme.ghe.com",
      subject: `https://acme.ghe.com/${workflow}`,
    });
    const [statement] = trustPolicy(
      { ...resident, issuer: "token.actions.githubusercontent.com/acme" },
      ACCOUNT,
    ).Statement;
    expect(statement!.Principal.Federated).toBe(
      "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com/acme",
    );
    expect(Object.keys(statement!.Condition.StringEquals)[0]).toBe(
      "token.actions.githubusercontent.com/acme:aud",
    );
  });
});
