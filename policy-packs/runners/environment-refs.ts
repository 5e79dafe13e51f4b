import { field, isTrue } from "../kubernetes/fields";
import type { Finding, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import type { DeploymentEnvironment, DeploymentPattern, Held } from "./facts/environments";
import { isOpenPattern } from "./fnmatch";
import { said } from "./said";

const POLICY = "deploymentBranchPolicy";
const WRITE = "set exactly one of protectedBranches and customBranchPolicies to true";

/** What lets refs into an environment that nobody named. */
export function judgeRefs(
  environment: DeploymentEnvironment,
  patterns: readonly DeploymentPattern[],
): StackFinding[] {
  const { policy, subject } = environment;
  const flags = ["protectedBranches", "customBranchPolicies"].map((name) => field(policy, name));
  const [isProtected, isCustom] = flags;
  const unknown = flags.findIndex(isUnknown);
  if (isProtected === true && isCustom === true)
    return said(subject, [{ path: POLICY, message: `both flags are true; ${WRITE}.` }]);
  if (isTrue(isProtected) && !isUnknown(isCustom)) return [];
  if (isUnknown(policy) || (unknown >= 0 && !isTrue(isCustom)))
    return said(subject, [notKnown(POLICY)]);
  if (!isTrue(isCustom)) {
    const message = `no refs are restricted; ${WRITE}.`;
    return said(subject, [{ path: POLICY, message }]);
  }
  const custom = judgeCustom(environment, patterns);
  const rest = isUnknown(isProtected) ? said(subject, [notKnown(POLICY)]) : [];
  return custom.some((each) => !each.unknown) ? custom : [...custom, ...rest];
}

function judgeCustom(
  environment: DeploymentEnvironment,
  patterns: readonly DeploymentPattern[],
): StackFinding[] {
  const near = patterns
    .map((each) => ({ each, answer: isFor(each, environment) }))
    .filter(({ answer }) => answer !== false);
  const found = near.flatMap(({ each, answer }) =>
    said(
      each.subject,
      openness(each).map((finding) => (answer ? finding : asUnknown(finding))),
    ),
  );
  if (near.some(({ answer }) => answer)) return found;
  const path = `${POLICY}.customBranchPolicies`;
  if (near.length > 0) return [...said(environment.subject, [notKnown(path)]), ...found];
  const message =
    "no RepositoryEnvironmentDeploymentPolicy of the stack names a ref for it; add one.";
  return said(environment.subject, [{ path, message }]);
}

function openness({ path, pattern }: DeploymentPattern): Finding[] {
  if (isUnknown(pattern)) return [notKnown(path)];
  if (typeof pattern === "string" && pattern.trim() !== "" && !isOpenPattern(pattern)) return [];
  const message = `${JSON.stringify(pattern) ?? "nothing"} names no ref; write a name, or a pattern with one in it, such as release/*.`;
  return [{ path, message }];
}

/** GitHub compares the names of both without letter case. */
function isFor(
  pattern: DeploymentPattern,
  environment: DeploymentEnvironment,
): boolean | undefined {
  if (pattern.environment.sources.some((source) => environment.ids.includes(source))) return true;
  const same = [
    isSame(pattern.repository, environment.repository),
    isSame(pattern.environment, environment.environment),
  ];
  if (same.includes(false)) return false;
  return same.includes(undefined) ? undefined : true;
}

function isSame(one: Held, other: Held): boolean | undefined {
  if (!isUnknown(one.value) && !isUnknown(other.value)) {
    return String(one.value).toLowerCase() === String(other.value).toLowerCase();
  }
  return one.sources.some((source) => other.sources.includes(source)) || undefined;
}

function notKnown(path: string): Finding {
  return { path, message: `${path} is not known yet.`, unknown: true };
}

function asUnknown({ path, message }: Finding): Finding {
  return { path, message: `if it is of that environment, ${message}`, unknown: true };
}
