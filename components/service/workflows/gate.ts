import type { Lane } from "../../lib/lanes";
import { gateBuild } from "./gate-build";
import { gateDeploy } from "./gate-deploy";
import { gateRelease } from "./gate-release";
import { MARK, type WorkflowFiles } from "./text";

/** What the gate's workflows are told; all else comes from whoever calls them. */
export interface GateArgs {
  /** Each lane's runner group. */
  readonly groups: Readonly<Record<Lane, string>>;
  /** `OWNER/REPO` of the gate, whose release workflow signs what its deploy workflow lets pass. */
  readonly repository: string;
}

/**
 * The reusable workflows that the build, release and deploy lanes admit, for the repository that keeps them.
 * Only a job that stands in one of them reaches a lane's machines, and each refuses what is not merged.
 */
export function renderGate(args: GateArgs): WorkflowFiles {
  const files = { build: gateBuild(args), release: gateRelease(args), deploy: gateDeploy(args) };
  return Object.fromEntries(
    Object.entries(files).map(([lane, text]) => [
      `.github/workflows/${lane}.yml`,
      `${MARK} gate: every job that the ${lane} lane takes is one of these.\n${text}`,
    ]),
  );
}
