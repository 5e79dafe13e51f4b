import { readFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { foundation } from "../../../stacks/foundation";
import { judge } from "../../support/judge";
import { record, type Recorded } from "../../support/record";

const ROOT = join(__dirname, "../../..");
const SETTINGS = {
  environment: "production",
  "identity.boundaries": ["arn:aws:iam::111122223333:policy/airside/airside-boundary"],
};

function recordDemo(stack: string, program: () => unknown) {
  const key = `airside:${stack.split(".")[0]}`;
  const file = join(ROOT, `stacks/config/Pulumi.${stack}.yaml`);
  const config = { [key]: JSON.stringify(parse(readFileSync(file, "utf8")).config[key]) };
  return record(program, { stack, preview: true, config });
}

// biome-ignore lint/suspicious/noExplicitAny: a guard is taken out of inputs of any shape
type Take = (inputs: any) => void;

/** Takes a guard out of a policy document. */
const document =
  (field: string, take: Take): Take =>
  (inputs) => {
    const parsed = JSON.parse(inputs[field]);
    take(parsed);
    inputs[field] = JSON.stringify(parsed);
  };
const trust = (take: Take) =>
  document("assumeRolePolicy", ({ Statement: [statement] }) => take(statement));
const withoutClaim = (claim: string) =>
  trust(({ Condition }) => {
    delete Condition.StringEquals[`token.actions.githubusercontent.com:${claim}`];
  });

/** The rules that say something new once the guard is gone. */
function caught(resources: readonly Recorded[], [type, name]: string[], take: Take): string[] {
  const before = judge(resources, SETTINGS).map(({ rule }) => rule);
  const changed: Recorded[] = structuredClone([...resources]);
  const found = changed.find((each) => each.type.endsWith(`:${type}`) && each.name === name);
  take(found!.inputs);
  return judge(changed, SETTINGS)
    .filter(({ level }) => level === "mandatory")
    .map(({ rule }) => rule)
    .filter((rule) => !before.includes(rule));
}

describe("a guard taken out of foundation.demo", () => {
  let resources: Recorded[];
  beforeAll(async () => {
    resources = await recordDemo("foundation.demo", () => foundation());
  });

  it.each<[string, string, Take, string]>([
    ["aud of the apply role", "Role platform-apply", withoutClaim("aud"), "trust-audience-pinned"],
    ["sub of the apply role", "Role platform-apply", withoutClaim("sub"), "trust-subject-literal"],
    ["sub of the plan role", "Role platform-plan", withoutClaim("sub"), "trust-subject-exact"],
    [
      "the workflow of the apply role",
      "Role platform-apply",
      withoutClaim("job_workflow_ref"),
      "trust-workflow-pinned",
    ],
    [
      "exactness of the plan role",
      "Role platform-plan",
      trust((statement) => {
        const { StringEquals } = statement.Condition;
        const sub = "token.actions.githubusercontent.com:sub";
        statement.Condition = {
          StringLike: {
            ...StringEquals,
            [sub]: "repo:acme@1000042/platform@500042:ref:refs/heads/*",
          },
        };
      }),
      "trust-subject-exact",
    ],
    [
      "presence of the claims",
      "Role platform-plan",
      trust((statement) => {
        statement.Condition = { StringEqualsIfExists: statement.Condition.StringEquals };
      }),
      "trust-operator-strict",
    ],
    [
      "the one principal",
      "Role platform-plan",
      trust((statement) => {
        statement.Principal = "*";
      }),
      "trust-statement-closed",
    ],
    [
      "the hour",
      "Role platform-apply",
      (inputs) => {
        inputs.maxSessionDuration = 43_200;
      },
      "role-session-bounded",
    ],
    [
      "the boundary",
      "Role platform-apply",
      (inputs) => {
        delete inputs.permissionsBoundary;
      },
      "role-permissions-boundary",
    ],
    [
      "the fence around role writing",
      "RolePolicy platform-apply-platform",
      document("policy", ({ Statement }) => {
        for (const statement of Statement) {
          if (statement.Sid === "WriteBoundedRoles") delete statement.Condition;
          if (`${statement.Resource}`.includes(":role/")) statement.Resource = "*";
        }
      }),
      "role-privilege-escalation-absent",
    ],
    [
      "the list of rights",
      "RolePolicy platform-plan-state",
      document("policy", ({ Statement: [statement] }) => {
        statement.Action = "*";
        statement.Resource = "*";
      }),
      "role-not-administrator",
    ],
    [
      "the one audience of the provider",
      "OpenIdConnectProvider github",
      (inputs) => {
        inputs.clientIdLists.push("https://github.com/acme");
      },
      "trust-audience-pinned",
    ],
  ])("%s is caught by name", (_, resource, take, rule) => {
    expect(caught(resources, resource.split(" "), take)).toContain(rule);
  });
});
