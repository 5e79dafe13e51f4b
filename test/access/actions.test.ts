import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { actionCount, actionNamed, actionsMatching, matchesAction } from "../../access/actions";
import { returnsSecret, SECRET_ACTIONS } from "../../access/actions-secret";
import { tableText } from "../../access/tables/generate";

const names = (pattern: string) => actionsMatching(pattern).map(({ name }) => name);

describe("the table of actions", () => {
  it("is what the installed package says; run `node access/tables/generate.ts` after an update", async () => {
    const committed = readFileSync("access/tables/iam-actions.json", "utf8");
    expect((await tableText()) === committed).toBe(true);
  });

  it("gives level, resources and condition keys", () => {
    const action = actionNamed("IAM:passrole");
    expect(action).toMatchObject({ name: "iam:PassRole", level: "Write" });
    expect(action?.resources).toEqual([
      "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}",
    ]);
    expect(action?.conditionKeys).toContain("iam:PassedToService");
    expect(actionNamed("s3:GetObject")?.level).toBe("Read");
    expect(actionNamed("s3:ListAllMyBuckets")).toMatchObject({ level: "List", resources: [] });
    expect(actionNamed("ec2:CreateTags")?.level).toBe("Tagging");
    expect(actionNamed("iam:PutRolePolicy")?.level).toBe("Permissions management");
  });

  it("knows nothing of what AWS does not list, whatever it is called", () => {
    for (const name of ["s3:GetObjekt", "nosuch:Get", "s3", "", ":", "constructor:toString", "*"]) {
      expect(actionNamed(name), name).toBeUndefined();
    }
  });
});

describe("actionsMatching", () => {
  it("reads patterns without letter case", () => {
    expect(names("iam:Pass*")).toEqual(["iam:PassRole"]);
    expect(names("IAM:PASSROLE")).toEqual(["iam:PassRole"]);
    expect(names("i?m:passrol?")).toEqual(["iam:PassRole"]);
    expect(names("*m:PassRole")).toEqual(["iam:PassRole"]);
    expect(names("iam*PassRole")).toEqual(["iam:PassRole"]);
    expect(names("iam:PassRole*x")).toEqual([]);
  });

  it("finds whole services and everything", () => {
    expect(names("iam:*")).toHaveLength(actionCount("iam"));
    expect(names("*").length).toBeGreaterThan(20_000);
    expect(names("*:*")).toEqual(names("*"));
    expect(names("*:**")).toEqual(names("**"));
  });

  it("answers an adversarial pattern in time", () => {
    const started = performance.now();
    expect(names(`iam:${"*a".repeat(200)}b`)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("goes back to the last star only, and loses nothing by it", () => {
    expect(matchesAction("a*b?*c", "aXbbYc")).toBe(true);
    expect(matchesAction("a*bc", "abcbc")).toBe(true);
    expect(matchesAction("a*bc", "abcb")).toBe(false);
    expect(matchesAction("?*", "")).toBe(false);
    expect(matchesAction("**", "")).toBe(true);
  });
});

describe("the actions that return a secret", () => {
  it("exist, every one", () => {
    expect(SECRET_ACTIONS.filter((pattern) => names(pattern).length === 0)).toEqual([]);
    expect(SECRET_ACTIONS).toEqual([...new Set(SECRET_ACTIONS)].sort());
  });

  it("hold those that the catalogue names, and not their harmless neighbours", () => {
    const secret = [
      "secretsmanager:GetSecretValue",
      "SSM:getparametersbypath",
      "codeartifact:GetAuthorizationToken",
      "ecr:GetAuthorizationToken",
      "eks:AccessKubernetesApi",
      "sts:AssumeRoleWithWebIdentity",
    ];
    expect(secret.filter((name) => !returnsSecret(name))).toEqual([]);
    const plain = [
      "secretsmanager:ListSecrets",
      "ssm:DescribeParameters",
      "eks:DescribeCluster",
      "ecr:BatchGetImage",
      "s3:GetObject",
    ];
    expect(plain.filter(returnsSecret)).toEqual([]);
  });
});
