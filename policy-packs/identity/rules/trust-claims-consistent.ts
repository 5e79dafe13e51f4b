import type { StackFinding, StackRule } from "../../lib/rule";
import { foreignSigners, strandedJobs, unequalDoors } from "../consistency";
import { crossings } from "../crossings";
import { doors } from "../facts/doors";
import { runnerGates, signatureGates } from "../facts/gates";
import { VaultMounts, vaultMounts } from "../facts/vault-mounts";
import type { OpenDoor } from "../open-doors";

export const trustClaimsConsistent: StackRule = {
  kind: "stack",
  name: "trust-claims-consistent",
  title:
    "AWS, Vault, runner groups and image admission must mean the same jobs, and no token may serve two services or lanes.",
  severity: "high",
  level: "mandatory",
  rationale: "Where two doors of one job are cut differently, the wider one decides who gets in.",
  remedy: "Write all of them from one claims value.",
  controls: ["SOC 2 CC6.1"],
  exceptableDays: 30,
  reads: [doors, vaultMounts, runnerGates, signatureGates],
  check(facts): StackFinding[] {
    const mounts = new VaultMounts(facts.of(vaultMounts));
    const [issuer, ...others] = new Set(facts.of(doors).flatMap(({ issuers }) => issuers));
    // A mount of another stack takes tokens of the issuer that this one trusts, where it trusts a single one.
    const usual = others.length === 0 ? issuer : undefined;
    const all = facts
      .of(doors)
      .filter(({ mount }) => mount === undefined || !mounts.isForeign(mount))
      .map((door): OpenDoor => {
        const [mount] = door.mount === undefined ? [] : mounts.meant(door.mount);
        return { ...door, issuer: mount?.issuer ?? usual };
      });
    return [
      ...unequalDoors(all),
      ...crossings(all.filter(({ known }) => known)),
      ...strandedJobs(all, facts.of(runnerGates)),
      ...foreignSigners(facts.of(signatureGates), all),
    ];
  },
};
