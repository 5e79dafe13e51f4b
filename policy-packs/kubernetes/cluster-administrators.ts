import type { StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { access, type AccessFact, refersTo, roles } from "./facts/clusters";

/** An access entry that puts its principal beyond every policy. */
export function mastersOf({ resource, groups }: AccessFact): StackFinding[] {
  if (isUnknown(groups)) return [unknown(resource, "kubernetesGroups")];
  return (Array.isArray(groups) ? groups : [groups]).flatMap((group, index) => {
    const path = `kubernetesGroups[${index}]`;
    if (isUnknown(group)) return [unknown(resource, path)];
    if (group !== "system:masters") return [];
    const message = `The access entry "${resource}" joins system:masters, which no policy holds back; associate an access policy instead.`;
    return [{ resource, path, message }];
  });
}

/** An administrator's policy in the hands of a role that a pipeline assumes. */
export function pipelineOf(each: AccessFact, facts: StackFacts): StackFinding[] {
  const { resource, policyArn, scope, principal } = each;
  const isPipeline = facts
    .of(roles)
    .filter(({ isCi }) => isCi)
    .map((role) => refersTo(principal, role));
  if (!isPipeline.some((answer) => answer !== false)) return [];
  if (isUnknown(policyArn)) return [unknown(resource, "policyArn")];
  if (!isAdminPolicy(policyArn)) return [];
  if (!isClusterAdmin(each) && isUnknown(scope)) return [unknown(resource, "accessScope.type")];
  if (!isClusterAdmin(each) && scope === "namespace") return [];
  if (!isPipeline.includes(true)) return [unknown(resource, "principalArn")];
  const message = `"${resource}" makes a CI role administrator by ${policyArn}; associate AmazonEKSEditPolicy in named namespaces.`;
  return [{ resource, path: "policyArn", message }];
}

/** A cluster with fewer administrator paths than it takes to get in when one of them fails. */
export function pathsOf(
  cluster: Parameters<typeof refersTo>[1] & { resource: string },
  facts: StackFacts,
) {
  const ofCluster = facts
    .of(access)
    .filter((each) => isClusterAdmin(each) && each.scope !== "namespace")
    .filter((each) => refersTo(each.cluster, cluster) !== false);
  const role = (each: AccessFact) =>
    facts.of(roles).find((one) => refersTo(each.principal, one) === true);
  const humans = distinct(ofCluster.filter((each) => !role(each)?.isCi));
  const isBreakGlass = (each: AccessFact) =>
    role(each)?.isBreakGlass === true || /break-?glass/i.test(String(each.principal.value));
  if (humans.length >= 2 && humans.some(isBreakGlass)) return [];
  const { resource } = cluster;
  const undecided = humans.find((each) => isUnknown(each.principal.value) && !role(each));
  if (humans.length >= 2 && undecided) return [unknown(undecided.resource, "principalArn")];
  const message =
    `The cluster "${resource}" has ${humans.length} of the 2 administrator paths by human roles` +
    `${humans.some(isBreakGlass) ? "" : ", none of them break-glass"}; associate ` +
    "AmazonEKSClusterAdminPolicy with one human role and the break-glass role.";
  return [{ resource, path: "", message }];
}

/** One path for each principal; two that are not known yet, and come from nowhere known, may be two. */
function distinct(paths: readonly AccessFact[]): readonly AccessFact[] {
  const keyOf = ({ principal: { value, from } }: AccessFact): unknown =>
    isUnknown(value) ? from.join() || {} : value;
  return [...new Map(paths.map((each) => [keyOf(each), each])).values()];
}

function isAdminPolicy(arn: unknown): boolean {
  return typeof arn === "string" && /AmazonEKS(Cluster)?AdminPolicy$/.test(arn);
}

function isClusterAdmin({ policyArn }: AccessFact): boolean {
  return typeof policyArn === "string" && policyArn.endsWith("AmazonEKSClusterAdminPolicy");
}

function unknown(resource: string, path: string): StackFinding {
  const message = `${path} of "${resource}" is not known yet, and the verdict hangs on it.`;
  return { resource, path, message, unknown: true };
}
