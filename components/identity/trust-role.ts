import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentProtection } from "../lib/environment-protection";
import { lanePathProblems } from "../lib/lanes";
import { iamNameProblems, iamPathProblems, keyProblems } from "../lib/names";
import { type Account, accountProblems } from "../lib/partitions";
import { type Placement, placementProblems, placementTags } from "../lib/tags";
import { rejectInvalid } from "../lib/validation";
import { trustPolicy } from "./aws-trust";
import { type JobClaims, jobsOf, subjects } from "./claims";
import { inlineSizeProblems, type PolicyDocument } from "./policy-document";
import { NEVER, revocationPolicy, revocationProblems } from "./session-revocation";
import { environmentTrustProblems, jobsProblems, laneProblems, sunsets } from "./trust-jobs";
import { quotaProblems, TRUST_POLICY_CHARACTERS, trustSizeProblems } from "./trust-plan";

export interface TrustRoleArgs extends Account, Placement {
  /** The one job that may assume the role, or several that share it. Plain, not `Input`: a preview has to show it. */
  readonly claims: JobClaims | readonly JobClaims[];
  /** What protects the environments that `claims` name; needed exactly then. @default none */
  readonly environmentProtection?: EnvironmentProtection | readonly EnvironmentProtection[];
  /** The account's quota on a trust policy, 2048 to 8192 characters without white space. @default 2048 */
  readonly trustPolicyCharacters?: number;
  /** Where IAM keeps the role, with a slash at both ends; `laneRolePath` opens its lane's store. @default "/airside/" */
  readonly path?: string;
  /** The most the role may ever do, as a policy's ARN. */
  readonly permissionsBoundary: pulumi.Input<string>;
  /** Managed policies' ARNs, each under a key that ends a resource's name. @default none */
  readonly policies?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Policy documents of the role alone, likewise; 10,240 characters in all. @default none */
  readonly inlinePolicies?: Readonly<Record<string, PolicyDocument>>;
  /**
   * The containment switch: sessions issued before this moment (ISO 8601) may do nothing any more, later
   * ones are untouched. @default "1970-01-01T00:00:00Z", which no session predates
   */
  readonly revokeSessionsIssuedBefore?: string | undefined;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** An AWS role that named GitHub Actions jobs can assume with their own tokens, for an hour, and nothing else can. */
export class TrustRole extends pulumi.ComponentResource {
  /** What the workflow passes as `role-to-assume`. */
  readonly arn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: TrustRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:identity:TrustRole", name, args, opts);
    rejectInvalid(this, trustRoleProblems(name, args));
    const { claims, policies = {}, inlinePolicies = {} } = args;
    const before = args.revokeSessionsIssuedBefore ?? NEVER;
    const jobs = jobsOf(claims);
    const [sunset] = sunsets(jobs);

    const role = new iam.Role(
      name,
      {
        description: `Assumed by ${jobs.map((job) => subjects(job)[0]).join(", ")}`.slice(0, 1000),
        path: args.path ?? "/airside/",
        assumeRolePolicy: JSON.stringify(trustPolicy(claims, args)),
        permissionsBoundary: args.permissionsBoundary,
        maxSessionDuration: 3600,
        tags: {
          ...placementTags(args),
          ...(sunset === undefined ? {} : { "airside:subject-sunset": sunset }),
        },
      },
      { parent: this },
    );
    for (const [key, policyArn] of Object.entries(policies)) {
      const attachment = { role: role.name, policyArn };
      new iam.RolePolicyAttachment(`${name}-${key}`, attachment, { parent: this });
    }
    for (const [key, document] of Object.entries({
      ...inlinePolicies,
      [REVOCATION]: revocationPolicy(before),
    })) {
      const inline = { role: role.name, policy: JSON.stringify(document) };
      new iam.RolePolicy(`${name}-${key}`, inline, { parent: this });
    }

    this.arn = role.arn;
    this.roleName = role.name;
    this.registerOutputs({ arn: this.arn, roleName: this.roleName });
  }
}

const REVOCATION = "revoked-sessions";

function trustRoleProblems(name: string, args: TrustRoleArgs): string[] {
  const { claims, policies = {}, inlinePolicies = {}, revokeSessionsIssuedBefore: before } = args;
  const { trustPolicyCharacters: characters = TRUST_POLICY_CHARACTERS } = args;
  const wrong = [
    ...jobsProblems(claims),
    ...accountProblems(args),
    ...quotaProblems("trustPolicyCharacters", characters),
  ];
  return [
    ...iamNameProblems(name),
    ...iamPathProblems("path", args.path ?? "/airside/"),
    ...wrong,
    // A document is only measured once everything in it is what it should be.
    ...(wrong.length === 0 ? trustSizeProblems(claims, args, characters) : []),
    ...placementProblems(args),
    ...lanePathProblems("path", args.path ?? "/airside/", args.lane),
    ...laneProblems(args),
    ...environmentTrustProblems(args),
    ...keyProblems("policies", Object.keys(policies)),
    ...keyProblems("inlinePolicies", Object.keys(inlinePolicies)),
    ...(REVOCATION in inlinePolicies
      ? [`inlinePolicies: the key "${REVOCATION}" must be left to revokeSessionsIssuedBefore`]
      : []),
    ...inlineSizeProblems({ ...inlinePolicies, [REVOCATION]: revocationPolicy(before ?? NEVER) }),
    ...(before === undefined ? [] : revocationProblems("revokeSessionsIssuedBefore", before)),
  ];
}
