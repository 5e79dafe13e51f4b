import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { aws } from "../../../sandbox/providers/aws";
import type { Cloud } from "../../../sandbox/providers/cloud";
import { github } from "../../../sandbox/providers/github/github";
import { kubernetes } from "../../../sandbox/providers/kubernetes";
import { SandboxProvider } from "../../../sandbox/providers/provider";
import type { Properties } from "../../../sandbox/providers/values";
import { vault } from "../../../sandbox/providers/vault";
import { World } from "../../../sandbox/providers/world";

export const CLOUDS: Readonly<Record<string, Cloud>> = { aws, github, kubernetes, vault };

const CONFIG: Readonly<Record<string, Properties>> = {
  aws: { region: "eu-central-1", allowedAccountIds: '["111122223333"]' },
  github: { owner: "acme" },
  kubernetes: {},
  vault: { address: "https://vault.example:8200" },
};

/** A stand-in in this process, configured, over a world of its own. */
export interface StandIn {
  readonly provider: SandboxProvider;
  readonly world: World;
  readonly directory: string;
  /** Checks and creates, as the engine does; what Check refuses is thrown. */
  make(type: string, name: string, inputs: Properties): { id: string; properties: Properties };
  check(type: string, name: string, inputs: Properties, olds?: Properties): Checked;
}

type Checked = ReturnType<SandboxProvider["check"]>;

/** Runs with a stand-in, and clears its world away. */
export function withStandIn<Answer>(name: string, run: (standIn: StandIn) => Answer): Answer {
  const directory = mkdtempSync(join(tmpdir(), "airside-stand-in-"));
  const world = new World(directory);
  try {
    return run(standIn(name, world, directory));
  } finally {
    world.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

export function standIn(name: string, world: World, directory: string): StandIn {
  const cloud = CLOUDS[name];
  if (cloud === undefined) throw new Error(`no stand-in ${name}`);
  const provider = new SandboxProvider(cloud, world, {});
  provider.configure(CONFIG[name] ?? {});
  const urnOf = (type: string, logical: string) => `urn:pulumi:demo::test::${type}::${logical}`;
  const check = (type: string, logical: string, inputs: Properties, olds?: Properties) =>
    provider.check({
      type,
      urn: urnOf(type, logical),
      name: logical,
      news: inputs,
      olds,
      seed: new Uint8Array(32).fill(7),
      autonaming: undefined,
    });
  return {
    provider,
    world,
    directory,
    check,
    make(type, logical, inputs) {
      const { inputs: checked, problems } = check(type, logical, inputs);
      if (problems.length > 0) throw new Error(problems.join("\n"));
      return provider.create(type, urnOf(type, logical), checked);
    },
  };
}

export const ROLE = "aws:iam/role:Role";

/** A trust policy in which nothing is wrong. */
export const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});
