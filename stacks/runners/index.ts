import { Provider as GithubProvider } from "@pulumi/github/provider";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import type { Lane } from "../../components/lib/lanes";
import { OrganizationGuardrails } from "../../components/repository/organization-guardrails";
import { HostedLane } from "../../components/runners/hosted-lane";
import type { LaneMembers } from "../../components/runners/lane";
import { membersOf } from "../../components/runners/members";
import { RunnerController } from "../../components/runners/runner-controller";
import { RunnerLane } from "../../components/runners/runner-lane";
import type { ServiceContract } from "../../components/service/contract";
import { loadServices } from "../../components/service/load-services";
import { parseCacheFile } from "../../components/service/parse-cache";
import type { Published } from "../outputs";
import { type LaneConfig, type RunnersConfig, readRunnersConfig } from "./config";
import type { RunnersOutputs } from "./outputs";
import { laneStores } from "./stores";

/**
 * The organization's guardrails, and every lane: its group with the members that the register names, and its machines.
 *
 * @param services what the register says @default read from the configuration's folder
 */
export function runners(
  config = readRunnersConfig(),
  services = readRegister(config.register),
): Published<RunnersOutputs> {
  const { organization } = config;
  const github = new GithubProvider("github", { owner: organization });
  const kubernetes = new KubernetesProvider("kubernetes", { context: config.context });
  const providers = { github, kubernetes };

  new OrganizationGuardrails(
    "organization",
    { organization, ...config.guardrails },
    { providers: { github } },
  );
  const controller = new RunnerController(
    "runner-controller",
    { ...placement(config), lane: "deploy", ...config.controller },
    { providers },
  );
  const stores = laneStores(config);
  const lanes = Object.entries(config.lanes).map(([key, chosen]) => {
    const told = { members: membersOf(chosen.lane, services), store: stores.get(key) };
    return buildLane(key, told, chosen, config, controller, { providers });
  });
  return { organization, lanes: lanes.map((lane) => lane.describe()) };
}

function buildLane(
  key: string,
  told: { readonly members: LaneMembers<Lane>; readonly store: string | undefined },
  chosen: LaneConfig,
  config: RunnersConfig,
  controller: RunnerController,
  opts: pulumi.ComponentResourceOptions,
) {
  const { organization, githubAppSecret } = config;
  const variant = key === chosen.lane ? undefined : key.slice(chosen.lane.length + 1);
  const common = { ...placement(config), ...told, organization, variant };
  const name = `lane-${key}`;
  if (chosen.host === "github") return new HostedLane(name, { ...chosen, ...common }, opts);
  const { account, version: controllerVersion } = controller;
  return new RunnerLane(
    name,
    { ...chosen, ...common, githubAppSecret, controllerVersion, controller: account },
    opts,
  );
}

function placement({ owner, environment }: RunnersConfig) {
  return { owner, environment, dataClass: "internal" as const };
}

function readRegister(folder: string): readonly ServiceContract[] {
  const { services, problems } = loadServices(folder, parseCacheFile());
  if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
  return services;
}
