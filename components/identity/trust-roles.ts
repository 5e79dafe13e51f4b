import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentProtection } from "../lib/environment-protection";
import { keyProblems } from "../lib/names";
import { accountProblems } from "../lib/partitions";
import { rejectInvalid } from "../lib/validation";
import { claimProblems, type JobClaims, subjects } from "./claims";
import { trustSizeProblems } from "./trust-plan";
import { TrustRole, type TrustRoleArgs } from "./trust-role";

export interface TrustRolesArgs extends Omit<TrustRoleArgs, "claims" | "environmentProtection"> {
  /**
   * The jobs, under words of which each ends the name of a role: `{ payments: [...], web: [...] }`. A job that
   * comes or goes changes the role of its own word alone, and one that is too many for it is refused with how many fit.
   */
  readonly claims: Readonly<Record<string, readonly JobClaims[]>>;
  /** What protects the environments that `claims` name, in any order; needed exactly then. @default none */
  readonly environmentProtection?: readonly EnvironmentProtection[];
}

/** A role that many jobs share, spread over as many AWS roles as there are words, each within IAM's quota. */
export class TrustRoles extends pulumi.ComponentResource {
  /** What the workflows of a word's jobs pass as `role-to-assume`, by word. */
  readonly arns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: TrustRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:identity:TrustRoles", name, { ...args }, opts);
    rejectInvalid(this, shardProblems(args));
    const { claims, environmentProtection = [], ...shared } = args;
    const roles = Object.entries(claims).map(([word, jobs]) => {
      const own = environmentProtection.filter((protection) => isFor(protection, jobs));
      const role = new TrustRole(
        `${name}-${word}`,
        { ...shared, claims: jobs, ...(own.length > 0 ? { environmentProtection: own } : {}) },
        { parent: this },
      );
      return [word, role.arn] as const;
    });
    this.arns = Object.fromEntries(roles);
    this.registerOutputs({ arns: this.arns });
  }
}

function isFor(protection: EnvironmentProtection, jobs: readonly JobClaims[]): boolean {
  return jobs.some(
    (job) =>
      "environment" in (job?.scope ?? {}) &&
      Object(job.scope).environment === protection?.environment &&
      job.repository?.id === protection?.repositoryId,
  );
}

function shardProblems(args: TrustRolesArgs): string[] {
  const { claims = {}, environmentProtection = [] } = args;
  const all = Object.values(claims).flat();
  const wrong = [
    ...(all.length === 0 ? ["claims must name at least one job under a word, got none"] : []),
    ...keyProblems("claims", Object.keys(claims)),
    ...Object.entries(claims).flatMap(([word, jobs]) =>
      jobs.flatMap((job, index) => claimProblems(job, `claims.${word}[${index}]`)),
    ),
    ...accountProblems(args),
  ];
  const idle = environmentProtection.filter((protection) => !isFor(protection, all));
  return [
    ...wrong,
    // Subjects can be named and measured once everything in them is what it should be.
    ...(wrong.length === 0 ? [...sharingProblems(claims), ...sizeProblems(args)] : []),
    ...idle.map(
      ({ repositoryId, environment }) =>
        `environmentProtection must be for an environment of claims, got "${environment}" of the repository ${repositoryId}`,
    ),
  ];
}

/** A job that two roles trust could choose between them. */
function sharingProblems(claims: TrustRolesArgs["claims"]): string[] {
  const words = new Map<string, string>();
  return Object.entries(claims).flatMap(([word, jobs]) =>
    jobs.flatMap(subjects).flatMap((subject) => {
      const other = words.get(subject) ?? word;
      words.set(subject, other);
      return other === word
        ? []
        : [`claims.${word} and claims.${other} both name ${subject}; a job belongs to one word`];
    }),
  );
}

function sizeProblems(args: TrustRolesArgs): string[] {
  return Object.entries(args.claims).flatMap(([word, jobs]) =>
    trustSizeProblems(jobs, args, args.trustPolicyCharacters).map(
      (problem) => `claims.${word}: ${problem}`,
    ),
  );
}
