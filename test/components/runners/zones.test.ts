import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { LANES, type Lane } from "../../../components/lib/lanes";
import { groupArgs, type LaneArgs, namespaceName } from "../../../components/runners/lane";
import { membersOf } from "../../../components/runners/members";

const services = fc
  .array(fc.uniqueArray(fc.constantFrom(...LANES), { minLength: 1 }), {
    minLength: 1,
    maxLength: 200,
  })
  .map((all) =>
    all.map((lanes, n) => ({ lanes, repository: { owner: "acme", name: `r${n}`, id: n + 1 } })),
  );
const variants = fc.uniqueArray(fc.constantFrom(undefined, "eu", "gpu", "build", "deploy-eu"), {
  minLength: 1,
});

describe("lanes of two zones, over random registers", () => {
  it("share no group, no namespace, and no repository that its contract does not list for both", () => {
    fc.assert(
      fc.property(services, variants, (register, chosen) => {
        const lanes = LANES.flatMap((lane) =>
          chosen.map((variant) => ({ lane, variant, members: membersOf(lane, register) })),
        );
        const seen = new Map<string, Lane>();
        for (const lane of lanes) {
          const args = lane as LaneArgs<Lane>;
          for (const name of [groupArgs(args).name, namespaceName(args)]) {
            expect(seen.has(name), name).toBe(false);
            seen.set(name, lane.lane);
          }
          const listed = register
            .filter((service) => service.lanes.includes(lane.lane))
            .map(({ repository }) => repository.id);
          expect(groupArgs(args).selectedRepositoryIds).toEqual(listed);
          expect(groupArgs(args).allowsPublicRepositories).toBe(false);
        }
      }),
      { seed: 20261122 },
    );
  });
});
