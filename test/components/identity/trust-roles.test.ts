import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { JobClaims } from "../../../components/identity/claims";
import { TrustRoles, type TrustRolesArgs } from "../../../components/identity/trust-roles";
import { record } from "../../support/record";

/** An id of its own for each name of these tests. */
const idOf = (name: string) => [...name].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0);
const job = (name: string, scope: JobClaims["scope"] = { branch: "main" }): JobClaims => ({
  repository: { owner: "acme", name, ownerId: 42, id: idOf(name) },
  scope,
});
const args: TrustRolesArgs = {
  claims: { payments: [job("api"), job("ledger")], web: [job("shop")] },
  accountId: "111122223333",
  owner: "platform",
  environment: "production",
  lane: "build",
  dataClass: "internal",
  policies: { "ecr-push": "arn:aws:iam::111122223333:policy/ecr-push" },
  permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
};
const build = (changes: object = {}) =>
  record(() => new TrustRoles("push", { ...args, ...changes }), { preview: true });

describe("TrustRoles", () => {
  it("registers one trust role a word, named after it", async () => {
    // Siblings are registered side by side, in no fixed order.
    expect((await build()).map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "airside:identity:TrustRole push-payments",
      "airside:identity:TrustRole push-web",
      "airside:identity:TrustRoles push",
      "aws:iam/role:Role push-payments",
      "aws:iam/role:Role push-web",
      "aws:iam/rolePolicy:RolePolicy push-payments-revoked-sessions",
      "aws:iam/rolePolicy:RolePolicy push-web-revoked-sessions",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment push-payments-ecr-push",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment push-web-ecr-push",
    ]);
  });

  it("trusts the jobs of its word in each role, all claims of a job in one statement", async () => {
    const role = (await build()).find(({ type, name }) => isRole(type) && name === "push-payments");
    const { Statement } = JSON.parse(role!.inputs["assumeRolePolicy"]);
    expect(Statement.map(({ Condition }: { Condition: unknown }) => Condition)).toEqual(
      ["api", "ledger"].map((name) => ({
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": `repo:acme@42/${name}@${job(name).repository.id}:ref:refs/heads/main`,
          "token.actions.githubusercontent.com:repository_id": `${job(name).repository.id}`,
          "token.actions.githubusercontent.com:repository_owner_id": "42",
        },
      })),
    );
    expect(role!.inputs["description"]).toBe(
      `Assumed by repo:acme@42/api@${idOf("api")}:ref:refs/heads/main, ` +
        `repo:acme@42/ledger@${idOf("ledger")}:ref:refs/heads/main`,
    );
  });

  it("gives each role the protection of its own environments", async () => {
    const protection = {
      repositoryId: job("shop").repository.id,
      environment: "production",
      reviewers: 1,
      refs: ["refs/heads/main"],
      preventSelfReview: true,
      canAdminsBypass: false,
    };
    const claims = { ...args.claims, web: [job("shop", { environment: "production" })] };
    const made = await build({ claims, environmentProtection: [protection] });
    const given = made
      .filter(({ type }) => type === "airside:identity:TrustRole")
      .map(({ inputs }) => inputs["environmentProtection"]);
    expect(given).toEqual([undefined, [protection]]);
  });

  it.each([
    [{ claims: {} }, "claims must name at least one job under a word, got none"],
    [{ claims: { web: [] } }, "claims must name at least one job under a word, got none"],
    [{ claims: { "Web 1": [job("shop")] } }, "claims: a key becomes part of a resource's name"],
    [
      { claims: { web: [job("shop"), job("shop", { branch: "v*" })] } },
      "claims.web[1].scope.branch must name exactly one branch",
    ],
    [
      { claims: { payments: [job("api")], web: [job("shop"), job("api")] } },
      `claims.web and claims.payments both name repo:acme@42/api@${idOf("api")}:ref:refs/heads/main; ` +
        "a job belongs to one word",
    ],
    [
      { claims: { web: Array.from({ length: 6 }, (_, n) => job(`service-${n}`)) } },
      "claims.web: the trust policy has 2924 characters and IAM takes 2048; 4 of its 6 subjects fit. Put the others " +
        "under another word of identity.TrustRoles, which makes them a role of their own",
    ],
    [{ accountId: "1" }, 'accountId must be twelve digits as text, got "1"'],
    [
      { environmentProtection: [{ repositoryId: 7, environment: "production" }] },
      'environmentProtection must be for an environment of claims, got "production" of the repository 7',
    ],
    [
      { trustPolicyCharacters: 9000 },
      "trustPolicyCharacters must be the account's quota on a trust policy, 2048 to 8192 characters, got 9000",
    ],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });

  it("moves no job between roles when another comes or goes", async () => {
    const words = fc.constantFrom("payments", "web", "data");
    const names = fc.constantFrom("a", "b", "c", "d", "e", "f");
    const spread = fc.uniqueArray(fc.record({ word: words, name: names }), {
      selector: ({ name }) => name,
      minLength: 2,
    });
    await fc.assert(
      fc.asyncProperty(spread, fc.nat(), async (all, draw) => {
        const gone = all[draw % all.length]!;
        const [before, after] = [
          await rolesOf(all),
          await rolesOf(all.filter((each) => each !== gone)),
        ];
        for (const [urn, trust] of Object.entries(before)) {
          if (!urn.endsWith(`-${gone.word}`)) expect(after[urn]).toBe(trust);
          else expect(jobsIn(after[urn])).toEqual(without(jobsIn(trust), gone.name));
        }
      }),
      { numRuns: 40, seed: 20261122 },
    );
  });
});

const isRole = (type: string) => type === "aws:iam/role:Role";

/** The trust policies that the component makes for these jobs, by URN. */
async function rolesOf(all: readonly { word: string; name: string }[]) {
  const grouped = Object.groupBy(all, ({ word }) => word);
  const claims = Object.fromEntries(
    Object.entries(grouped).map(([word, jobs]) => [word, jobs?.map(({ name }) => job(name))]),
  );
  const made = (await build({ claims, trustPolicyCharacters: 4096 })).filter(({ type }) =>
    isRole(type),
  );
  return Object.fromEntries(
    made.map(({ urn, inputs }) => [urn, String(inputs["assumeRolePolicy"])]),
  );
}

function jobsIn(trust: string | undefined): string[] {
  return [...(trust ?? "").matchAll(/repo:acme@42\/(\w)@/g)].map(([, name]) => name ?? "");
}

function without(names: readonly string[], gone: string): string[] {
  return names.filter((name) => name !== gone);
}
