import { describe, expect, it } from "vitest";

import {
  SubjectTemplate,
  type SubjectTemplateArgs,
} from "../../../components/repository/subject-template";
import { record } from "../../support/record";

const repository = { owner: "acme", name: "payments", ownerId: 42, id: 4242 };
const both = { form: "both", sunset: "2027-01-31" } as const;
const args: SubjectTemplateArgs = {
  repository,
  trusts: { deploy: { repository, scope: { branch: "main" } } },
};
const build = (changes: object = {}) =>
  record(() => new SubjectTemplate("payments", { ...args, ...changes }));

describe("SubjectTemplate", () => {
  it("holds the repository to GitHub's default subject", async () => {
    const [component, template, ...others] = await build();
    expect(others).toEqual([]);
    expect(component!.type).toBe("airside:repository:SubjectTemplate");
    expect(template!.inputs).toEqual({ repository: "payments", useDefault: true });
  });

  it("goes through a transition together with its trusts", async () => {
    const trusts = { deploy: { ...args.trusts["deploy"], subject: both } };
    expect(await build({ subject: both, trusts })).toHaveLength(2);
    await expect(build({ subject: both })).rejects.toThrow(
      "trusts.deploy must expect the template's subject (both until 2027-01-31), got immutable; change the template and every trust in one update",
    );
  });

  it.each([
    [
      { trusts: { deploy: { repository: { ...repository, id: 7 }, scope: { branch: "main" } } } },
      "trusts.deploy must be of the repository 4242, got 7",
    ],
    [
      { trusts: { deploy: { repository, scope: { branch: "*" } } } },
      "trusts.deploy: claims.scope.branch must name exactly one branch",
    ],
    [{ repository: { ...repository, name: "" } }, "repository.name must be one repository"],
  ])("refuses %j, and registers nothing", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
