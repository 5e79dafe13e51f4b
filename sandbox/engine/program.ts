import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import * as proto from "@pulumi/pulumi/proto/language_pb";

type RunRequest = proto.RunRequest;

/** What Pulumi's runner ends with when the error is on the screen already. */
const ERROR_SHOWN = 32;

/** The runner inside the SDK copy that the program in `folder` would itself import. */
export function resolveRunner(folder: string, runner: string): string | undefined {
  try {
    return createRequire(path.join(folder, "package.json")).resolve(`@pulumi/pulumi/cmd/${runner}`);
  } catch {
    return undefined;
  }
}

export function missingSdk(folder: string): string {
  return `@pulumi/pulumi is not installed for ${folder}: run npm install there`;
}

/** What the runner is told on its command line. */
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
export function nodeArguments(request: RunRequest): string[] {
  const given = optionsOf(request)["nodeargs"];
  return typeof given === "string" ? given.split(/\s+/).filter((arg) => arg !== "") : [];
}

/** The configuration travels in the environment, under the long form of its keys. */
export function runEnvironment(request: RunRequest): NodeJS.ProcessEnv {
  const config = [...request.getConfigMap().entries()].map(
    ([key, value]) => [key.replace(/^([^:]*):(?:config:)?/, "$1:config:"), value] as const,
  );
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(config)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: `${optionsOf(request)["typescript"] ?? true}`,
  };
}

function optionsOf(request: RunRequest): Readonly<Record<string, unknown>> {
  return request.getInfo()?.getOptions()?.toJavaScript() ?? {};
}

/** The engine hands a plugin its whole environment, or none to mean the host's. */
export function pluginEnvironment(request: proto.RunPluginRequest): NodeJS.ProcessEnv {
  const given = request.getEnvList().map((entry) => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  });
  return given.length > 0 ? Object.fromEntries(given) : process.env;
}

/** What the end of the runner says about the program. */
export function outcome(code: number | NodeJS.Signals | null): proto.RunResponse {
  const response = new proto.RunResponse();
  if (code === ERROR_SHOWN) return response.setBail(true);
  return code === 0 ? response : response.setError(`the program ended with ${code}`);
}

/** What package.json names, for `pulumi about`. */
export function dependenciesOf(folder: string): proto.GetProgramDependenciesResponse {
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
