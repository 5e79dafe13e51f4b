import type { Resource } from "../../../policy-packs/lib/rule";

type Props = Readonly<Record<string, unknown>>;

const ISSUER = "token.actions.githubusercontent.com";
export const ACCOUNT = "123456789012";
export const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/airside/boundary`;

/** A trust policy for GitHub jobs with these claims; a subject stands for the rest. */
export function githubTrust(subject: string | readonly string[], more: Props = {}): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: "sts.amazonaws.com",
            [`${ISSUER}:sub`]: subject,
            ...more,
          },
        },
      },
    ],
  });
}

export const MAIN = "repo:acme@7/api@42:ref:refs/heads/main";
export const PULL_REQUEST = "repo:acme@7/api@42:pull_request";

export const SERVICE_TRUST = {
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
};

export function role(props: Props, more: Partial<Resource> = {}): Resource {
  return {
    type: "aws:iam/role:Role",
    name: "ci",
    props: { assumeRolePolicy: githubTrust(MAIN), ...props },
    ...more,
  };
}

export function iam(type: string, props: Props, more: Partial<Resource> = {}): Resource {
  const camel = type.charAt(0).toLowerCase() + type.slice(1);
  return { type: `aws:iam/${camel}:${type}`, name: "subject", props, ...more };
}

export function policy(...statements: unknown[]) {
  return { Version: "2012-10-17", Statement: statements };
}

export function allow(Action: unknown, Resource: unknown = "*", more: Props = {}) {
  return { Effect: "Allow", Action, Resource, ...more };
}
