import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient, AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

import { SECRET_SIGNATURE, SIGNATURE, UNKNOWN_SENTINELS } from "../../policy-packs/lib/plain";
import type { ReportedFinding } from "../../policy-packs/lib/reporter";
import type { Resource } from "../../policy-packs/lib/rule";
import { isUnknown } from "../../policy-packs/lib/unknown";
import { readViolation } from "../../policy-packs/lib/violation";

const root = join(__dirname, __dirname.includes("/dist/") ? "../../.." : "../..");
const MESSAGE_LIMIT = 400 * 1024 * 1024;

export interface PackConfig {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The engine's own level by policy; the declared one where absent. */
  readonly levels?: Readonly<Record<string, keyof typeof proto.EnforcementLevel>>;
}

/** A compiled pack in a process of its own, spoken to as the engine does. */
export class PackServer {
  private constructor(
    readonly process: ChildProcess,
    readonly client: AnalyzerClient,
  ) {}

  /** Starts `policy-packs/<pack>` (or the pack in another folder) from the build. */
  static async start(pack: string, env: NodeJS.ProcessEnv = {}): Promise<PackServer> {
    const folder = pack.startsWith("/") ? pack : join(root, "policy-packs", pack);
    const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
    const child = spawn(process.execPath, [runner, "127.0.0.1:1", folder], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("exit", (code) => reject(new Error(`the pack ended with ${code}: ${errors}`)));
    });
    const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": MESSAGE_LIMIT,
      "grpc.max_send_message_length": MESSAGE_LIMIT,
    });
    return new PackServer(child, client);
  }

  info(): Promise<proto.AnalyzerInfo.AsObject> {
    return called<proto.AnalyzerInfo>((answer) =>
      this.client.getAnalyzerInfo(new Empty(), answer),
    ).then((info) => info.toObject());
  }

  /** Configures as the engine does: every policy by name, with its declared level where none is given. */
  async configure({ settings = {}, levels = {} }: PackConfig = {}): Promise<void> {
    const request = new proto.ConfigureAnalyzerRequest();
    for (const { name, enforcementlevel } of (await this.info()).policiesList) {
      const config = new proto.PolicyConfig();
      const level = levels[name];
      config.setEnforcementlevel(level ? proto.EnforcementLevel[level] : enforcementlevel);
      config.setProperties(struct(name === "settings" ? settings : {}));
      request.getPolicyconfigMap().set(name, config);
    }
    await called<Empty>((answer) => this.client.configure(request, answer));
  }

  async analyze(resource: Resource): Promise<ReportedFinding[]> {
    const answered = await called<proto.AnalyzeResponse>((answer) =>
      this.client.analyze(requestFor(resource), answer),
    );
    return findingsOf(answered, resource);
  }

  /** Sends a request to analyse that is written already; what comes back stays as it came. */
  send(request: Uint8Array): Promise<Buffer> {
    const { path } = AnalyzerService.analyze;
    return called((answer) =>
      this.client.makeUnaryRequest(
        path,
        (bytes: Uint8Array) => Buffer.from(bytes),
        (bytes) => bytes,
        request,
        answer as (error: ServiceError | null, response?: Buffer) => void,
      ),
    );
  }

  /** What the pack makes of a resource's inputs, by the rule that changed them. */
  async remediate(resource: Resource): Promise<{ rule: string; properties: unknown }[]> {
    const answered = await called<proto.RemediateResponse>((answer) =>
      this.client.remediate(requestFor(resource), answer),
    );
    return answered.getRemediationsList().map((each) => ({
      rule: each.getPolicyname(),
      properties: each.getProperties()?.toJavaScript() ?? each.getDiagnostic(),
    }));
  }

  async analyzeStack(resources: readonly Resource[]): Promise<ReportedFinding[]> {
    const request = new proto.AnalyzeStackRequest();
    request.setResourcesList(resources.map(stackResource));
    const answered = await called<proto.AnalyzeResponse>((answer) =>
      this.client.analyzeStack(request, answer),
    );
    return findingsOf(answered);
  }

  async close(): Promise<void> {
    this.client.close();
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill();
    await ended;
  }
}

