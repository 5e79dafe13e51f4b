import { type Account, iamArn } from "../lib/partitions";
import { type JobClaims, jobsOf, pinnedClaims, subjects } from "./claims";
import { GITHUB_ISSUER } from "./issuer";

/** The audience that AWS's own action asks for. */
export const AWS_AUDIENCE = "sts.amazonaws.com";

/** A job, and those of its subjects that a statement is to name. */
export interface Admitted {
  readonly claims: JobClaims;
  readonly subjects: readonly string[];
}

/**
 * The trust policy that admits a bearer of exactly those claims. All claims of a job stand in one statement, so that
 * all must hold; jobs that differ in nothing but the subject share one.
 */
export function trustPolicy(claims: JobClaims | readonly JobClaims[], account: Account) {
  return trustDocument(
    jobsOf(claims).map((job) => ({ claims: job, subjects: subjects(job) })),
    account,
  );
}

export function trustDocument(admitted: readonly Admitted[], account: Account) {
  const alike = Map.groupBy(admitted, ({ claims }) =>
    JSON.stringify([claims.issuer ?? GITHUB_ISSUER, pinnedClaims(claims)]),
  );
  return {
    Version: "2012-10-17",
    Statement: [...alike.values()].map((jobs) => statement(jobs, account)),
  };
}

function statement(jobs: readonly Admitted[], account: Account) {
  const { claims } = jobs[0]!;
  const issuer = claims.issuer ?? GITHUB_ISSUER;
  const named = [...new Set(jobs.flatMap((job) => job.subjects))];
  const required = Object.entries({
    aud: AWS_AUDIENCE,
    sub: named.length === 1 ? named[0]! : named,
    ...pinnedClaims(claims),
  });
  return {
    Effect: "Allow",
    Principal: { Federated: iamArn(account, `oidc-provider/${issuer}`) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: Object.fromEntries(
        required.map(([claim, value]) => [`${issuer}:${claim}`, value]),
      ),
    },
  };
}
