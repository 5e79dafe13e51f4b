import type { FactSource, Resource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { fileIn } from "../falco";
import { field, members, type Place } from "../fields";
import { everyFormOf, objectsOf, some } from "../kinds";
import { type Pod, podsOf } from "../pods";

/** A workload of Falco's: the DaemonSet itself, or what forwards its alerts. */
export interface FalcoWorkload {
  readonly kind: "detector" | "forwarder";
}

export const falcoWorkloads: FactSource<readonly FalcoWorkload[]> = {
  appliesTo: everyFormOf(["DaemonSet", "Deployment"], "apps/*"),
  read: (resource) =>
    some(
      podsOf(resource)
        .filter(({ carrier }) => !carrier.isPatch)
        .flatMap(workloadOf),
    ),
};

function workloadOf({ carrier, containers }: Pod): FalcoWorkload[] {
  const labels = field(carrier.body, "metadata", "labels");
  const name = String(
    field(labels, "app.kubernetes.io/name") ?? field(carrier.body, "metadata", "name"),
  );
  const images = containers.map(({ body }) => String(field(body, "image")));
  const runs = (program: RegExp) => images.some((image) => program.test(image));
  if (carrier.kind === "DaemonSet") {
    const detects = name === "falco" || runs(/(^|\/)falco(-no-driver|-distroless)?[:@]/);
    return detects ? [{ kind: "detector" }] : [];
  }
  const forwards = name === "falcosidekick" || runs(/(^|\/)falcosidekick[:@]/);
  return forwards && carrier.kind === "Deployment" ? [{ kind: "forwarder" }] : [];
}

/** Falco's configuration, as far as detection hangs on it. */
export interface FalcoConfig {
  readonly resource: string;
  readonly path: string;
  readonly isUnknown: boolean;
  readonly engine: unknown;
  readonly sendsTo: string | undefined;
  /** Names of rules that are switched on one by one after all others of their sort were switched off. */
  readonly picksRules: boolean;
}

export const falcoConfigs: FactSource<readonly FalcoConfig[]> = {
  appliesTo: everyFormOf(["ConfigMap"]),
  read: (resource) => some(filesIn(resource, "falco.yaml").map((file) => configOf(file, resource))),
};

function configOf(file: Place, { urn, name }: Resource): FalcoConfig {
  const output = field(file.body, "http_output");
  const url = field(output, "url");
  const isSent = field(output, "enabled") === true && typeof url === "string";
  return {
    resource: urn ?? name,
    path: file.path,
    isUnknown: isUnknown(file.body),
    engine: field(file.body, "engine", "kind"),
    sendsTo: isSent ? url : undefined,
    picksRules: picksRules(file),
  };
}

function filesIn(resource: Resource, key: string): Place[] {
  return objectsOf(resource, ["ConfigMap"]).flatMap((map) => fileIn(map, key) ?? []);
}

function picksRules(file: Place): boolean {
  const entries = members(file, "rules").map(({ body }) => body);
  const disables = entries.some(
    (entry) =>
      field(entry, "disable", "tag") !== undefined || field(entry, "disable", "rule") === "*",
  );
  const enables = entries.map((entry) => field(entry, "enable"));
  const named = enables.filter((enable) => enable !== undefined);
  return (
    disables &&
    named.every((enable) => {
      const rule = field(enable, "rule");
      return typeof rule === "string" && !rule.includes("*");
    })
  );
}

/** Rule files that falcoctl fetches. */
export interface FalcoRuleFiles {
  readonly resource: string;
  readonly path: string;
  readonly refs: readonly string[];
}

export const falcoRuleFiles: FactSource<readonly FalcoRuleFiles[]> = {
  appliesTo: everyFormOf(["ConfigMap"]),
  read: (resource) =>
    some(
      filesIn(resource, "falcoctl.yaml").map((file) => {
        const refs = ["install", "follow"].flatMap((verb) =>
          members(file, "artifact", verb, "refs").map(({ body }) => body),
        );
        return {
          resource: resource.urn ?? resource.name,
          path: file.path,
          refs: refs.filter((ref) => typeof ref === "string"),
        };
      }),
    ),
};
