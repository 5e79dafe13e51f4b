import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { type EnvironmentProtection, protectionProblems } from "../lib/environment-protection";
import { iamNameProblems, iamPathProblems, keyProblems } from "../lib/names";
import { type Account, accountProblems } from "../lib/partitions";
import { type Placement, placementProblems, placementTags } from "../lib/tags";
import { rejectInvalid } from "../lib/validation";
import { trustPolicy, trustSizeProblems } from "./aws-trust";
import { claimProblems, type JobClaims, subjects } from "./claims";
import { inlineSizeProblems, type PolicyDocument } from "./policy-document";
import { NEVER, revocationPolicy, revocationProblems } from "./session-revocation";

export interface TrustRoleArgs extends Account, Placement {
  /** The one job that may assume the role. Plain, not `Input`: a preview has to show it. */
  readonly claims: JobClaims;
  /** What protects the environment that `claims` name; needed exactly then. @default none */
  readonly environmentProtection?: EnvironmentProtection;
  /** Where IAM keeps the role, with a slash at both ends. @default "/airside/" */
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

/** An AWS role that one GitHub Actions job can assume with its own token, for an hour, and nothing else can. */
export class TrustRole extends pulumi.ComponentResource {
  /** What the workflow passes as `role-to-assume`. */
  readonly arn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: TrustRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:identity:TrustRole", name, args, opts);
    rejectInvalid(this, trustRoleProblems(name, args));
    const { claims, policies = {}, inlinePolicies = {} } = args;
    const before = args.revokeSessionsIssuedBefore ?? NEVER;

    const role = new iam.Role(
      name,
      {
        description: `Assumed by ${subjects(claims)[0]}`.slice(0, 1000),
        path: args.path ?? "/airside/",
        assumeRolePolicy: JSON.stringify(trustPolicy(claims, args)),
        permissionsBoundary: args.permissionsBoundary,
        maxSessionDuration: 3600,
        tags: {
          ...placementTags(args),
          ...(claims.subject?.form === "both"
            ? { "airside:subject-sunset": claims.subject.sunset }
            : {}),
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
  const wrong = [...claimProblems(claims), ...accountProblems(args)];
  return [
    ...iamNameProblems(name),
    ...iamPathProblems("path", args.path ?? "/airside/"),
    ...wrong,
    // A document is only measured once everything in it is what it should be.
    ...(wrong.length === 0 ? trustSizeProblems(claims, args) : []),
    ...placementProblems(args),
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

/** Pull requests run unreviewed code, and what is released or deployed must come through a known workflow. */
function laneProblems({ lane, claims }: TrustRoleArgs): string[] {
  const problems: string[] = [];
  const forPullRequests = "pullRequests" in (claims?.scope ?? {});
  if (forPullRequests !== (lane === "untrusted")) {
    problems.push(
      `lane must be untrusted for pull requests and for nothing else, got "${lane}" ` +
        `${forPullRequests ? "with" : "without"} claims.scope.pullRequests`,
    );
  }
  if ((lane === "release" || lane === "deploy") && claims?.workflow === undefined) {
    problems.push(`claims.workflow must pin the reusable workflow of a role in the lane ${lane}`);
  }
  return problems;
}

function environmentTrustProblems({ claims, environmentProtection }: TrustRoleArgs): string[] {
  const { scope, repository } = claims ?? {};
  if (scope && "environment" in scope) {
    const trusted = { repositoryId: repository?.id, environment: scope.environment };
    return protectionProblems(environmentProtection, trusted);
  }
  return environmentProtection === undefined
    ? []
    : ["environmentProtection must be left out where claims.scope is no environment"];
}
