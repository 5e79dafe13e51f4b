import { describe, expect, it } from "vitest";

import { rules } from "../../../policy-packs/airside/rules";
import { evaluate } from "../../../policy-packs/lib/evaluate";
import { readSettings } from "../../../policy-packs/lib/settings";
import { allow, iam, policy, role } from "./builders";

const settings = readSettings({ now: "2026-11-22T12:00:00Z" });
const ISSUER = "token.actions.githubusercontent.com";
const many = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index));
const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const deny = (...args: Parameters<typeof allow>) => ({ ...allow(...args), Effect: "Deny" });

const permissions = {
  "actions of any service": policy(allow(many(300, (i) => `*${i}a*b*`))),
  "actions of many stars": policy(allow(many(60, (i) => `${"*a".repeat(40)}${i}*`))),
  "resources of stars": policy(
    allow(
      "iam:*",
      many(80, (i) => arn(`${"*ab".repeat(20)}${i}*`)),
    ),
    deny(
      "iam:*",
      many(80, (i) => arn(`${"*ba".repeat(20)}${i}*`)),
    ),
  ),
  "resources of stars and question marks": policy(
    allow(
      "iam:*",
      many(80, (i) => arn(`${"*a?b".repeat(20)}${i}*`)),
    ),
    deny(
      "iam:*",
      many(80, (i) => arn(`${"*b?a".repeat(20)}${i}*`)),
    ),
  ),
};

const subjects = {
  stars: `repo:${"*a".repeat(200)}*`,
  "question marks": `repo:${"*a?b".repeat(100)}*`,
  "long runs of both": `repo:${"?*".repeat(2000)}`,
  "forty loose subjects": many(40, (i) => `repo:*a*b${i}*:*`),
  "customised subjects": many(20, (i) => `*ref:*:workflow_ref:*:ref:*:job_workflow_ref:*${i}`),
};

function judged(resource: Parameters<typeof evaluate>[2][number]) {
  const begin = process.threadCpuUsage();
  const findings = evaluate(rules, settings, [resource]);
  const { user, system } = process.threadCpuUsage(begin);
  return { names: findings.map(({ rule }) => rule), milliseconds: (user + system) / 1000 };
}

// Some 100 ms on a machine that does nothing else; this one may be three times as slow.
const LIMIT = 300;

describe("documents made to take long", () => {
  judged(role({}));
  judged(iam("Policy", { policy: JSON.stringify(policy(allow("*"))) }));

  it.each(Object.entries(permissions))("permissions with %s are refused in time", (_, document) => {
    const { names, milliseconds } = judged(iam("Policy", { policy: JSON.stringify(document) }));
    expect(names).toContain("permission-scoped");
    expect(milliseconds).toBeLessThan(LIMIT);
  });

  it.each(Object.entries(subjects))("trust policies with %s are refused in time", (_, sub) => {
    const trust = policy({
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringLike: { [`${ISSUER}:sub`]: sub } },
    });
    const { names, milliseconds } = judged(role({ assumeRolePolicy: JSON.stringify(trust) }));
    expect(names).toContain("trust-subject-exact");
    expect(milliseconds).toBeLessThan(LIMIT);
  });
});
