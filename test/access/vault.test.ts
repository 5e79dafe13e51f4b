import { existsSync, readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  audienceAccepted,
  opensVault,
  readVaultRole,
  type VaultRole,
  vaultTests,
} from "../../access/vault";
import { passes } from "../../access/language";

const CORPUS = "../shared/corpora/vault-bound-claims.json";

interface Corpus {
  readonly boundClaims: readonly {
    readonly name: string;
    readonly boundClaimsType: string;
    readonly boundClaims: Readonly<Record<string, unknown>>;
    readonly claims: Readonly<Record<string, unknown>>;
    readonly accepted: boolean;
  }[];
  readonly audiences: readonly {
    readonly boundAudiences: readonly string[];
    readonly audience: readonly string[];
    readonly strict: boolean;
    readonly accepted: boolean;
  }[];
}

const OPEN: VaultRole = {
  roleType: "jwt",
  boundAudiences: [],
  boundSubject: undefined,
  boundClaimsType: "string",
  boundClaims: {},
};

describe("the published cases", () => {
  const corpus: Corpus = existsSync(CORPUS)
    ? JSON.parse(readFileSync(CORPUS, "utf8"))
    : { boundClaims: [], audiences: [] };

  it("are at hand", ({ skip }) => {
    skip(!existsSync(CORPUS), "the published cases are not beside this checkout");
    expect(corpus.boundClaims.length).toBeGreaterThan(0);
  });

  for (const [index, each] of corpus.boundClaims.entries()) {
    it(`bound claims ${index}: ${each.name}`, () => {
      const { boundClaims, boundClaimsType, claims } = each;
      expect(opensVault({ ...OPEN, boundClaims, boundClaimsType }, claims).opens).toBe(
        each.accepted,
      );
    });
  }

  for (const [
    index,
    { boundAudiences, audience, strict, accepted },
  ] of corpus.audiences.entries()) {
    it(`audiences ${index}`, () => {
      expect(audienceAccepted(boundAudiences, audience, strict)).toBe(accepted);
    });
  }
});

describe("opensVault", () => {
  it("says which bound fails", () => {
    const role = {
      ...OPEN,
      boundAudiences: ["vault"],
      boundSubject: "a",
      boundClaims: { ref: "r" },
    };
    expect(opensVault(role, { aud: "sts", sub: "a", ref: "r" }).why).toContain("aud");
    expect(opensVault(role, { aud: ["x", "vault"], sub: "b", ref: "r" }).why).toContain("sub");
    expect(opensVault(role, { aud: "vault", sub: "a", ref: "q" }).why).toContain("ref");
    expect(opensVault(role, { aud: "vault", sub: "a", ref: "r" }).opens).toBe(true);
  });

  it("refuses a token with an audience where none is bound, and admits one without", () => {
    expect(opensVault(OPEN, { aud: "vault" }).opens).toBe(false);
    expect(opensVault(OPEN, {}).opens).toBe(true);
  });

  it("lets nobody in by a role of type oidc", () => {
    expect(opensVault({ ...OPEN, roleType: "oidc" }, {}).opens).toBe(false);
  });

  it("reads * as a pattern under glob only, and ? never", () => {
    const sub = { boundClaims: { sub: "repo:a/*" } };
    expect(opensVault({ ...OPEN, ...sub }, { sub: "repo:a/b" }).opens).toBe(false);
    expect(
      opensVault({ ...OPEN, ...sub, boundClaimsType: "glob" }, { sub: "repo:a/b:c" }).opens,
    ).toBe(true);
    const one = { boundClaimsType: "glob", boundClaims: { sub: "a?" } };
    expect(opensVault({ ...OPEN, ...one }, { sub: "ab" }).opens).toBe(false);
    expect(opensVault({ ...OPEN, ...one }, { sub: "a?" }).opens).toBe(true);
  });

  it("finds no claim in what objects inherit", () => {
    const role = { ...OPEN, boundClaims: { constructor: "x", "/toString": "x" } };
    expect(opensVault(role, {}).opens).toBe(false);
  });

  it("answers for any role and claims", () => {
    const any = fc.dictionary(fc.string(), fc.anything());
    fc.assert(
      fc.property(any, any, (inputs, claims) => {
        opensVault(readVaultRole(inputs), claims);
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

describe("readVaultRole", () => {
  it("has the provider's defaults", () => {
    expect(readVaultRole({})).toEqual({ ...OPEN, roleType: "oidc" });
  });

  it("splits values at commas unless told not to", () => {
    const inputs = { roleType: "jwt", boundClaims: { ref: "refs/heads/a, refs/heads/b,," } };
    expect(readVaultRole(inputs).boundClaims).toEqual({ ref: ["refs/heads/a", "refs/heads/b"] });
    expect(readVaultRole({ ...inputs, disableBoundClaimsParsing: true }).boundClaims).toEqual({
      ref: "refs/heads/a, refs/heads/b,,",
    });
  });
});

describe("vaultTests", () => {
  it("admits exactly the tokens that the role opens to", () => {
    const text = fc.constantFrom("a", "ab", "a*", "*b", "b", "?");
    const bound = fc.dictionary(fc.constantFrom("sub", "ref"), fc.array(text, { minLength: 1 }));
    const token = fc.record({ sub: text, ref: text }, { requiredKeys: ["sub"] });
    fc.assert(
      fc.property(
        bound,
        fc.constantFrom("glob", "string"),
        token,
        (boundClaims, boundClaimsType, claims) => {
          const role = { ...OPEN, boundClaims, boundClaimsType };
          const admitted = vaultTests(role).every((test) =>
            passes(test, claims[test.claim as "sub"]),
          );
          expect(admitted).toBe(opensVault(role, claims).opens);
        },
      ),
      { seed: 4, numRuns: 1000 },
    );
  });
});
