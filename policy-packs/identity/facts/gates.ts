import type { FactSource, Resource } from "../../lib/rule";
import { isRecord, listed } from "../policies";

/** A runner group, and which jobs it takes. */
export interface RunnerGate {
  readonly name: string;
  readonly lane: string;
  /** `OWNER/REPO/.github/workflows/FILE@REF`; undefined where it takes any workflow, or that is not known yet. */
  readonly workflows: readonly string[] | undefined;
  readonly repositoryIds: readonly string[] | undefined;
}

export const runnerGates: FactSource<RunnerGate> = {
  appliesTo: ["github:index/actionsRunnerGroup:ActionsRunnerGroup"],
  read({ name, props }, { lane }) {
    const restricted = props["restrictedToWorkflows"] === true;
    return {
      name,
      lane,
      workflows: restricted ? texts(props["selectedWorkflows"])?.map(fullRef) : undefined,
      repositoryIds: texts(props["selectedRepositoryIds"]),
    };
  },
};

/** The list as texts; undefined where it, or a member, is anything else. */
function texts(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read = value.filter((each) => typeof each === "string" || typeof each === "number");
  return read.length === value.length ? read.map(String) : undefined;
}

/** `@main` means `@refs/heads/main`. */
export function fullRef(workflow: string): string {
  return workflow.replace(/@(?!refs\/|[0-9a-f]{40}$)(.+)$/, "@refs/heads/$1");
}

/** Whose signature an admission policy takes for a service's images. */
export interface SignatureGate {
  readonly resource: string;
  readonly name: string;
  readonly service: string;
  readonly identities: readonly { readonly path: string; readonly subject: string }[];
}

export const signatureGates: FactSource<SignatureGate> = {
  appliesTo: [
    "kubernetes:policies.kyverno.io/*:ImageValidatingPolicy",
    "kubernetes:policies.kyverno.io/*:NamespacedImageValidatingPolicy",
  ],
  read(resource, { components }) {
    const stated = components.map(({ props }) => props["service"]);
    const enclosing = components.find(({ type }) => type.startsWith("airside:service:"))?.name;
    const service = [...stated, enclosing, label(resource)].find(
      (each) => typeof each === "string",
    );
    if (typeof service !== "string") return undefined;
    const { urn, name } = resource;
    return { resource: urn ?? name, name, service, identities: identitiesOf(resource) };
  },
};

function label({ props }: Resource): unknown {
  const metadata = props["metadata"];
  const labels = isRecord(metadata) ? metadata["labels"] : undefined;
  return isRecord(labels) && Object.hasOwn(labels, "airside/service")
    ? labels["airside/service"]
    : undefined;
}

function identitiesOf({ props }: Resource): SignatureGate["identities"] {
  const spec = isRecord(props["spec"]) ? props["spec"] : {};
  return listed(spec["attestors"], "spec.attestors").flatMap(({ value, path }) => {
    const cosign = isRecord(value) && isRecord(value["cosign"]) ? value["cosign"] : {};
    const keyless = isRecord(cosign["keyless"]) ? cosign["keyless"] : {};
    return listed(keyless["identities"], `${path}.cosign.keyless.identities`).flatMap(
      (identity) => {
        const subject = isRecord(identity.value) ? identity.value["subject"] : undefined;
        return typeof subject === "string" ? [{ path: `${identity.path}.subject`, subject }] : [];
      },
    );
  });
}
