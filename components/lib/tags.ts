import { LANES, type Lane } from "./lanes";
import { shown } from "./shown";

/** How far a loss of the data would reach. `state` and `evidence` ask for the hardest storage. */
export type DataClass = "public" | "internal" | "confidential" | "state" | "evidence";

export const DATA_CLASSES: readonly DataClass[] = [
  "public",
  "internal",
  "confidential",
  "state",
  "evidence",
];

/** Whose a resource is and where it belongs: the four tags that everything Airside creates carries. */
export interface Placement {
  /** The team that answers for it, 1–256 characters. */
  readonly owner: string;
  /** The stage it belongs to, such as `production`; 1–256 characters. */
  readonly environment: string;
  readonly lane: Lane;
  readonly dataClass: DataClass;
}

// What AWS, which is stricter than GitHub and Kubernetes here, takes in a tag's value on every service.
const TAG_VALUE = /^[A-Za-z0-9 _.:/=+@-]{1,256}$/;

/** The tags of a placement, under the keys that the policies read. */
export function placementTags({ owner, environment, lane, dataClass }: Placement) {
  return {
    "airside:owner": owner,
    "airside:environment": environment,
    "airside:lane": lane,
    "airside:data-class": dataClass,
  };
}

/** What is wrong with a placement; nothing when its tags are legal. */
export function placementProblems(placement: Placement): string[] {
  const { owner, environment, lane, dataClass } = placement;
  return [
    ...tagValueProblems("owner", owner),
    ...tagValueProblems("environment", environment),
    ...oneOf("lane", lane, LANES),
    ...oneOf("dataClass", dataClass, DATA_CLASSES),
  ];
}

export function tagValueProblems(field: string, value: unknown): string[] {
  if (typeof value === "string" && TAG_VALUE.test(value)) return [];
  return [
    `${field} must be 1 to 256 of the letters a-z and A-Z, digits, spaces and _.:/=+@-, got ${shown(value)}`,
  ];
}

function oneOf(field: string, value: unknown, known: readonly string[]): string[] {
  if (known.includes(value as string)) return [];
  return [`${field} must be one of ${known.join(", ")}, got ${shown(value)}`];
}
