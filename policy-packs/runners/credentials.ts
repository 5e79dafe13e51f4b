import { expectField, pathTo, unknownField } from "../kubernetes/fields";
import type { Finding } from "../lib/rule";
import { isUnknown, UNKNOWN } from "../lib/unknown";
import type { HeldSecret } from "./facts/credentials";
import type { RunnerHost } from "./facts/hosts";
import { isSamePlace, type RunnerPod } from "./facts/pods";

/** The key by which the runner controller takes a personal access token in place of an App's credentials. */
const TOKEN_KEY = "github_token";

/** A Secret by name; what is anything else may be the credential itself. */
export function isSecretName(value: unknown): boolean {
  return typeof value === "string" && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value);
}

/** What a scale set registers with: a Secret, named, and without a token in it. */
export function credentialOf(
  { scaleSet, path, namespace }: RunnerPod,
  secrets: readonly HeldSecret[],
): Finding[] {
  if (scaleSet === undefined) return [];
  const spec = scaleSet.isSpecUnknown ? UNKNOWN : { githubConfigSecret: scaleSet.secret };
  const place = { path, body: { spec } };
  const keys = ["spec", "githubConfigSecret"];
  const named = expectField(
    place,
    keys,
    (value) => isSecretName(value) || (scaleSet.isPatch && value === undefined),
    () => "spec.githubConfigSecret must be the name of a Secret with a GitHub App's credentials.",
  );
  if (named.length > 0) return named;
  const meant = secrets.filter(
    (secret) =>
      (secret.name === scaleSet.secret || isUnknown(secret.name)) &&
      isSamePlace(secret.namespace, namespace) !== false,
  );
  return meant.flatMap((secret): Finding[] => {
    if (secret.keys !== undefined && !secret.keys.includes(TOKEN_KEY)) return [];
    const isSure = secret.name === scaleSet.secret && secret.keys !== undefined;
    if (!isSure && isUnknown(secret.name) && secret.keys === undefined) return [];
    if (!isSure) return [unknownField({ path: pathTo(place, keys), body: undefined }, [])];
    const message = `${secret.subject.label} holds a ${TOKEN_KEY}, which registers runners without end; give it a GitHub App's id and key.`;
    return [{ path: pathTo(place, keys), message }];
  });
}

export function setupFindings({ faults, unknownAt }: RunnerHost): Finding[] {
  if (unknownAt !== undefined) return [unknownField({ path: unknownAt, body: undefined }, [])];
  return faults
    .filter((each) => each.faults.length > 0)
    .map((each) => ({
      path: each.path,
      message: `the runner of its user data ${each.faults.join(" and ")}; start it with --jitconfig, fetched at boot.`,
    }));
}

export function retiredFindings(paths: readonly string[]): Finding[] {
  const message =
    "kinds of actions.summerwind.dev keep runners registered; use an AutoscalingRunnerSet.";
  return paths.map((path) => ({ path, message }));
}
