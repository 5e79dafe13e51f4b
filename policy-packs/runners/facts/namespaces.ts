import { field } from "../../kubernetes/fields";
import { everyFormOf, objectsOf, some } from "../../kubernetes/kinds";
import { readLane, statedLane } from "../../lib/lane";
import type { FactSource } from "../../lib/rule";
import { type Subject, subjectOf } from "../said";

/** A namespace that states its lane. */
export interface LaneNamespace {
  readonly subject: Subject;
  readonly path: string;
  readonly name: unknown;
  readonly lane: string;
}

export const laneNamespaces: FactSource<readonly LaneNamespace[]> = {
  appliesTo: everyFormOf(["Namespace"]),
  read(resource, { components }) {
    const found = objectsOf(resource, ["Namespace"]).flatMap(({ body, path }): LaneNamespace[] => {
      const label = field(body, "metadata", "labels", "airside/lane");
      const lane = statedLane(resource, components) ?? readLane(label);
      if (lane === undefined) return [];
      const name = field(body, "metadata", "name") ?? resource.name;
      return [{ subject: subjectOf(resource), path, name, lane }];
    });
    return some(found);
  },
};
