import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { trustPolicy } from "../../../components/identity/aws-trust";
import type { JobClaims } from "../../../components/identity/claims";
import { trustSize, trustSizeProblems } from "../../../components/identity/trust-plan";

const ACCOUNT = { accountId: "111122223333" };
const repository = { owner: "octo-org", name: "payments-api", ownerId: 123456, id: 456789012 };
const branch = (n: number): JobClaims => ({ repository, scope: { branch: `release-${n}` } });
const branches = (count: number) => Array.from({ length: count }, (_, n) => branch(n));
const repositories = (count: number) =>
  Array.from(
    { length: count },
    (_, n): JobClaims => ({
      repository: { ...repository, name: `service-${n}`, id: 1000 + n },
      scope: { branch: "main" },
    }),
  );

describe("the size of a trust policy", () => {
  it("is that of the document without white space", () => {
    const { characters } = trustSize(branches(3), ACCOUNT);
    expect(characters).toBe(JSON.stringify(trustPolicy(branches(3), ACCOUNT)).length);
  });

  it.each([
    ["branches of one repository", branches(200), [22, 50, 107]],
    ["repositories, a statement each", repositories(200), [4, 8, 16]],
  ] as const)("says how many subjects fit: %s", (_, jobs, expected) => {
    expect([2048, 4096, 8192].map((most) => trustSize(jobs, ACCOUNT, most).fitting)).toEqual(
      expected,
    );
  });

  it("finds the last number of subjects that fit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 500, max: 4096 }),
        (n, most) => {
          const { fitting } = trustSize(repositories(n), ACCOUNT, most);
          const size = (count: number) =>
            JSON.stringify(trustPolicy(repositories(count), ACCOUNT)).length;
          if (fitting > 0) expect(size(fitting)).toBeLessThanOrEqual(most);
          if (fitting < n) expect(size(fitting + 1)).toBeGreaterThan(most);
        },
      ),
      { numRuns: 200, seed: 20261122 },
    );
  });

  it("refuses what does not fit, with how much of it would", () => {
    expect(trustSizeProblems(branches(22), ACCOUNT)).toEqual([]);
    expect(trustSizeProblems(branches(23), ACCOUNT)).toEqual([
      "the trust policy has 2116 characters and IAM takes 2048; 22 of its 23 subjects fit. Put the others under " +
        "another word of identity.TrustRoles, which makes them a role of their own",
    ]);
    expect(trustSizeProblems(branches(23), ACCOUNT, 4096)).toEqual([]);
  });
});
