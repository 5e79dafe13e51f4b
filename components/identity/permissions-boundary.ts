import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { iamNameProblems, iamPathProblems } from "../lib/names";
import { type Account, accountProblems, iamArn } from "../lib/partitions";
import { type Placement, placementProblems, placementTags } from "../lib/tags";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";
import { boundaryDocument } from "./boundary-document";
import { managedSizeProblems } from "./policy-document";

export interface PermissionsBoundaryArgs extends Account, Placement {
  /** AWS services that a bounded role may use at all, as IAM's prefixes: `eks`, `ec2`, `s3`. */
  readonly services: readonly string[];
  /** Where the roles live that a bounded role may create, itself bounded the same way, such as `/airside/service/`. */
  readonly managedRolePath: string;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** The most that any role assumed by a job may ever do. Its IAM name is the component's: settings and roles name it. */
export class PermissionsBoundary extends pulumi.ComponentResource {
  /** Known in every preview, because it is written from the arguments. */
  readonly arn: string;
  /** What a role must wait for on the first deployment. */
  readonly created: readonly pulumi.Resource[];

  constructor(name: string, args: PermissionsBoundaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:identity:PermissionsBoundary", name, args, opts);
    this.arn = iamArn(args, `policy/airside/${name}`);
    const wrong = [
      ...iamNameProblems(name),
      ...accountProblems(args),
      ...placementProblems(args),
      ...servicesProblems(args.services),
      ...rolePathProblems(args.managedRolePath),
    ];
    rejectInvalid(this, wrong);
    const document = boundaryDocument(this.arn, args);
    rejectInvalid(this, managedSizeProblems("services", document));

    const policy = new iam.Policy(
      name,
      {
        name,
        path: "/airside/",
        description: "The most that a role assumed by a job may do",
        policy: JSON.stringify(document),
        tags: placementTags(args),
      },
      { parent: this, protect: true },
    );

    this.created = [policy];
    this.registerOutputs({ arn: this.arn });
  }
}

/** Services through which a bounded role could unbind itself or another. */
const NEVER_WHOLE = [
  "iam",
  "sts",
  "organizations",
  "account",
  "sso",
  "sso-directory",
  "identitystore",
];

/** What is wrong with one service of the boundary. */
export function serviceProblems(field: string, service: unknown): string[] {
  if (NEVER_WHOLE.includes(service as string)) {
    return [`${field} must not hold "${service}": through it a bounded role could unbind itself`];
  }
  if (typeof service === "string" && /^[a-z][a-z0-9-]*$/.test(service)) return [];
  return [
    `${field} must be IAM's service prefixes, such as eks, without a pattern, got ${shown(service)}`,
  ];
}

function servicesProblems(services: unknown): string[] {
  if (Array.isArray(services) && services.length > 0) {
    return services.flatMap((service) => serviceProblems("services", service));
  }
  return [`services must list at least one AWS service, got ${shown(services)}`];
}

function rolePathProblems(path: string): string[] {
  if (path === "/")
    return ['managedRolePath must be narrower than "/", such as "/airside/service/"'];
  return iamPathProblems("managedRolePath", path);
}
