import { type Account, iamArn } from "../lib/partitions";
import type { PolicyDocument, PolicyStatement } from "./policy-document";

/** Services that run code as a role that they are handed. */
const PASSED_TO = ["ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com"];

/** What IAM allows to be tied to the boundary of the role that is written. */
const UNDER_BOUNDARY = [
  "iam:CreateRole",
  "iam:PutRolePermissionsBoundary",
  "iam:AttachRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePolicy",
  "iam:DeleteRolePolicy",
];

/** Roles on one path, each under the boundary; what a caller on another path may do to them. */
export function boundedRoleStatements(
  boundaryArn: string,
  account: Account,
  path: string,
): PolicyStatement[] {
  const roles = iamArn(account, `role${path}*`);
  return [
    {
      Sid: "WriteBoundedRoles",
      Effect: "Allow",
      Action: UNDER_BOUNDARY,
      Resource: roles,
      Condition: { StringEquals: { "iam:PermissionsBoundary": boundaryArn } },
    },
    {
      Sid: "MaintainRoles",
      Effect: "Allow",
      Action: [
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      Resource: roles,
    },
    {
      Sid: "PassRolesToCompute",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: roles,
      Condition: { StringEquals: { "iam:PassedToService": PASSED_TO } },
    },
  ];
}

/** Whole services, roles on one path, and never the means to loosen the boundary or to erase traces. */
export function boundaryDocument(
  boundaryArn: string,
  args: Account & { readonly services: readonly string[]; readonly managedRolePath: string },
): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "UseServices",
        Effect: "Allow",
        Action: args.services.map((service) => `${service}:*`),
        Resource: "*",
      },
      {
        Sid: "ReadIdentity",
        Effect: "Allow",
        Action: ["iam:Get*", "iam:List*", "sts:GetCallerIdentity"],
        Resource: "*",
      },
      ...boundedRoleStatements(boundaryArn, args, args.managedRolePath),
      {
        Sid: "KeepTraces",
        Effect: "Deny",
        Action: [
          "cloudtrail:DeleteTrail",
          "cloudtrail:PutEventSelectors",
          "cloudtrail:StopLogging",
          "cloudtrail:UpdateTrail",
          "kms:DisableKey",
          "kms:ScheduleKeyDeletion",
          "s3:BypassGovernanceRetention",
        ],
        Resource: "*",
      },
    ],
  };
}
