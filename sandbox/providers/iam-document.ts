import { isObject, type Properties } from "./values";

/** A kind of IAM document: where it may stand and how long it may be. */
export interface DocumentKind {
  /** As IAM counts: characters without white space. */
  readonly limit: number;
  readonly quota: string;
  /** A trust or resource policy names principals; an identity policy must not. */
  readonly principals: boolean;
  /** An identity policy names resources; a trust policy must not. */
  readonly resources: boolean;
}

export const TRUST: DocumentKind = {
  limit: 2048,
  quota: "ACLSizePerRole",
  principals: true,
  resources: false,
};
export const MANAGED: DocumentKind = {
  limit: 6144,
  quota: "PolicySize",
  principals: false,
  resources: true,
};
export const INLINE: DocumentKind = {
  limit: 10_240,
  quota: "the total of inline policies of a role",
  principals: false,
  resources: true,
};

const GITHUB_HOST = "token.actions.githubusercontent.com";
const STATEMENT_KEYS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const OPERATOR =
  /^(For(AllValues|AnyValue):)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$|^Null$/i;

/** What the provider itself refuses in a document's text: no JSON, a character, the length. */
export function textProblems(text: string, property: string, kind: DocumentKind): string[] {
  const problems: string[] = [];
  if (parse(text) === undefined) {
    problems.push(`"${property}" contains an invalid JSON policy: it must be one JSON object`);
  }
  if (/[^\t\n\r\u0020-\u00ff]/.test(text)) {
    problems.push(`"${property}" may hold only tab, line ends and the characters U+0020 to U+00FF`);
  }
  const length = text.replace(/\s/g, "").length;
  if (length > kind.limit) {
    problems.push(
      `"${property}" has ${length} characters without white space, more than IAM's limit of ` +
        `${kind.limit} (${kind.quota}); name fewer subjects or split the document`,
    );
  }
  return problems;
}

/** Why IAM would answer MalformedPolicyDocument, or nothing. */
export function malformed(text: string, kind: DocumentKind): string | undefined {
  const document = parse(text);
  if (document === undefined) return "Syntax errors in policy.";
  const { Version: version = "2008-10-17", Statement: statement, Id: _, ...rest } = document;
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    return "The policy must contain a valid version string";
  }
  const [stray] = Object.keys(rest);
  if (stray !== undefined) return `Syntax errors in policy: unknown element "${stray}".`;
  const statements = Array.isArray(statement) ? statement : [statement];
  if (statement === undefined || statements.length === 0) return "Missing required field Statement";
  const sids = statements.flatMap((item) => (isObject(item) && item["Sid"] ? [item["Sid"]] : []));
  if (new Set(sids).size < sids.length)
    return "Statement IDs (SID) in a single policy must be unique.";
  return statements.map((item) => statementProblem(item, kind)).find(Boolean);
}

function parse(text: string): Properties | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function statementProblem(statement: unknown, kind: DocumentKind): string | undefined {
  if (!isObject(statement)) return "Syntax errors in policy: a statement must be an object.";
  const stray = Object.keys(statement).find((key) => !STATEMENT_KEYS.includes(key));
  if (stray !== undefined) return `Syntax errors in policy: unknown element "${stray}".`;
  const has = (key: string) => Object.hasOwn(statement, key);
  if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny") {
    return "Missing required field Effect, which must be Allow or Deny";
  }
  if (has("Action") === has("NotAction"))
    return "A statement needs exactly one of Action and NotAction";
  const principal = has("Principal") || has("NotPrincipal");
  if (kind.principals && !principal) return "Missing required field Principal";
  if (!kind.principals && principal) return "Policy document should not specify a principal.";
  const resource = has("Resource") || has("NotResource");
  if (!kind.resources && resource) return "Has prohibited field Resource";
  if (kind.resources && !kind.principals && !resource) return "Missing required field Resource";
  return actionProblem(statement) ?? conditionProblem(statement) ?? githubProblem(statement, kind);
}

function actionProblem(statement: Properties): string | undefined {
  const actions = [statement["Action"] ?? statement["NotAction"]].flat();
  const valid = (action: unknown) =>
    typeof action === "string" && /^(\*|[\w-]+:[\w*?-]+)$/.test(action);
  if (actions.length > 0 && actions.every(valid)) return undefined;
  return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
}

function conditionProblem({ Condition: condition = {} }: Properties): string | undefined {
  if (!isObject(condition)) return "Syntax errors in policy: Condition must be an object.";
  for (const [operator, tests] of Object.entries(condition)) {
    if (!OPERATOR.test(operator)) return `Invalid Condition type : ${operator}.`;
    if (!isObject(tests)) return `Syntax errors in policy: ${operator} must hold condition keys.`;
  }
  return undefined;
}

/**
 * IAM refuses a new or edited trust in GitHub's issuer that evaluates neither the subject nor the
 * workflow, or evaluates it against nothing but wildcards.
 */
function githubProblem(statement: Properties, kind: DocumentKind): string | undefined {
  const { Principal: principal, Effect: effect, Condition: condition = {} } = statement;
  if (kind !== TRUST || effect !== "Allow" || !isObject(principal)) return undefined;
  const federated = [principal["Federated"]].flat();
  if (!federated.some((arn) => `${arn}`.includes(GITHUB_HOST))) return undefined;
  const tests = Object.values(condition as Properties).flatMap((test) =>
    isObject(test) ? Object.entries(test) : [],
  );
  const evaluated = tests.some(([key, values]) => {
    const claim = key.toLowerCase();
    if (claim !== `${GITHUB_HOST}:sub` && claim !== `${GITHUB_HOST}:job_workflow_ref`) return false;
    const all = [values].flat();
    return all.length > 0 && all.every((value) => typeof value === "string" && /[^*?]/.test(value));
  });
  if (evaluated) return undefined;
  return (
    `A trust in ${GITHUB_HOST} must evaluate ${GITHUB_HOST}:sub or ` +
    `${GITHUB_HOST}:job_workflow_ref against more than wildcards`
  );
}
