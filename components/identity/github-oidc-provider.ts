import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { type Account, accountProblems, iamArn } from "../lib/partitions";
import { type Placement, placementProblems, placementTags } from "../lib/tags";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";
import { AWS_AUDIENCE } from "./aws-trust";
import { GITHUB_ISSUER, issuerProblems } from "./issuer";

export interface GithubOidcProviderArgs extends Account, Placement {
  /** Host, and path where there is one, without a scheme. @default "token.actions.githubusercontent.com" */
  readonly issuer?: string;
  /**
   * The ARN of the account's provider where another program owns it: IAM takes one an issuer and account.
   * Then nothing is created. @default none, and the provider is created
   */
  readonly adopt?: string | undefined;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** An AWS account's trust in GitHub's token issuer: created once, or adopted. Its only audience is STS. */
export class GithubOidcProvider extends pulumi.ComponentResource {
  /** Known in every preview, because it is written from the arguments. */
  readonly arn: string;
  /** What a role must wait for on the first deployment. Empty where the provider is adopted. */
  readonly created: readonly pulumi.Resource[];

  constructor(name: string, args: GithubOidcProviderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:identity:GithubOidcProvider", name, args, opts);
    const { issuer = GITHUB_ISSUER, adopt } = args;
    this.arn = iamArn(args, `oidc-provider/${issuer}`);
    rejectInvalid(this, [
      ...accountProblems(args),
      ...issuerProblems("issuer", issuer),
      ...placementProblems(args),
      ...(adopt === undefined || adopt === this.arn
        ? []
        : [`adopt must be the ARN of this account's provider, "${this.arn}", got ${shown(adopt)}`]),
    ]);

    this.created = adopt === undefined ? [this.create(name, issuer, args)] : [];
    this.registerOutputs({ arn: this.arn });
  }

  private create(name: string, issuer: string, placement: Placement): pulumi.Resource {
    return new iam.OpenIdConnectProvider(
      name,
      {
        url: `https://${issuer}`,
        clientIdLists: [AWS_AUDIENCE],
        tags: placementTags(placement),
      },
      // Every role of the account stands on it.
      { parent: this, protect: true, retainOnDelete: true },
    );
  }
}
