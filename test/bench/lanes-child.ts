import { withoutClosures } from "../../setup/lean-sdk";

withoutClosures();
Error.stackTraceLimit = 0;

import * as pulumi from "@pulumi/pulumi";

import type { Lane } from "../../components/lib/lanes";
import type { ServiceContract } from "../../components/service/contract";
import { loadServices } from "../../components/service/load-services";
import { runners } from "../../stacks/runners";

/** What a register's lanes cost, and what was found on the way. */
export interface LanesMeasured {
  /** Seconds of CPU that reading the register took. */
  readonly load: number;
  /** Seconds of CPU that the program took to register every lane, from the services on. */
  readonly plan: number;
  readonly services: number;
  readonly lanes: number;
  readonly edited: number;
  /** Groups that the edits change. */
  readonly changed: readonly string[];
}

const EDITED = 100;

/** Loads a register, runs the runners program on it as a preview does, edits services and says which groups change. */
async function measured(register: string, cache: string, config: string): Promise<LanesMeasured> {
  const start = seconds();
  const { services, problems } = loadServices(register, cache);
  if (problems.length > 0) throw new Error(problems.slice(0, 5).join("\n"));
  const load = seconds() - start;

  const before = await groupsOf(config, services);
  const plan = seconds() - start - load;
  const after = await groupsOf(config, services.map(edited));
  const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
  const lanes = Object.keys(after).length;
  return { load, plan, services: services.length, lanes, edited: EDITED, changed };
}

/** The first services leave the release and deploy lanes. */
function edited(service: ServiceContract, n: number): ServiceContract {
  const lanes: Lane[] = ["untrusted", "build"];
  return n < EDITED ? { ...service, lanes } : service;
}

async function groupsOf(config: string, services: readonly ServiceContract[]) {
  const groups: Record<string, string> = {};
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, inputs }) => {
      if (type.endsWith(":ActionsRunnerGroup")) groups[inputs["name"]] = JSON.stringify(inputs);
      return { id: undefined, state: inputs };
    },
    call: ({ inputs }) => inputs,
  };
  await pulumi.runtime.setMocks(mocks, "airside", "runners.bench", true);
  pulumi.runtime.setAllConfig({ "airside:runners": config });
  runners(undefined, services);
  await pulumi.runtime.disconnect();
  return groups;
}

function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const [register = "", cache = "", config = ""] = process.argv.slice(2);
void measured(register, cache, config).then((answer) => {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
