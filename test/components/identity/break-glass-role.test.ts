import { describe, expect, it } from "vitest";

import {
  BreakGlassRole,
  type BreakGlassRoleArgs,
} from "../../../components/identity/break-glass-role";
import { record } from "../../support/record";

const args: BreakGlassRoleArgs = {
  accountId: "111122223333",
  owner: "platform",
  environment: "production",
  lane: "deploy",
  dataClass: "internal",
  humans: ["arn:aws:iam::111122223333:user/ada", "arn:aws:iam::111122223333:user/grace"],
  expiresOn: "2027-01-31",
  policies: { administrator: "arn:aws:iam::aws:policy/AdministratorAccess" },
  alarmTopicArn: "arn:aws:sns:eu-central-1:111122223333:security",
};
const build = (changes: object = {}) =>
  record(() => new BreakGlassRole("break-glass", { ...args, ...changes }), { preview: true });

const roleOf = async (changes: object = {}) =>
  (await build(changes)).find(({ type }) => type === "aws:iam/role:Role")!.inputs;

describe("BreakGlassRole", () => {
  it("registers the role, its policies and the alarm", async () => {
    expect((await build()).map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "airside:identity:BreakGlassRole break-glass",
      "aws:cloudwatch/eventRule:EventRule break-glass",
      "aws:cloudwatch/eventTarget:EventTarget break-glass",
      "aws:iam/role:Role break-glass",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment break-glass-administrator",
    ]);
  });

  it("trusts the named humans with a second factor until the last day, for an hour", async () => {
    const role = await roleOf();
    expect(JSON.parse(role.assumeRolePolicy).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: args.humans },
        Action: "sts:AssumeRole",
        Condition: {
          Bool: { "aws:MultiFactorAuthPresent": "true" },
          DateLessThanEquals: { "aws:CurrentTime": "2027-01-31T23:59:59Z" },
        },
      },
    ]);
    expect(role.maxSessionDuration).toBe(3600);
    expect(role.tags).toMatchObject({
      "airside:break-glass": "true",
      "airside:expires-on": "2027-01-31",
      "airside:owner": "platform",
    });
  });

  it("alarms on this very role's use, known in a first preview", async () => {
    const resources = await build();
    const rule = resources.find(({ type }) => type.endsWith("EventRule"))!;
    expect(JSON.parse(rule.inputs.eventPattern)).toEqual({
      source: ["aws.sts"],
      "detail-type": ["AWS API Call via CloudTrail"],
      detail: {
        eventName: ["AssumeRole"],
        requestParameters: {
          roleArn: ["arn:aws:iam::111122223333:role/airside/break-glass/break-glass"],
        },
      },
    });
    const target = resources.find(({ type }) => type.endsWith("EventTarget"))!;
    expect(target.inputs.arn).toBe(args.alarmTopicArn);
  });

  it("admits humans of another account of the organization only", async () => {
    const humans = ["arn:aws:iam::444455556666:user/ada", "arn:aws:iam::444455556666:user/grace"];
    const role = await roleOf({ humans, organizationId: "o-abcde12345" });
    expect(JSON.parse(role.assumeRolePolicy).Statement[0].Condition.StringEquals).toEqual({
      "aws:PrincipalOrgID": "o-abcde12345",
    });
    await expect(build({ humans })).rejects.toThrow(
      "organizationId must be given, because a human is outside the account 111122223333",
    );
  });

  it.each([
    [{ humans: [args.humans[0]] }, "humans must be at least two different people"],
    [{ humans: [args.humans[0], args.humans[0]] }, "humans must be at least two different people"],
    [
      { humans: [...args.humans, "arn:aws:iam::111122223333:root"] },
      'humans must be ARNs of single IAM users or roles, no root and no pattern, got "arn:aws:iam::111122223333:root"',
    ],
    [{ humans: [...args.humans, "*"] }, 'no root and no pattern, got "*"'],
    [{ humans: [...args.humans, "arn:aws:iam::111122223333:user/*"] }, "no root and no pattern"],
    [{ expiresOn: "soon" }, 'expiresOn must be a date such as 2027-01-31, got "soon"'],
    [{ expiresOn: "2027-02-30" }, 'expiresOn must be a date such as 2027-01-31, got "2027-02-30"'],
    [{ expiresOn: "2027-01-31T00:00:00Z" }, "expiresOn must be a date such as 2027-01-31"],
    [{ organizationId: "*" }, 'organizationId must be o- and 10 to 32 of a-z and 0-9, got "*"'],
    [{ owner: "" }, "owner must be 1 to 256"],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
