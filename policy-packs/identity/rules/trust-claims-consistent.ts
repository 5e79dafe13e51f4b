import type { StackFinding, StackRule } from "../../lib/rule";
import {
  crossing,
  neighbours,
  foreignSigners,
  opened,
  strandedJobs,
  unequalDoors,
} from "../consistency";
import { doors } from "../facts/doors";
import { runnerGates, signatureGates } from "../facts/gates";
import { refersTo } from "../facts/references";
import { isForeignMount, vaultMounts } from "../facts/vault-mounts";

export const trustClaimsConsistent: StackRule = {
  kind: "stack",
  name: "trust-claims-consistent",
  title:
    "AWS, Vault, runner groups and image admission must mean the same jobs, and no token may serve two services or lanes.",
  severity: "high",
  level: "mandatory",
  rationale: "Where two doors of one job are cut differently, the wider one decides who gets in.",
  remedy: "Write all of them from one claims value, as service.Service does.",
  controls: ["SOC 2 CC6.1"],
  exceptableDays: 30,
  reads: [doors, vaultMounts, runnerGates, signatureGates],
  check(facts): StackFinding[] {
    const mounts = facts.of(vaultMounts);
    const [issuer, ...others] = new Set(facts.of(doors).flatMap(({ issuers }) => issuers));
    // A mount of another stack takes tokens of the issuer that this one trusts, where it trusts a single one.
    const usual = others.length === 0 ? issuer : undefined;
    const all = facts
      .of(doors)
      .filter(({ mount }) => mount === undefined || !isForeignMount(mount, mounts))
      .map((door) => {
        const mount = mounts.find((each) => door.mount && refersTo(door.mount, each));
        return opened(door, mount?.issuer ?? usual);
      });
    const groups = Map.groupBy(all, ({ service, lane, scope, repositories }) =>
      JSON.stringify([
        service ?? repositories.find((key) => /^\d+$/.test(key)) ?? repositories[0],
        lane,
        scope,
      ]),
    );
    return [
      ...[...groups.values()].flatMap(unequalDoors),
      ...neighbours(all.filter(({ known }) => known)).flatMap(([one, other]) =>
        crossing(one, other),
      ),
      ...all.flatMap((door) => strandedJobs(door, facts.of(runnerGates))),
      ...facts.of(signatureGates).flatMap((gate) => foreignSigners(gate, all)),
    ];
  },
};
