import type { Condition, Statement } from "../../../access/document";
import { weakness } from "../../../access/forms";
import type { Principal } from "../../../access/principals";
import { type ConditionValue, hasVariable, hasWildcard } from "../../../access/values";
import { missingSetting } from "../../lib/missing-setting";
import type { Finding, ResourceRule } from "../../lib/rule";
import { at, notKnown, ROLE, trustOf, unknownParts } from "../trust";

/** Services that act as the account itself, and never for another customer. */
const OWN = /^(?:ec2|lambda|ecs-tasks|eks|eks-fargate-pods|pods\.eks)\.amazonaws\.com(?:\.cn)?$/i;

/** Of strings and ARNs: a number or a date can be compared to what no account has. */
const COMPARISONS: ReadonlySet<string> = new Set(["equals", "like", "arn"]);

export const trustConfusedDeputyGuarded: ResourceRule = {
  name: "trust-confused-deputy-guarded",
  title: "A trust of a foreign account or of a shared service must say on whose behalf it may act.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A vendor or service that serves many customers can otherwise be made to use this role for one of the others.",
  remedy:
    "Require sts:ExternalId or aws:PrincipalOrgID of accounts, aws:SourceAccount or aws:SourceArn of services.",
  controls: ["SOC 2 CC6.1"],
  kind: "resource",
  appliesTo: [ROLE],
  exceptableDays: 30,
  check(resource, { settings }) {
    const document = trustOf(resource);
    const accounts = settings["aws.accounts"];
    return [
      ...unknownParts(document),
      ...document.statements
        .filter(({ effect, principals }) => effect === "Allow" && !principals.not)
        .flatMap((statement) =>
          statement.principals.named.flatMap((principal) =>
            judge(resource.name, statement, principal, accounts),
          ),
        ),
    ];
  },
};

function judge(
  name: string,
  statement: Statement,
  principal: Principal,
  accounts?: readonly string[],
): Finding[] {
  const { kind, value, path } = principal;
  if (kind === "Service" ? OWN.test(value) : kind !== "AWS") return [];
  const keys =
    kind === "Service"
      ? ["aws:SourceAccount", "aws:SourceArn"]
      : ["sts:ExternalId", "aws:PrincipalOrgID"];
  if (statement.conditions.some((condition) => guards(condition, keys))) return [];
  if (kind === "AWS" && accounts?.includes(accountOf(value))) return [];
  const unknown = [
    ...statement.unknown.filter((at) => at.includes(".Condition")),
    ...statement.conditions
      .filter(({ key }) => isOneOf(key, keys))
      .flatMap(({ values }) => values.filter((v) => v.unknown).map(({ path }) => path)),
  ];
  if (unknown.length > 0) return unknown.map((each) => notKnown(at(each)));
  if (kind === "AWS" && accounts === undefined && /^\d{12}$/.test(accountOf(value))) {
    return [missingSetting("trust-confused-deputy-guarded", "aws.accounts")];
  }
  const message = `The role "${name}" must require ${keys.join(" or ")} of "${value}" by StringEquals with a literal value, but ${statement.path} does not.`;
  return [{ path: at(path), message }];
}

/** Whether the condition binds the request to values that not every request meets. */
function guards(
  { key, operator, operatorName, values, doubled }: Condition,
  keys: readonly string[],
): boolean {
  if (!isOneOf(key, keys) || doubled || weakness(operatorName, operator) !== undefined)
    return false;
  if (operator === undefined || !COMPARISONS.has(operator.comparison)) return false;
  const isBound = isOneOf(key, ["aws:SourceArn"]) ? namesSource : isLiteral;
  return (
    values.length > 0 &&
    values.every((value) => !value.unknown && !hasVariable(value) && isBound(value))
  );
}

function isLiteral(value: ConditionValue): boolean {
  return value.text !== "" && !hasWildcard(value);
}

/** Whether the ARN names an account or, where it has none, a resource; a bucket's objects are the bucket's. */
function namesSource({ text }: ConditionValue): boolean {
  const [, , service, , account, ...rest] = text.split(":");
  const resource = rest.join(":");
  if (resource === "") return false;
  const bound = account || (service === "s3" ? resource.replace(/\/.*/, "") : resource);
  return /^[^*?]+$/.test(bound);
}

function isOneOf(key: string, keys: readonly string[]): boolean {
  return keys.some((name) => name.toLowerCase() === key.toLowerCase());
}

/** The account of an ARN, or the account itself; other principals have none that can be told. */
function accountOf(principal: string): string {
  return principal.startsWith("arn:") ? (principal.split(":")[4] ?? "") : principal;
}
