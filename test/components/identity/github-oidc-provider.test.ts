import { describe, expect, it } from "vitest";

import {
  GithubOidcProvider,
  type GithubOidcProviderArgs,
} from "../../../components/identity/github-oidc-provider";
import { record } from "../../support/record";

const args: GithubOidcProviderArgs = {
  accountId: "111122223333",
  owner: "platform",
  environment: "production",
  lane: "deploy",
  dataClass: "internal",
};
const build = (changes: object = {}) =>
  record(() => new GithubOidcProvider("github", { ...args, ...changes }));

describe("GithubOidcProvider", () => {
  it("registers the one provider, for STS alone, protected", async () => {
    const [component, provider, ...others] = await build();
    expect(component!.type).toBe("airside:identity:GithubOidcProvider");
    expect(others).toEqual([]);
    expect(provider).toMatchObject({
      type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      name: "github",
      parent: component!.urn,
      protect: true,
      retainOnDelete: true,
      inputs: {
        url: "https://token.actions.githubusercontent.com",
        clientIdLists: ["sts.amazonaws.com"],
        tags: {
          "airside:owner": "platform",
          "airside:environment": "production",
          "airside:lane": "deploy",
          "airside:data-class": "internal",
        },
      },
    });
  });

  it("creates nothing where it adopts", async () => {
    const issuer = "token.actions.githubusercontent.com/acme";
    const adopt = `arn:aws-us-gov:iam::111122223333:oidc-provider/${issuer}`;
    const resources = await build({ partition: "aws-us-gov", issuer, adopt });
    expect(resources.map(({ type }) => type)).toEqual(["airside:identity:GithubOidcProvider"]);
  });

  it.each([
    [
      { adopt: "arn:aws:iam::111122223334:oidc-provider/token.actions.githubusercontent.com" },
      'adopt must be the ARN of this account\'s provider, "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", got "arn:aws:iam::111122223334:',
    ],
    [
      { issuer: "https://token.actions.githubusercontent.com" },
      "issuer must be token.actions.githubusercontent.com, that with /ENTERPRISE, or token.actions.NAME.ghe.com, without https://, got",
    ],
    [{ issuer: "token.actions.githubusercontent.com.evil.example" }, "issuer must be token"],
    [{ issuer: "tokenXactions.githubusercontent.com" }, "issuer must be token"],
    [{ accountId: "11112222333" }, 'accountId must be twelve digits as text, got "11112222333"'],
    [
      { dataClass: "secret" },
      "dataClass must be one of public, internal, confidential, state, evidence",
    ],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
