import type { Resource } from "../../policy-packs/lib/rule";
import { CannotRun } from "../failure";
import { readMarks } from "./marks";
import { withoutNulls } from "./resource";

/** The part of a resource's state that rules read. */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Record<string, unknown>;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly dependencies?: string[];
  readonly propertyDependencies?: Record<string, unknown>;
  /** Set on the old copy of a replaced resource that is still to be deleted. */
  readonly delete?: boolean;
  /** Set on what the stack only reads. */
  readonly external?: boolean;
}

/** Whether a document is a state export, or the file in which a backend keeps the same. */
export function isState(document: unknown): document is Record<string, unknown> {
  return (
    isRecord(document) && (isRecord(document["deployment"]) || isRecord(document["checkpoint"]))
  );
}

/**
 * The resources that a state says the stack owns, in its order. An option that the state leaves out
 * is off: a state carries them all.
 */
export function* stateResources(document: Record<string, unknown>): Generator<Resource> {
  const resources = deploymentOf(document)["resources"] ?? [];
  if (!Array.isArray(resources))
    throw new CannotRun("deployment.resources of the state must be a list");
  for (const [index, state] of resources.entries()) {
    if (!isStateResource(state)) {
      throw new CannotRun(`deployment.resources[${index}] of the state has no urn and type`);
    }
    if (!state.delete && !state.external) yield resourceOf(state);
  }
}

function deploymentOf(document: Record<string, unknown>): Record<string, unknown> {
  const { deployment, checkpoint } = document;
  const found = deployment ?? (isRecord(checkpoint) ? checkpoint["latest"] : undefined);
  return isRecord(found) ? found : {};
}

function resourceOf(state: StateResource): Resource {
  const { props, secret } = readMarks(isRecord(state.inputs) ? state.inputs : {});
  return {
    type: state.type,
    name: nameInUrn(state.urn),
    urn: state.urn,
    props,
    ...(state.parent ? { parent: state.parent } : {}),
    protect: state.protect === true,
    retainOnDelete: state.retainOnDelete === true,
    dependencies: state.dependencies ?? [],
    propertyDependencies: withoutNulls(state.propertyDependencies ?? {}),
    ...(secret.length > 0 ? { secret } : {}),
  };
}

/** A URN is `urn:pulumi:STACK::PROJECT::TYPE::NAME`; the name may itself hold `::`. */
export function nameInUrn(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}

function isStateResource(value: unknown): value is StateResource {
  return isRecord(value) && typeof value["urn"] === "string" && typeof value["type"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
