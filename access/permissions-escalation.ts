import { type Action, actionNamed, actionsMatching } from "./actions";
import { grantsOf, names, type PermissionStatement, type Place } from "./permissions";
import { requires } from "./permissions-conditions";
import { isRefused } from "./permissions-deny";
import {
  isCovered,
  mayBeCovered,
  mayOverlap,
  type ResourcePattern,
  resourcePattern,
  resourcesOf,
} from "./permissions-language";

/** Actions that rewrite what a principal may do, so that whoever has them has what they please. */
const REWRITES = [
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:PutGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:AttachGroupPolicy",
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutUserPermissionsBoundary",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "iam:AddUserToGroup",
].map(known);
const PASS_ROLE = known("iam:PassRole");
const ESCALATIONS = [PASS_ROLE, ...REWRITES, known("sts:AssumeRole")];

/** Writes to a role, which a fixed path keeps away from the caller's own. */
const ROLE_WRITES = [
  "iam:PutRolePolicy",
  "iam:AttachRolePolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:DeleteRolePermissionsBoundary",
];

const ANY_ACCOUNT = "????????????";
const BOUNDARY = "iam:PermissionsBoundary";
const PASSED_TO = "iam:PassedToService";

function known(name: string): Action {
  const action = actionNamed(name);
  if (!action) throw new Error(`${name} is not in the table of IAM actions`);
  return action;
}

/** What a verdict depends on besides the document. */
export interface PermissionSetting {
  /** ARNs of the policies that count as permissions boundaries; undefined where any may. */
  readonly boundaries: readonly string[] | undefined;
  /**
   * The ARN of the role that holds the document, its account and partition aside: `/path/name`, with `*` for what is
   * not told. Undefined where no role is known to hold it.
   */
  readonly caller?: string | undefined;
}

export interface Escalation extends Place {
  readonly actions: readonly string[];
  /** As the document has it. */
  readonly resource: string;
}

/** The entries of `Action` that let their holder gain other permissions, on a resource with a wildcard. */
export function escalations(
  statements: readonly PermissionStatement[],
  setting: PermissionSetting,
): Escalation[] {
  const found = new Map<string, Escalation>();
  for (const statement of statements) {
    if (statement.effect !== "Allow" || isBounded(statement, setting)) continue;
    for (const action of ESCALATIONS) {
      const [entry] = grantsOf(statement, action);
      if (!entry) continue;
      const resource = openResource(statements, statement, action, setting);
      if (resource === undefined) continue;
      const { actions = [] } = found.get(entry.path) ?? {};
      found.set(entry.path, { path: entry.path, actions: [...actions, action.name], resource });
    }
  }
  return [...found.values()];
}

/** A resource with a wildcard on which the statement opens the action for real; undefined where there is none. */
function openResource(
  statements: readonly PermissionStatement[],
  statement: PermissionStatement,
  action: Action,
  setting: PermissionSetting,
): string | undefined {
  const targets = resourcesOf(action);
  for (const { negated, list } of statement.resources) {
    const entries = negated ? [{ text: "*" }] : list;
    for (const { text } of entries) {
      const pattern = resourcePattern(text);
      if (!isOpen(text) || !targets.some((target) => mayOverlap(target, pattern))) continue;
      if (isConfined(statements, statement, action, text, setting)) continue;
      if (!isRefused(statements, action, [pattern], setting.boundaries))
        return negated ? "NotResource" : text;
    }
  }
  return undefined;
}

