import type { FactSource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { fileIn } from "../falco";
import { field, members, type Place } from "../fields";
import { everyFormOf, objectsOf } from "../kinds";
import { podsOf } from "../pods";

/** A workload of Falco's: the DaemonSet itself, or what forwards its alerts. */
export interface FalcoWorkload {
  readonly kind: "detector" | "forwarder";
}

export const falcoWorkloads: FactSource<FalcoWorkload> = {
  appliesTo: everyFormOf(["DaemonSet", "Deployment"], "apps/*"),
  read: (resource) => {
    const [object] = objectsOf(resource, ["DaemonSet", "Deployment"]);
    if (!object) return undefined;
    const labels = field(object.body, "metadata", "labels");
    const name = String(
      field(labels, "app.kubernetes.io/name") ?? field(object.body, "metadata", "name"),
    );
    const images = podsOf(resource).flatMap(({ containers }) =>
      containers.map(({ body }) => String(field(body, "image"))),
    );
    const runs = (program: RegExp) => images.some((image) => program.test(image));
    if (object.kind === "DaemonSet") {
      return name === "falco" || runs(/(^|\/)falco(-no-driver|-distroless)?[:@]/)
        ? { kind: "detector" }
        : undefined;
    }
    return name === "falcosidekick" || runs(/(^|\/)falcosidekick[:@]/)
      ? { kind: "forwarder" }
      : undefined;
  },
};

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

export const falcoConfigs: FactSource<FalcoConfig> = {
  appliesTo: everyFormOf(["ConfigMap"]),
  read: (resource) => {
    const [map] = objectsOf(resource, ["ConfigMap"]);
    const file = map && fileIn(map, "falco.yaml");
    if (!file) return undefined;
    const output = field(file.body, "http_output");
    const url = field(output, "url");
    const isSent = field(output, "enabled") === true && typeof url === "string";
    return {
      resource: resource.urn ?? resource.name,
      path: file.path,
      isUnknown: isUnknown(file.body),
      engine: field(file.body, "engine", "kind"),
      sendsTo: isSent ? url : undefined,
      picksRules: picksRules(file),
    };
  },
};

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

export const falcoRuleFiles: FactSource<FalcoRuleFiles> = {
  appliesTo: everyFormOf(["ConfigMap"]),
  read: (resource) => {
    const [map] = objectsOf(resource, ["ConfigMap"]);
    const file = map && fileIn(map, "falcoctl.yaml");
    if (!file) return undefined;
    const refs = ["install", "follow"].flatMap((verb) =>
      members(file, "artifact", verb, "refs").map(({ body }) => body),
    );
    return {
      resource: resource.urn ?? resource.name,
      path: file.path,
      refs: refs.filter((ref) => typeof ref === "string"),
    };
  },
};
