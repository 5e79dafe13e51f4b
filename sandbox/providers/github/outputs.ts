import type { Subject } from "../cloud";
import { numberOf } from "../synthesis";
import { type Properties, text } from "../values";
import type { World } from "../world";
import { accountOf, repositoriesOf } from "./organization";
import {
  ENVIRONMENT,
  ENVIRONMENT_POLICY,
  ORGANIZATION_RULESET,
  REPOSITORY,
  REPOSITORY_RULESET,
} from "./types";

/** The numbers and addresses that GitHub gives what is made, where others refer to it by them. */
export function outputs(subject: Subject, id: string, world: World): Properties {
  const { type, properties } = subject;
  if (type === REPOSITORY) return repositoryOutputs(subject);
  if (type === REPOSITORY_RULESET || type === ORGANIZATION_RULESET) {
    return { rulesetId: Number(id) };
  }
  if (type !== ENVIRONMENT && type !== ENVIRONMENT_POLICY) return {};
  const repositoryId = idOf(subject, text(properties["repository"]), world);
  if (type === ENVIRONMENT) return { repositoryId };
  return { repositoryId, policyId: Number(id.slice(id.lastIndexOf(":") + 1)) };
}

function repositoryOutputs({ properties, connection }: Subject): Properties {
  const { owner = "" } = connection;
  const name = text(properties["name"]);
  const fullName = `${owner}/${name}`;
  const address = `github.com/${fullName}`;
  return {
    fullName,
    repoId: knownId(owner, name) ?? numberOf(fullName.toLowerCase()),
    defaultBranch: text(properties["defaultBranch"]) || "main",
    visibility: text(properties["visibility"]) || "public",
    htmlUrl: `https://${address}`,
    httpCloneUrl: `https://${address}.git`,
    svnUrl: `https://${address}`,
    gitCloneUrl: `git://${address}.git`,
    sshCloneUrl: `git@github.com:${fullName}.git`,
  };
}

/** A repository of a known account, which is there before any stack has heard of it. */
export function existing({ type, connection }: Subject, id: string): Properties | undefined {
  const { owner = "" } = connection;
  if (type !== REPOSITORY || knownId(owner, id) === undefined) return undefined;
  return { name: id, visibility: "private" };
}

function knownId(owner: string, name: string): number | undefined {
  const repositories = Object.entries(accountOf(owner)?.repositories ?? {});
  return repositories.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
}

function idOf({ connection }: Subject, name: string, world: World): number {
  const { owner = "", scope } = connection;
  const account = accountOf(owner) ?? { kind: "User", repositories: {}, teams: [], apps: [] };
  const known = repositoriesOf(account, scope, world).get(name.toLowerCase());
  return known ?? numberOf(`${owner}/${name}`.toLowerCase());
}