/** What `PackServer.send` sends of a resource. */
export function writtenRequest(resource: Resource): Uint8Array {
  return requestFor(resource).serializeBinary();
}

/** The number of findings in what `PackServer.send` answers. */
export function countFindings(answer: Uint8Array): number {
  return proto.AnalyzeResponse.deserializeBinary(answer).getDiagnosticsList().length;
}

function requestFor(resource: Resource): proto.AnalyzeRequest {
  return describe(new proto.AnalyzeRequest(), resource);
}

/** Sets what a request to analyse and a resource of a stack both say. */
function describe<Message extends proto.AnalyzeRequest | proto.AnalyzerResource>(
  message: Message,
  resource: Resource,
): Message {
  message.setType(resource.type);
  message.setName(resource.name);
  message.setUrn(resource.urn ?? resource.name);
  message.setOptions(optionsOf(resource));
  message.setProperties(encoded(resource));
  return message;
}

function called<Answer>(
  call: (answer: (error: ServiceError | null, response: Answer) => void) => unknown,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
}

function optionsOf({ protect = false, parent }: Resource): proto.AnalyzerResourceOptions {
  const options = new proto.AnalyzerResourceOptions();
  options.setProtect(protect);
  if (parent !== undefined) options.setParent(parent);
  return options;
}

function stackResource(resource: Resource): proto.AnalyzerResource {
  const shown = describe(new proto.AnalyzerResource(), resource);
  if (resource.parent !== undefined) shown.setParent(resource.parent);
  shown.setDependenciesList([...(resource.dependencies ?? [])]);
  for (const [key, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    const from = new proto.AnalyzerPropertyDependencies();
    from.setUrnsList([...urns]);
    shown.getPropertydependenciesMap().set(key, from);
  }
  return shown;
}

/** The properties as the engine encodes them, unknowns and secrets marked. */
function encoded({ props, secret = [] }: Resource): Struct {
  return struct(encode(props, "", new Set(secret)) as Record<string, unknown>);
}

const [, , UNKNOWN_STRING] = UNKNOWN_SENTINELS;

function encode(value: unknown, path: string, secrets: ReadonlySet<string>): unknown {
  if (path !== "" && secrets.has(path)) {
    const rest = new Set([...secrets].filter((each) => each !== path));
    return { [SIGNATURE]: SECRET_SIGNATURE, value: encode(value, path, rest) };
  }
  if (isUnknown(value)) return UNKNOWN_STRING;
  if (Array.isArray(value))
    return value.map((each, index) => encode(each, `${path}[${index}]`, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      encode(child, path + stepTo(key, path === ""), secrets),
    ]),
  );
}

function stepTo(key: string, isFirst: boolean): string {
  if (!/^[^.[\]"]+$/.test(key)) return `[${JSON.stringify(key)}]`;
  return isFirst ? key : `.${key}`;
}

function struct(props: Readonly<Record<string, unknown>>): Struct {
  return Struct.fromJavaScript(props as Record<string, JavaScriptValue>);
}

const LEVELS = new Map<number, ReportedFinding["level"]>([
  [proto.EnforcementLevel.ADVISORY, "advisory"],
  [proto.EnforcementLevel.MANDATORY, "mandatory"],
]);
const SEVERITIES = ["critical", "high", "medium", "low"] as const;

function findingsOf(answer: proto.AnalyzeResponse, about?: Resource): ReportedFinding[] {
  return answer.getDiagnosticsList().map((each) => {
    const severity = SEVERITIES.find(
      (name) =>
        proto.PolicySeverity[`POLICY_SEVERITY_${name.toUpperCase() as Uppercase<typeof name>}`] ===
        each.getSeverity(),
    );
    const level = LEVELS.get(each.getEnforcementlevel());
    if (!severity || !level)
      throw new Error(`an odd diagnostic: ${JSON.stringify(each.toObject())}`);
    const resource = each.getUrn() || about?.urn || about?.name || "";
    return {
      rule: each.getPolicyname(),
      level,
      severity,
      resource,
      ...readViolation(each.getMessage()),
    };
  });
}
