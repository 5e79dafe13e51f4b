import type { Subject } from "../cloud";
import { text } from "../values";
import type { World } from "../world";
import { refused } from "./answers";
import { type Account, ACCOUNTS, accountOf, repositoriesOf } from "./organization";
import { valuesAt } from "./request-problems";
import {
  ENVIRONMENT,
  ORGANIZATION_PERMISSIONS,
  ORGANIZATION_RULESET,
  REPOSITORY_RULESET,
  RUNNER_GROUP,
} from "./types";

/** A name that is of none of a known account's repositories. */
export function unknownRepository(subject: Subject, world: World): string | undefined {
  const { properties, connection } = subject;
  const account = accountOf(connection["owner"] ?? "");
  const name = text(properties["repository"]);
  if (account === undefined || name === "") return undefined;
  const known = repositoriesOf(account, connection.scope, world);
  if (known.has(name.toLowerCase())) return undefined;
  return refused(subject, "404 Not Found", told("repositories", name, [...known.keys()]));
}

/** Inputs that hold GitHub's ids of things in the account, and how it says that one is none of its. */
const IDS: Readonly<
  Record<string, readonly [input: string, of: "repositories" | "teams" | "apps"][]>
> = {
  [RUNNER_GROUP]: [["selectedRepositoryIds[]", "repositories"]],
  [ORGANIZATION_PERMISSIONS]: [["enabledRepositoriesConfig.repositoryIds[]", "repositories"]],
  [ENVIRONMENT]: [["reviewers[].teams[]", "teams"]],
  [ORGANIZATION_RULESET]: [
    ["conditions.repositoryIds[]", "repositories"],
    ["rules.requiredWorkflows.requiredWorkflows[].repositoryId", "repositories"],
    ["rules.requiredStatusChecks.requiredChecks[].integrationId", "apps"],
  ],
  [REPOSITORY_RULESET]: [["rules.requiredStatusChecks.requiredChecks[].integrationId", "apps"]],
};

/** A repository, team or app that is not of a known account. */
export function unknownIds(subject: Subject, world: World): string | undefined {
  const { type, properties, connection } = subject;
  const account = accountOf(connection["owner"] ?? "");
  if (account === undefined) return undefined;
  for (const [input, of] of IDS[type] ?? []) {
    const known = idsOf(account, of, connection.scope, world);
    // A check without an app is of whichever app reports it.
    const given = valuesAt(properties, input.split("."))
      .map(Number)
      .filter((id) => id !== 0);
    const unknown = given.find((id) => !known.includes(id));
    if (unknown === undefined) continue;
    const inRule = of === "apps" ? "Invalid rule 'required_status_checks': " : "";
    const what =
      of === "apps" ? "Invalid integration ids" : `Invalid ${input.replace(/\[\]/g, "")}`;
    return refused(subject, "422 Validation Failed", `${inRule}${what}`, told(of, unknown, known));
  }
  return undefined;
}

function idsOf(
  account: Account,
  of: "repositories" | "teams" | "apps",
  scope: string,
  world: World,
) {
  return of === "repositories" ? [...repositoriesOf(account, scope, world).values()] : account[of];
}

/** The sandbox's own remark, which GitHub would not make: what there is, and where more is added. */
function told(what: string, given: unknown, known: readonly unknown[]): string {
  return `${given} is none of the sandbox's ${what} (${known.join(", ")}); ${ACCOUNTS} has them`;
}
