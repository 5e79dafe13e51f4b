import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { flushCompileCache } from "node:module";
import * as grpc from "@grpc/grpc-js";
import {
  type ILanguageRuntimeServer,
  LanguageRuntimeService,
} from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { watchParent } from "./parent-watch";
import * as program from "./program";

/** The processes that the host has started and that must not outlive it. */
class Children {
  readonly #running = new Set<ChildProcess>();

  start(args: readonly string[], options: SpawnOptions): ChildProcess {
    const child = spawn(process.execPath, args, options);
    this.#running.add(child);
    child.on("close", () => this.#running.delete(child));
    // The engine kills its plugins; Node keeps what it compiled only when told to before that.
    setImmediate(flushCompileCache);
    return child;
  }

  end(): void {
    for (const child of this.#running) child.kill("SIGKILL");
  }
}

/**
 * Pulumi's Node language host, for an engine that brings none: it starts the program and the packs
 * with the runner inside the `@pulumi/pulumi` that they themselves have installed. What it does not
 * implement (code generation, linking) is answered as unimplemented.
 */
export function languageHost(engineAddress: string, children = new Children()) {
  const service: Partial<ILanguageRuntimeServer> = {
    handshake: (_call, reply) => reply(null, new proto.LanguageHandshakeResponse()),
    getPluginInfo: (_call, reply) => reply(null, new PluginInfo().setVersion("0.0.0")),
    // The engine learns what is needed from the resources themselves.
    getRequiredPlugins: (_call, reply) => reply(null, new proto.GetRequiredPluginsResponse()),
    getRequiredPackages: (_call, reply) => reply(null, new proto.GetRequiredPackagesResponse()),
    about: (_call, reply) => {
      const about = new proto.AboutResponse().setExecutable(process.execPath);
      reply(null, about.setVersion(process.version));
    },
    getProgramDependencies: ({ request }, reply) => {
      const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
      reply(null, program.dependenciesOf(folder));
    },
    run: (call, reply) => run(call, reply, engineAddress, children),
    runPlugin: (call) => runPlugin(call, children),
    cancel: (_call, reply) => {
      children.end();
      reply(null, new Empty());
    },
  };
  return service;
}

function run(
  call: grpc.ServerUnaryCall<proto.RunRequest, proto.RunResponse>,
  reply: grpc.sendUnaryData<proto.RunResponse>,
  engineAddress: string,
  children: Children,
): void {
  const { request } = call;
  const cwd = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const runner = program.resolveRunner(cwd, "run");
  if (runner === undefined) {
    reply(null, new proto.RunResponse().setError(program.missingSdk(cwd)));
    return;
  }
  const args = program.runArguments(request, engineAddress);
  const child = children.start([...program.nodeArguments(request), runner, ...args], {
    cwd,
    env: program.runEnvironment(request),
    // What the program prints follows the port on the host's own output: the engine shows it.
    stdio: ["ignore", "inherit", "inherit"],
  });
  call.on("cancelled", () => child.kill());
  child.on("error", (error) => reply(null, new proto.RunResponse().setError(error.message)));
  child.on("exit", (code, signal) => reply(null, program.outcome(code ?? signal)));
}

/** A policy pack runs in its own folder; any other plugin where the engine works. */
function runPlugin(
  call: grpc.ServerWritableStream<proto.RunPluginRequest, proto.RunPluginResponse>,
  children: Children,
): void {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getProgram();
  const isPack = request.getKind() === "analyzer";
  const runner = program.resolveRunner(folder, isPack ? "run-policy-pack" : "run-plugin");
  if (runner === undefined) {
    const code = grpc.status.FAILED_PRECONDITION;
    call.emit("error", Object.assign(new Error(program.missingSdk(folder)), { code }));
    return;
  }
  const given = request.getArgsList();
  const child = children.start(isPack ? [runner, ...given, folder] : [runner, folder, ...given], {
    cwd: isPack ? folder : request.getPwd(),
    env: program.pluginEnvironment(request),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const answer = () => new proto.RunPluginResponse();
  child.stdout?.on("data", (data: Buffer) => call.write(answer().setStdout(data)));
  child.stderr?.on("data", (data: Buffer) => call.write(answer().setStderr(data)));
  child.on("error", (error) => call.emit("error", error));
  child.on("close", (code) => {
    call.write(answer().setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => child.kill());
}

/** Serves on a free port of the loopback interface and prints it: the engine waits for that line. */
function serve(): void {
  const engineAddress = process.argv.slice(2).findLast((arg) => !arg.startsWith("-"));
  const children = new Children();
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  const service = languageHost(engineAddress ?? "", children) as ILanguageRuntimeServer;
  server.addService(LanguageRuntimeService, service);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  watchParent(() => {
    children.end();
    process.exit();
  }, engineAddress);
}

if (require.main === module) serve();
