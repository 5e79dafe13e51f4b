import type { Resource } from "../../policy-packs/lib/rule";
import type { Line } from "./lines";
import { readMarks } from "./marks";
import { nameInUrn } from "./state";

/** Operations after which the stack has the resource as the program wrote it. */
const KEPT = [
  "same",
  "create",
  "update",
  "replace",
  "create-replacement",
  "import",
  "import-replacement",
];

/** A resource as the engine's events show it: options that are off are left out. */
interface EventResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly inputs?: Record<string, unknown>;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly external?: boolean;
}

interface StepEvent {
  readonly metadata?: { readonly op?: unknown; readonly urn?: unknown; readonly new?: unknown };
}

/** Whether a document is one event of an engine event log (`--event-log`). */
export function isEngineEvent(document: unknown): document is Record<string, unknown> {
  return (
    isRecord(document) &&
    typeof document["sequence"] === "number" &&
    typeof document["timestamp"] === "number"
  );
}

/** Answers a line that is no event. */
export type OnProblem = (line: number, problem: string) => void;

/** The resources that the stack holds once the logged operation is through, as last seen. */
export async function eventResources(
  lines: AsyncIterable<readonly Line[]>,
  onProblem: OnProblem,
): Promise<Iterable<Resource>> {
  const resources = new Map<string, Resource>();
  for await (const some of lines) {
    for (const { text, number } of some) {
      const event = parsed(text);
      if (!isEngineEvent(event)) onProblem(number, "not an event of the engine's event log");
      else follow(event["resourcePreEvent"] as StepEvent | undefined, resources);
    }
  }
  return resources.values();
}

function follow(step: StepEvent | undefined, resources: Map<string, Resource>): void {
  const { op, urn, new: state } = step?.metadata ?? {};
  if (typeof op !== "string" || typeof urn !== "string") return;
  if (op === "delete") resources.delete(urn);
  if (!KEPT.includes(op) || !isEventResource(state) || state.external) return;
  resources.set(urn, resourceOf(state));
}

function resourceOf(state: EventResource): Resource {
  const { props, secret } = readMarks(state.inputs ?? {});
  return {
    type: state.type,
    name: nameInUrn(state.urn),
    urn: state.urn,
    props,
    ...(state.parent ? { parent: state.parent } : {}),
    protect: state.protect === true,
    retainOnDelete: state.retainOnDelete === true,
    ...(secret.length > 0 ? { secret } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEventResource(value: unknown): value is EventResource {
  return (
    isRecord(value) &&
    typeof value["urn"] === "string" &&
    typeof value["type"] === "string" &&
    (value["inputs"] == null || isRecord(value["inputs"]))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
