import type { Subject } from "../cloud";
import { isObject, type Properties, text } from "../values";
import type { World } from "../world";
import { refused } from "./answers";
import { unknownIds, unknownRepository } from "./account-refusals";
import { accountOf } from "./organization";
import { lateProblems, missingFields, valuesAt } from "./request-problems";
import {
  ENVIRONMENT,
  ENVIRONMENT_POLICY,
  HOSTED_RUNNER,
  ORGANIZATION_PERMISSIONS,
  ORGANIZATION_RULESET,
  ORGANIZATION_SUBJECT,
  REPOSITORY,
  REPOSITORY_RULESET,
  REPOSITORY_SUBJECT,
  RUNNER_GROUP,
} from "./types";

type Refusal = (subject: Subject, world: World) => string | undefined;

const INVALID = "422 Validation Failed";

/**
 * What GitHub answers when it is asked to write this; nothing where it would. In its own words where they
 * are documented or were seen, else with the status it documents and what is wrong.
 */
export function serviceRefusal(subject: Subject, world: World): string | undefined {
  const refusals = [unsupplied, unknownRepository, unknownIds, ...(OF_TYPE[subject.type] ?? [])];
  for (const refusal of refusals) {
    const answer = refusal(subject, world);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

const OF_TYPE: Readonly<Record<string, readonly Refusal[]>> = {
  [ENVIRONMENT]: [environmentRefusal],
  [ENVIRONMENT_POLICY]: [policyRefusal],
  [RUNNER_GROUP]: [groupRefusal],
  [HOSTED_RUNNER]: [hostedRunnerRefusal],
  [REPOSITORY_RULESET]: [rulesetRefusal],
  [ORGANIZATION_RULESET]: [rulesetRefusal],
  [ORGANIZATION_PERMISSIONS]: [permissionsRefusal],
  [ORGANIZATION_SUBJECT]: [subjectRefusal],
  [REPOSITORY_SUBJECT]: [subjectRefusal],
};

function unsupplied(subject: Subject): string | undefined {
  const [missing] = missingFields(subject.type, subject.properties);
  return missing && refused(subject, `422 Invalid request.\n\n"${missing}" wasn't supplied.`);
}

function environmentRefusal(subject: Subject): string | undefined {
  const { environment, reviewers, deploymentBranchPolicy: policy } = subject.properties;
  const name = text(environment);
  if (name === "" || name.length > 255) {
    return refused(subject, INVALID, "the name of an environment must have 1 to 255 characters");
  }
  const ids = ["teams[]", "users[]"].flatMap((list) =>
    valuesAt({ reviewers }, ["reviewers[]", list]),
  );
  if (ids.length > 6) {
    return refused(subject, INVALID, `up to six users and teams may review, got ${ids.length}`);
  }
  if (isObject(policy) && policy["protectedBranches"] === policy["customBranchPolicies"]) {
    return refused(
      subject,
      '422 "custom_branch_policies" and "protected_branches" cannot have the same value',
    );
  }
  return undefined;
}

/** A policy of an environment that does not exist, or that takes no policies of its own. */
function policyRefusal(subject: Subject, world: World): string | undefined {
  const { repository, environment } = subject.properties;
  const found = world.findUnique(
    `github|${subject.connection["owner"]}|environment|${repository}|${environment}`.toLowerCase(),
  );
  const policy = found?.properties["deploymentBranchPolicy"];
  if (isObject(policy) && policy["customBranchPolicies"] === true) return undefined;
  const why = found
    ? "`deployment_branch_policy.custom_branch_policies` of the environment is false"
    : `there is no environment "${environment}" in ${repository}`;
  return refused(subject, "404 Not Found", why);
}

/** `owner/repository/.github/workflows/file@ref`: a ref, tag, or long SHA is required. */
const WORKFLOW = /^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[^@]+\.ya?ml@.+$/;

function groupRefusal(subject: Subject): string | undefined {
  const { name, visibility, selectedRepositoryIds: ids } = subject.properties;
  if (visibility !== "selected" && Array.isArray(ids) && ids.length > 0) {
    // The provider's own words: it does not send such a request.
    return "cannot use selected_repository_ids without visibility being set to selected";
  }
  if (text(name).toLowerCase() === "default") return taken(subject);
  const workflows = valuesAt(subject.properties, ["selectedWorkflows[]"]).map(text);
  const odd = workflows.find((workflow) => !WORKFLOW.test(workflow));
  if (odd === undefined) return undefined;
  return refused(
    subject,
    INVALID,
    `selected_workflows must be owner/repository/.github/workflows/file@ref, got "${odd}"`,
  );
}

/** What GitHub grants where nobody has asked its support for more. */
const MOST_RUNNERS = 1000;
const MOST_STATIC_ADDRESSES = 10;

function hostedRunnerRefusal(subject: Subject, world: World): string | undefined {
  const { name, runnerGroupId, maximumRunners, publicIpEnabled } = subject.properties;
  const { scope } = subject.connection;
  const group = { provider: "github", scope, type: RUNNER_GROUP, id: `${runnerGroupId}` };
  if (world.find(group) === undefined) {
    return refused(subject, "404 Not Found", `there is no runner group ${runnerGroupId}`);
  }
  if (Number(maximumRunners ?? 0) > MOST_RUNNERS) {
    const most = `maximum_runners may be ${MOST_RUNNERS}, got ${maximumRunners}`;
    return refused(subject, INVALID, most);
  }
  const others = world
    .ofType("github", scope, HOSTED_RUNNER)
    .filter(({ properties: other }) => other["publicIpEnabled"] === true && other["name"] !== name);
  if (publicIpEnabled === true && others.length >= MOST_STATIC_ADDRESSES) {
    const most = `an organization may have ${MOST_STATIC_ADDRESSES} runners with a static address`;
    return refused(subject, INVALID, most);
  }
  return undefined;
}

function rulesetRefusal(subject: Subject): string | undefined {
  const { type, properties, connection } = subject;
  const [late] = lateProblems(type, properties);
  if (late) {
    const rules = Object.keys(properties["rules"] as Properties).sort();
    const at = rules.indexOf(late.input.split(".")[1] ?? "");
    return refused(
      subject,
      `422 Invalid request.\n\nInvalid property /rules/${at}: data matches no possible input. See \`documentation_url\`.`,
    );
  }
  if (properties["target"] === "tag" && valuesAt(properties, ["rules", "pullRequest"]).length > 0) {
    return refused(subject, INVALID, "\"Invalid rule 'pull_request': \"");
  }
  const isUser = accountOf(connection["owner"] ?? "")?.kind === "User";
  if (properties["enforcement"] === "evaluate" && isUser) {
    return refused(
      subject,
      INVALID,
      "Enforcement evaluate is not supported for users' repositories",
    );
  }
  return undefined;
}

/** The provider's own words, said once the first of its two calls is done. */
function permissionsRefusal({ properties }: Subject): string | undefined {
  const missing = (setting: string, block: string) =>
    `the ${block} {} block must be specified if ${setting} == 'selected'`;
  if (
    properties["allowedActions"] === "selected" &&
    !isObject(properties["allowedActionsConfig"])
  ) {
    return missing("allowed_actions", "allowed_actions_config");
  }
  const { enabledRepositories, enabledRepositoriesConfig } = properties;
  return enabledRepositories === "selected" && !isObject(enabledRepositoriesConfig)
    ? missing("enabled_repositories", "enabled_repositories_config")
    : undefined;
}

/** "Array of unique strings. Each claim key can only contain alphanumeric characters and underscores." */
function subjectRefusal(subject: Subject): string | undefined {
  const keys = valuesAt(subject.properties, ["includeClaimKeys[]"]).map(text);
  if (subject.properties["useDefault"] === true) return undefined;
  const odd = keys.find((key) => !/^\w+$/.test(key));
  if (odd !== undefined) {
    return refused(subject, INVALID, `include_claim_keys: "${odd}" is no claim key`);
  }
  return new Set(keys).size === keys.length
    ? undefined
    : refused(subject, INVALID, "include_claim_keys must be unique");
}

/** How GitHub says that there is such a thing already. */
export function taken(subject: Subject): string {
  const { type, properties } = subject;
  if (type === RUNNER_GROUP) {
    return refused(
      subject,
      `409 Runner group with name ${text(properties["name"])} already exists`,
    );
  }
  if (type === REPOSITORY_RULESET || type === ORGANIZATION_RULESET) {
    return refused(subject, INVALID, '"Name must be unique"');
  }
  if (type === REPOSITORY) {
    const why = "Message:name already exists on this account";
    return refused(
      subject,
      "422 Repository creation failed.",
      `{Resource:Repository Field:name Code:custom ${why}}`,
    );
  }
  if (type === ENVIRONMENT_POLICY) return refused(subject, "303 See Other");
  const name = text(properties["name"]) || text(properties["repository"]);
  return refused(subject, INVALID, `name already exists: ${name}`);
}
