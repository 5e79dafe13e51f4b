import { idProblems } from "./github-names";
import { shown } from "./shown";

/**
 * What protects a deployment environment, as plain data: `DeploymentEnvironment.protection` in the same
 * program, the `environmentProtection` of another stack's outputs, or the register's word for it.
 * The subject of a job in an environment carries no branch, so this is where the branch rule lives.
 */
export interface EnvironmentProtection {
  readonly repositoryId: number;
  /** Exactly as GitHub shows it: AWS compares letter case. */
  readonly environment: string;
  /** How many users and teams may approve, 1 to 6. */
  readonly reviewers: number;
  /** What may be deployed: full ref patterns such as `refs/heads/main`, or `protected` for protected branches. */
  readonly refs: readonly string[];
  readonly preventSelfReview: boolean;
  readonly canAdminsBypass: boolean;
}

/** Why the protection does not make a trust on that environment safe; nothing when it does. */
export function protectionProblems(
  protection: EnvironmentProtection | undefined,
  trusted: { readonly repositoryId: number; readonly environment: string },
): string[] {
  const environment = shown(trusted.environment);
  if (!protection) {
    return [
      `environmentProtection must be given for a trust on the environment ${environment}: a job may name any ` +
        "environment, so pass DeploymentEnvironment.protection of the one that this platform owns",
    ];
  }
  const must = (holds: boolean, field: keyof EnvironmentProtection, what: string) =>
    holds
      ? []
      : [`environmentProtection.${field} must be ${what}, got ${shown(protection[field])}`];
  const { repositoryId, reviewers, refs } = protection;
  return [
    ...idProblems("environmentProtection.repositoryId", repositoryId),
    ...must(
      repositoryId === trusted.repositoryId,
      "repositoryId",
      `the repository ${trusted.repositoryId} of the claims`,
    ),
    ...must(
      protection.environment === trusted.environment,
      "environment",
      `${environment}, letter case included`,
    ),
    ...must(Number.isInteger(reviewers) && reviewers > 0, "reviewers", "at least 1"),
    ...must(
      Array.isArray(refs) && refs.length > 0 && refs.every(isBounded),
      "refs",
      "one or more refs, none of them wildcards alone",
    ),
    ...must(protection.preventSelfReview === true, "preventSelfReview", "true"),
    ...must(protection.canAdminsBypass === false, "canAdminsBypass", "false"),
  ];
}

/** GitHub matches as fnmatch does; a pattern of wildcards and slashes alone restricts nothing. */
function isBounded(ref: unknown): boolean {
  if (typeof ref !== "string") return false;
  return /[^*?/[\]!-]/.test(ref.replace(/^refs\/(heads|tags)\//, ""));
}
