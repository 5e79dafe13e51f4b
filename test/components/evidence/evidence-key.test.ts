import { describe, expect, it } from "vitest";

import { EvidenceKey, type EvidenceKeyArgs } from "../../../components/evidence/evidence-key";
import { record } from "../../support/record";

const args: EvidenceKeyArgs = {
  accountId: "111122223333",
  owner: "platform",
  environment: "production",
  lane: "deploy",
  dataClass: "evidence",
  alias: "airside-evidence",
  description: "Release records",
};
const build = (changes: object = {}) =>
  record(() => new EvidenceKey("evidence", { ...args, ...changes }));

describe("EvidenceKey", () => {
  it("registers a rotating, kept key that IAM administers, and its alias", async () => {
    const [component, key, alias, ...others] = await build();
    expect(others).toEqual([]);
    expect(component!.type).toBe("airside:evidence:EvidenceKey");
    expect(key).toMatchObject({
      type: "aws:kms/key:Key",
      protect: true,
      retainOnDelete: true,
      inputs: { enableKeyRotation: true, deletionWindowInDays: 30 },
    });
    expect(JSON.parse(key!.inputs.policy).Statement).toEqual([
      {
        Sid: "AdministerThroughIam",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ]);
    expect(alias!.inputs.name).toBe("alias/airside-evidence");
  });

  it.each([
    [
      { alias: "alias/x" },
      'alias must be 1 to 200 of A-Z, a-z, 0-9 and /_-, without alias/ or aws/ in front, got "alias/x"',
    ],
    [{ alias: "" }, "alias must be 1 to 200"],
    [{ accountId: "" }, 'accountId must be twelve digits as text, got ""'],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
