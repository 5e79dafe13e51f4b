import fc from "fast-check";
import { expect, it } from "vitest";

import { credentialKinds } from "../../../policy-packs/lib/credential-shapes";
import { redact, secretTexts, valueAt } from "../../../policy-packs/lib/redact";

// Pieced together, so that no scanner takes this file for a leak.
const samples: readonly [kind: string, text: string][] = [
  ["AWS access key id", `AKIA${"QWERTYUIOPASDFGH"}`],
  ["AWS access key id", `ASIA${"QWERTYUIOPASDFG2"}`],
  ["AWS secret access key", `wJalrXUtnFEMI7K7MDENG${"bPxRfiCYEXAMPLEKEYa"}`],
  ["GitHub token", `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`],
  ["GitHub token", `ghs_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`],
  ["GitHub token", `github_pat_${"11ABCDEFG0abcdefghijkl_mnop"}`],
  ["GitLab token", `glpat-${"abcdefghij0123456789"}`],
  ["JSON web token", `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${"c2lnbmF0dXJl"}`],
  ["Vault token", `hvs.${"CAESIJabcdefghijklmnopqrstuv"}`],
  ["Vault token", `s.${"abcdefghijklmnopqrstuvwx"}`],
  ["Slack token", `xoxb-${"123456789012-abcdefghijkl"}`],
  ["private key", `-----BEGIN RSA PRIVATE KEY-----\nMIIE${"abc"}\n-----END RSA PRIVATE KEY-----`],
  ["private key", `-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl${"cut off"}`],
  ["connection string with a password", `postgres://app:${"hunter2"}@db.internal:5432/shop`],
  ["connection string with a password", `Server=db;Password=${"hunter2"};`],
  ["npm token", `npm_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`],
  ["private key", `LS0tLS1CRUdJTi${"BSU0EgUFJJVkFURSBLRVktLS0tLQ"}`],
  ...["o", "r", "u"].map((letter): [string, string] => [
    "GitHub token",
    `gh${letter}_${"a1B2".repeat(9)}`,
  ]),
  ...["dt", "rt", "cbt", "ptt", "agent"].map((kind): [string, string] => [
    "GitLab token",
    `gl${kind}-${"abcdefghij0123456789"}`,
  ]),
  ["Vault token", `hvb.${"AAAAAQJabcdefghijklmnopqrstuv"}`],
  ["Vault token", `hvr.${"AAAAAQJabcdefghijklmnopqrstuv"}`],
  ["Vault token", `b.${"abcdefghijklmnopqrstuvwx"}`],
  ["Slack webhook", `https://hooks.slack.com/services/${"T0001/B0002/abcdefghijkl"}`],
  ["Google API key", `AIza${"SyA1234567890abcdefghijklmnopqrstuv"}`],
  ["Stripe key", `sk_live_${"abcdefghij0123"}`],
  ["Stripe key", `rk_test_${"abcdefghij0123"}`],
  ["API key", `sk-${"abcdefghijklmnopqrstuvwx"}`],
  ["SendGrid key", `SG.${"abcdefghijklmnop"}.${"qrstuvwxyzabcdef"}`],
  ["storage account key", `AccountKey=${"abcdefghijklmnopqrst"}`],
  ["storage account key", `SharedAccessKey=${"abcdefghijklmnopqrst"}`],
  ["Pulumi token", `pul-${"0123456789abcdef0123456789abcdef01234567"}`],
];

it.each(samples)("hides a %s", (kind, text) => {
  const secret = text.slice(-12);
  expect(credentialKinds(`found ${text} here`)).toContain(kind);
  expect(redact(`found ${text} here`, [])).not.toContain(secret);
});

it.each([
  "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  "repo:acme@42/payments@4242:ref:refs/heads/feature/A1-b2-very-long-branch-name-of-forty-characters",
  `ghcr.io/acme/web@sha256:${"0123456789abcdef".repeat(4)}`,
  "acme/infra/.github/workflows/deploy.yml@0123456789abcdef0123456789abcdef01234567",
  "https://token.actions.githubusercontent.com/acme",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
  "s.example.com and b.example.com",
  "secretsmanager:GetSecretValue on password=",
])("leaves %s as it is", (text) => {
  expect(redact(text, [])).toBe(text);
  expect(credentialKinds(text)).toEqual([]);
});

it("hides marked secrets and pieces of them, wherever a message quotes them", () => {
  const resource = {
    type: "t",
    name: "n",
    props: { a: { "b.c": ["x", { d: "correct-horse-battery" }] }, pin: 4711 },
    secret: ['a["b.c"]', "pin", "nowhere"],
  };
  const secrets = secretTexts(resource);
  expect(secrets.toSorted()).toEqual(["4711", "correct-horse-battery", "x"]);
  expect(redact('has "correct-horse-battery", "horse-bat…" and 4711', secrets)).toBe(
    'has "[secret]", "[secret]…" and [secret]',
  );
});

it("never quotes six characters of a secret in a row, nor changes a message without one", () => {
  const secret = fc
    .string({ minLength: 6, maxLength: 40 })
    .filter((text) => !"[secret]".includes(text.slice(0, 1)));
  fc.assert(
    fc.property(fc.string(), secret, fc.nat(), fc.nat(), (around, hidden, from, length) => {
      const piece = hidden.slice(from % hidden.length).slice(0, 6 + (length % 40));
      const clean = redact(`${around}${piece}${around}`, [hidden]).replaceAll("[secret]", "\n");
      for (let at = 0; at + 6 <= hidden.length; at++) {
        expect(clean).not.toContain(hidden.slice(at, at + 6));
      }
    }),
    { seed: 11, numRuns: 500 },
  );
});

it("is quick on long and hostile text", () => {
  const begin = performance.now();
  for (const unit of ["a", "/", "://a:", "eyJa.", "-----BEGIN ", "A1b/", "password="]) {
    redact(unit.repeat(100_000 / unit.length), []);
  }
  expect(performance.now() - begin).toBeLessThan(2_000);
});

it.each([
  ["a.b[1].c", 3],
  ['a["x.y"]', 4],
  ["a.b.c.d", undefined],
  ["", { a: { b: [0, { c: 3 }], "x.y": 4 } }],
])("finds the value at %j", (path, value) => {
  expect(valueAt({ a: { b: [0, { c: 3 }], "x.y": 4 } }, path)).toEqual(value);
});

it("finds a key of forty characters wherever in a text it stands", () => {
  const key = `wJalrXUtnFEMI7K7MDENG${"bPxRfiCYEXAMPLEKEYa"}`;
  for (let before = 0; before <= 120; before++) {
    const lead = " ".repeat(before);
    for (const after of ["", " and more"]) {
      expect(redact(`${lead}${key}${after}`, [])).toBe(`${lead}[AWS secret access key]${after}`);
    }
  }
});
