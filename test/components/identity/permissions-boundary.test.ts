import { describe, expect, it } from "vitest";

import {
  PermissionsBoundary,
  type PermissionsBoundaryArgs,
} from "../../../components/identity/permissions-boundary";
import { record } from "../../support/record";

const args: PermissionsBoundaryArgs = {
  accountId: "111122223333",
  owner: "platform",
  environment: "production",
  lane: "deploy",
  dataClass: "internal",
  services: ["eks", "s3"],
  managedRolePath: "/airside/service/",
};
const build = (changes: object = {}) =>
  record(() => new PermissionsBoundary("airside-boundary", { ...args, ...changes }));
interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string;
  Condition?: object;
}
const statements = async (): Promise<Statement[]> =>
  JSON.parse((await build())[1]!.inputs.policy).Statement;

describe("PermissionsBoundary", () => {
  it("registers one protected policy under its own name", async () => {
    const [component, policy, ...others] = await build();
    expect(others).toEqual([]);
    expect(component!.type).toBe("airside:identity:PermissionsBoundary");
    expect(policy).toMatchObject({
      type: "aws:iam/policy:Policy",
      name: "airside-boundary",
      protect: true,
      inputs: { name: "airside-boundary", path: "/airside/" },
    });
  });

  it("allows the services, reading, and nothing else unconditionally", async () => {
    const open = (await statements()).filter(
      ({ Effect, Resource }) => Effect === "Allow" && Resource === "*",
    );
    expect(open.flatMap(({ Action }) => Action)).toEqual([
      "eks:*",
      "s3:*",
      "iam:Get*",
      "iam:List*",
      "sts:GetCallerIdentity",
    ]);
  });

  it("lets roles be written on one path and under itself only", async () => {
    const writes = (await statements()).find(({ Sid }) => Sid === "WriteBoundedRoles")!;
    expect(writes.Resource).toBe("arn:aws:iam::111122223333:role/airside/service/*");
    expect(writes.Condition).toEqual({
      StringEquals: {
        "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/airside/airside-boundary",
      },
    });
    const allowed = (await statements()).filter(({ Effect }) => Effect === "Allow");
    expect(allowed.flatMap(({ Action }) => Action)).not.toContain(
      "iam:DeleteRolePermissionsBoundary",
    );
  });

  it.each([
    [{ services: [] }, "services must list at least one AWS service, got []"],
    [
      { services: ["iam"] },
      'services must not hold "iam": through it a bounded role could unbind itself',
    ],
    [
      { services: ["*"] },
      'services must be IAM\'s service prefixes, such as eks, without a pattern, got "*"',
    ],
    [{ services: ["s3:Get"] }, "services must be IAM's service prefixes"],
    [
      { managedRolePath: "/" },
      'managedRolePath must be narrower than "/", such as "/airside/service/"',
    ],
    [{ managedRolePath: "/a*/" }, "managedRolePath must begin and end with a slash"],
    [
      { services: Array.from({ length: 600 }, (_, n) => `service${n}`) },
      /services makes a policy of \d+ characters and IAM takes 6144; name fewer entries/,
    ],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
