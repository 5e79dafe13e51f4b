import { type Account, iamArn } from "../lib/partitions";
import { type JobClaims, pinnedClaims, subjects } from "./claims";
import { GITHUB_ISSUER } from "./issuer";

/** The audience that AWS's own action asks for. */
export const AWS_AUDIENCE = "sts.amazonaws.com";

/** IAM's default quota on a trust policy, in characters that are not white space. */
const TRUST_POLICY_CHARACTERS = 2048;

/** The trust policy that admits a bearer of exactly those claims: one statement, so that all must hold. */
export function trustPolicy(claims: JobClaims, account: Account, admitted = subjects(claims)) {
  const issuer = claims.issuer ?? GITHUB_ISSUER;
  const required = Object.entries({
    aud: AWS_AUDIENCE,
    sub: admitted.length === 1 ? admitted[0]! : admitted,
    ...pinnedClaims(claims),
  });
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: iamArn(account, `oidc-provider/${issuer}`) },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: Object.fromEntries(
            required.map(([claim, value]) => [`${issuer}:${claim}`, value]),
          ),
        },
      },
    ],
  };
}

/** Why IAM would refuse the document for its size; nothing when it fits. */
export function trustSizeProblems(claims: JobClaims, account: Account): string[] {
  const all = subjects(claims);
  const size = (admitted: string[]) =>
    JSON.stringify(trustPolicy(claims, account, admitted)).replace(/\s/g, "").length;
  if (size(all) <= TRUST_POLICY_CHARACTERS) return [];
  const fitting = all.filter((_, n) => size(all.slice(0, n + 1)) <= TRUST_POLICY_CHARACTERS).length;
  return [
    `the trust policy has ${size(all)} characters and IAM takes ${TRUST_POLICY_CHARACTERS}; ${fitting} of its ` +
      `${all.length} subjects fit. Make one role for each subject, or shorten the name in claims.scope`,
  ];
}