/** A wildcard, or a policy variable that may hold one; the caller's own name and account are exact. */
function isOpen(text: string): boolean {
  const fixed = text
    .replace(/\$\{[*?$]\}/g, "")
    .replace(/\$\{aws:(?:username|userid|PrincipalAccount)\}/gi, "");
  return /[*?]|\$\{/.test(fixed) || (text.startsWith("arn:") && text.split(":").length < 6);
}

/** `arn:P:iam::ACCOUNT:role/` and at least one whole part of a path before the first wildcard. */
const FIXED_PATH = /^arn:[^:*?]+:iam::(?:\d{12}|\$\{aws:PrincipalAccount\}):role\/(?:[^*?/$]+\/)+/;

function isConfined(
  statements: readonly PermissionStatement[],
  statement: PermissionStatement,
  action: Action,
  resource: string,
  setting: PermissionSetting,
): boolean {
  if (!FIXED_PATH.test(resource)) return false;
  if (action === PASS_ROLE) {
    return requires(statement.conditions, PASSED_TO, (service) => !/[*?]|\$\{/.test(service));
  }
  if (!ROLE_WRITES.includes(action.name)) return false;
  const { caller } = setting;
  if (caller === undefined) return true;
  const own = `${resource.slice(0, resource.indexOf(":role/"))}:role${caller}`;
  if (!mayOverlap(resourcePattern(own), resourcePattern(resource))) return true;
  return isRefused(statements, action, [resourcePattern(own)], setting.boundaries);
}

/** Whether the statement demands, for whatever it writes, a permissions boundary that is among the known ones. */
function isBounded(statement: PermissionStatement, setting: PermissionSetting): boolean {
  return requires(
    statement.conditions,
    BOUNDARY,
    (arn) => setting.boundaries?.includes(arn) ?? true,
  );
}

/** Whether a condition of any statement asks for a permissions boundary at all. */
export function mentionsBoundary(statements: readonly PermissionStatement[]): boolean {
  return statements.some(({ conditions }) =>
    conditions.some(({ key }) => key === BOUNDARY.toLowerCase()),
  );
}

/**
 * All that a request can name in one account: in any of the accounts and partitions that the patterns spell, and in
 * one that they do not. What AWS owns itself is left out.
 */
function ownTargets(action: Action, patterns: readonly ResourcePattern[]): ResourcePattern[][] {
  const owners = patterns.map(({ parts: [, partition = "*", , , account = "*"] }) => {
    const spelled = /[*?]/.test(partition) ? "aws" : partition;
    return `${spelled} ${/^\d{12}$/.test(account) ? account : ANY_ACCOUNT}`;
  });
  return [...new Set([`aws ${ANY_ACCOUNT}`, ...owners])].map((owner) => {
    const [partition = "", account = ""] = owner.split(" ");
    return action.resources
      .filter((format) => format.includes("${Account}"))
      .map((format) => format.replace("${Partition}", partition).replace("${Account}", account))
      .map((format) => resourcePattern(format.replace(/\$\{[^}]*\}/g, "?*")));
  });
}

/**
 * Where a document makes its holder an administrator: it allows all of IAM (and so, with `*`, everything) on all
 * resources. Single actions that a `NotAction` leaves out or a Deny takes away change nothing as long as one action
 * remains by which the holder can hand them to itself.
 */
export function administration(
  statements: readonly PermissionStatement[],
  setting: PermissionSetting,
): Place[] {
  const allowing = statements.filter(
    (each) => each.effect === "Allow" && !isBounded(each, setting),
  );
  const rewriting = REWRITES.filter((action) => isAllowedEverywhere(allowing, action)).find(
    (action) => !isRefused(statements, action, resourcesOf(action), setting.boundaries),
  );
  if (!rewriting) return [];
  const alone = allowing.filter((each) => spansIam([each]) && names(each, rewriting));
  const guilty = alone.length > 0 || !spansIam(allowing) ? alone : [allowing[0]!];
  return guilty.map((each) => ({ path: grantsOf(each, rewriting)[0]?.path ?? each.path }));
}

/** Actions on the account as a whole (its alias, its summary) name no resource, and decide nothing here. */
function spansIam(statements: readonly PermissionStatement[]): boolean {
  const sparing = statements.some(
    ({ actions, resources }) =>
      actions.some(({ negated }) => negated) && resources.some(({ list }) => list.some(isAll)),
  );
  return actionsMatching("iam:*").every(
    (action) => action.resources.length === 0 || sparing || isAllowedEverywhere(statements, action),
  );
}

function isAll({ text }: { readonly text: string }): boolean {
  return /^\*+$/.test(text);
}

function isAllowedEverywhere(statements: readonly PermissionStatement[], action: Action): boolean {
  const elements = statements
    .filter((each) => names(each, action))
    .flatMap(({ resources }) => resources);
  const texts = (negated: boolean) =>
    elements
      .filter((each) => each.negated === negated)
      .map(({ list }) => list.map(({ text }) => text));
  const allowed = texts(false).flat();
  if (allowed.some((text) => isAll({ text }))) return true;
  // All resources but a few: the few can be had through the rest.
  const spared = texts(true).map((list) => list.map((text) => resourcePattern(text)));
  const patterns = allowed.map((text) => resourcePattern(text));
  return ownTargets(action, patterns).some((targets) =>
    targets.every(
      (target) => spared.some((list) => !isCovered(target, list)) || mayBeCovered(target, patterns),
    ),
  );
}
