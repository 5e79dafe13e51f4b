import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { iamNameProblems, keyProblems } from "../lib/names";
import { type Account, accountProblems, iamArn } from "../lib/partitions";
import { type Placement, placementProblems, placementTags } from "../lib/tags";
import { instant, shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";

export interface BreakGlassRoleArgs extends Account, Placement {
  /** ARNs of the people's own IAM users or roles, at least two: one of them may be away. */
  readonly humans: readonly string[];
  /** Needed where a human's ARN is of another account: `o-` and the organization's id. @default none */
  readonly organizationId?: string;
  /** Last day of the role (ISO date). AWS itself ends the trust then. */
  readonly expiresOn: string;
  /** Managed policies' ARNs, each under a key that ends a resource's name. */
  readonly policies: Readonly<Record<string, pulumi.Input<string>>>;
  /** The SNS topic that hears of every use. */
  readonly alarmTopicArn: pulumi.Input<string>;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/**
 * The way in when everything else fails: named humans with a second factor, for an hour, until a date,
 * and never unheard. Its IAM name is the component's, because people type it.
 */
export class BreakGlassRole extends pulumi.ComponentResource {
  /** Known in every preview, because it is written from the arguments. */
  readonly arn: string;

  constructor(name: string, args: BreakGlassRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:identity:BreakGlassRole", name, args, opts);
    rejectInvalid(this, breakGlassProblems(name, args));
    this.arn = iamArn(args, `role/airside/break-glass/${name}`);

    const role = new iam.Role(
      name,
      {
        name,
        path: "/airside/break-glass/",
        description: `Emergencies only, until ${args.expiresOn}; every use alarms`,
        assumeRolePolicy: JSON.stringify(humanTrust(args)),
        maxSessionDuration: 3600,
        tags: {
          ...placementTags(args),
          "airside:break-glass": "true",
          "airside:expires-on": args.expiresOn,
        },
      },
      { parent: this },
    );
    for (const [key, policyArn] of Object.entries(args.policies)) {
      const attachment = { role: role.name, policyArn };
      new iam.RolePolicyAttachment(`${name}-${key}`, attachment, { parent: this });
    }
    const use = new cloudwatch.EventRule(
      name,
      {
        description: `Somebody assumed ${this.arn}`,
        eventPattern: JSON.stringify(useOf(this.arn)),
        tags: placementTags(args),
      },
      { parent: this },
    );
    const alarm = { rule: use.name, arn: args.alarmTopicArn };
    new cloudwatch.EventTarget(name, alarm, { parent: this });

    this.registerOutputs({ arn: this.arn });
  }
}

/** CloudTrail's record of a use. STS writes it in the region whose endpoint was called. */
function useOf(roleArn: string) {
  return {
    source: ["aws.sts"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: { eventName: ["AssumeRole"], requestParameters: { roleArn: [roleArn] } },
  };
}

function humanTrust({ humans, organizationId, expiresOn }: BreakGlassRoleArgs) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: [...humans] },
        Action: "sts:AssumeRole",
        Condition: {
          Bool: { "aws:MultiFactorAuthPresent": "true" },
          DateLessThanEquals: { "aws:CurrentTime": `${expiresOn}T23:59:59Z` },
          ...(organizationId === undefined
            ? {}
            : { StringEquals: { "aws:PrincipalOrgID": organizationId } }),
        },
      },
    ],
  };
}

function breakGlassProblems(name: string, args: BreakGlassRoleArgs): string[] {
  const { expiresOn, organizationId, policies } = args;
  const problems = [
    ...iamNameProblems(name),
    ...accountProblems(args),
    ...placementProblems(args),
    ...humanProblems(args),
    ...keyProblems("policies", Object.keys(policies)),
  ];
  if (!instant(expiresOn) || expiresOn.length !== 10) {
    problems.push(`expiresOn must be a date such as 2027-01-31, got ${shown(expiresOn)}`);
  }
  if (organizationId !== undefined && !/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
    problems.push(
      `organizationId must be o- and 10 to 32 of a-z and 0-9, got ${shown(organizationId)}`,
    );
  }
  return problems;
}

function humanProblems({ humans, accountId, organizationId }: BreakGlassRoleArgs): string[] {
  const listed = Array.isArray(humans) ? humans : [];
  const problems = listed
    .filter(
      (arn) => !/^arn:aws(-[a-z]+)*:iam::[0-9]{12}:(user|role)\/[A-Za-z0-9+=,.@_/-]+$/.test(arn),
    )
    .map(
      (arn) =>
        `humans must be ARNs of single IAM users or roles, no root and no pattern, got ${shown(arn)}`,
    );
  if (new Set(listed).size < 2) {
    problems.push(`humans must be at least two different people, got ${shown(humans)}`);
  }
  const abroad = listed.some((arn) => `${arn}`.split(":")[4] !== accountId);
  if (abroad && organizationId === undefined) {
    problems.push(
      `organizationId must be given, because a human is outside the account ${accountId}`,
    );
  }
  return problems;
}
