import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import * as fs from "node:fs";
import { createRequire, flushCompileCache } from "node:module";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import {
  type ILanguageRuntimeServer,
  LanguageRuntimeService,
} from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { watchParent } from "./parent-watch";

/** What Pulumi's runner ends with when the error is on the screen already. */
const ERROR_SHOWN = 32;

type RunRequest = proto.RunRequest;

/**
 * Pulumi's Node language host, for an engine that brings none: it starts the program and the packs
 * with the runner inside the `@pulumi/pulumi` that they themselves have installed.
 */
export function languageHost(engineAddress: string): {
  readonly service: Partial<ILanguageRuntimeServer>;
  readonly endChildren: () => void;
} {
  const children = new Set<ChildProcess>();
  const endChildren = () => {
    for (const child of children) child.kill("SIGKILL");
  };
  const start = (
    args: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
    io: StdioOptions,
  ) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: io });
    children.add(child);
    return child.on("close", () => children.delete(child));
  };

  const service: Partial<ILanguageRuntimeServer> = {
    handshake: (_call, reply) => reply(null, new proto.LanguageHandshakeResponse()),
    getPluginInfo: (_call, reply) => reply(null, new PluginInfo().setVersion("0.0.0")),
    // The engine learns what is needed from the resources themselves.
    getRequiredPlugins: (_call, reply) => reply(null, new proto.GetRequiredPluginsResponse()),
    getRequiredPackages: (_call, reply) => reply(null, new proto.GetRequiredPackagesResponse()),
    about: (_call, reply) =>
      reply(
        null,
        new proto.AboutResponse().setExecutable(process.execPath).setVersion(process.version),
      ),
    getProgramDependencies: ({ request }, reply) =>
      reply(null, dependenciesOf(request.getInfo()?.getProgramDirectory() ?? request.getPwd())),
    cancel: (_call, reply) => {
      endChildren();
      reply(null, new Empty());
    },

    run: (call, reply) => {
      const { request } = call;
      const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
      const runner = resolveRunner(folder, "run");
      if (runner === undefined)
        return reply(null, new proto.RunResponse().setError(NO_SDK(folder)));
      const args = [...nodeArguments(request), runner, ...runArguments(request, engineAddress)];
      const child = start(args, folder, runEnvironment(request), ["ignore", "inherit", "inherit"]);
      call.on("cancelled", () => child.kill());
      child.on("error", (error) => reply(null, new proto.RunResponse().setError(error.message)));
      child.on("exit", (code, signal) => reply(null, outcome(code ?? signal)));
      // The engine kills its plugins; Node keeps what it compiled only when told to before that.
      setImmediate(flushCompileCache);
    },

    runPlugin: (call) => {
      const { request } = call;
      const folder = request.getInfo()?.getProgramDirectory() ?? request.getProgram();
      const isPack = request.getKind() === "analyzer";
      const runner = resolveRunner(folder, isPack ? "run-policy-pack" : "run-plugin");
      if (runner === undefined) {
        return void call.emit(
          "error",
          Object.assign(new Error(NO_SDK(folder)), { code: grpc.status.FAILED_PRECONDITION }),
        );
      }
      const given = request.getArgsList();
      const args = isPack ? [runner, ...given, folder] : [runner, folder, ...given];
      const cwd = isPack ? folder : request.getPwd();
      const child = start(args, cwd, pluginEnvironment(request), ["ignore", "pipe", "pipe"]);
      const answer = () => new proto.RunPluginResponse();
      child.stdout?.on("data", (data: Buffer) => call.write(answer().setStdout(data)));
      child.stderr?.on("data", (data: Buffer) => call.write(answer().setStderr(data)));
      child.on("close", (code) => {
        call.write(answer().setExitcode(code ?? 1));
        call.end();
      });
      call.on("cancelled", () => child.kill());
      setImmediate(flushCompileCache);
    },
  };
  return { service, endChildren };
}

const NO_SDK = (folder: string) =>
  `@pulumi/pulumi is not installed for ${folder}: run npm install there`;

/** The runner of the SDK copy that the program itself would import. */
function resolveRunner(folder: string, runner: string): string | undefined {
  try {
    return createRequire(path.join(folder, "package.json")).resolve(`@pulumi/pulumi/cmd/${runner}`);
  } catch {
    return undefined;
  }
}

export function runArguments(request: RunRequest, engineAddress: string): string[] {
  const values = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": request.getInfo()?.getRootDirectory() ?? "",
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: `${request.getParallel()}`,
  };
  return [
    ...Object.entries(values).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    request.getInfo()?.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
}

/** `runtime.options.nodeargs` of Pulumi.yaml, split at white space. */
function nodeArguments(request: RunRequest): string[] {
  const given = request.getInfo()?.getOptions()?.toJavaScript()["nodeargs"];
  return typeof given === "string" ? given.split(/\s+/).filter((arg) => arg !== "") : [];
}

/** The configuration travels in the environment, under the long form of its keys. */
export function runEnvironment(request: RunRequest): NodeJS.ProcessEnv {
  const config = [...request.getConfigMap().entries()].map(
    ([key, value]) => [key.replace(/^([^:]*):(?:config:)?/, "$1:config:"), value] as const,
  );
  const typescript = request.getInfo()?.getOptions()?.toJavaScript()["typescript"];
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(config)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: `${typescript ?? true}`,
  };
}

function pluginEnvironment(request: proto.RunPluginRequest): NodeJS.ProcessEnv {
  const given = request.getEnvList().map((entry) => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  });
  return given.length > 0 ? Object.fromEntries(given) : process.env;
}

function outcome(code: number | NodeJS.Signals | null): proto.RunResponse {
  const response = new proto.RunResponse();
  if (code === ERROR_SHOWN) return response.setBail(true);
  return code === 0 ? response : response.setError(`the program ended with ${code}`);
}

function dependenciesOf(folder: string): proto.GetProgramDependenciesResponse {
  const response = new proto.GetProgramDependenciesResponse();
  const file = path.join(folder, "package.json");
  if (!fs.existsSync(file)) return response;
  const { dependencies = {} } = JSON.parse(fs.readFileSync(file, "utf8")) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return response.setDependenciesList(
    Object.entries(dependencies).map(([name, version]) =>
      new proto.DependencyInfo().setName(name).setVersion(version),
    ),
  );
}

/** Serves on a free port of the loopback interface and prints it: the engine waits for that line. */
function serve(): void {
  const engineAddress = process.argv.slice(2).findLast((arg) => !arg.startsWith("-")) ?? "";
  const { service, endChildren } = languageHost(engineAddress);
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(LanguageRuntimeService, service as ILanguageRuntimeServer);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  watchParent(() => {
    endChildren();
    process.exit();
  }, engineAddress || undefined);
}

if (require.main === module) serve();
