import { Server, ServerCredentials } from "@grpc/grpc-js";

import { watchParent } from "../engine/parent-watch";
import { aws } from "./aws";
import type { Cloud } from "./cloud";
import { engineWarnings } from "./engine-log";
import { github } from "./github/github";
import { sandboxDirectory } from "./guard";
import { kubernetes } from "./kubernetes";
import { SandboxProvider } from "./provider";
import { providerService } from "./service";
import { vault } from "./vault";
import { World } from "./world";

import services = require("@pulumi/pulumi/proto/provider_grpc_pb");

const CLOUDS: Readonly<Record<string, Cloud>> = { aws, github, kubernetes, vault };

/** Serves one stand-in: `main.js <provider> [<engine address>]`, as the launchers on PATH start it. */
function main([name = "", engineAddress]: readonly string[]): void {
  const cloud = Object.hasOwn(CLOUDS, name) ? CLOUDS[name] : undefined;
  if (cloud === undefined) {
    throw new Error(`no stand-in "${name}"; there are ${Object.keys(CLOUDS).join(", ")}`);
  }
  const directory = sandboxDirectory(process.env);
  const world = new World(directory);
  const provider = new SandboxProvider(cloud, world, process.env);
  const server = new Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(
    services.ResourceProviderService,
    providerService(provider, {
      directory,
      delay: Number(process.env["AIRSIDE_SANDBOX_DELAY_MS"] ?? 0),
      warn: engineWarnings(engineAddress),
    }),
  );
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    // The engine reads the port, and takes anything else on stdout for one.
    process.stdout.write(`${port}\n`);
  });
  const end = () => process.exit(0);
  watchParent(end, engineAddress);
  // The engine starts plugins in process groups of their own: a person's interrupt goes to the engine
  // alone, and it is the engine that asks its plugins to end.
  process.on("SIGINT", end).on("SIGTERM", end);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`airside sandbox: ${(error as Error).message}`);
  process.exitCode = 1;
}
