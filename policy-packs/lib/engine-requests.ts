import type { MethodDefinition } from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";

import { SECRET_SIGNATURE, SIGNATURE, secretPaths, withoutMarks } from "./plain";
import { readProperties, readStructsPlainly } from "./wire";

/** What the engine says and the policy SDK does not pass on. */
export interface EngineNews {
  /** The engine's own level of each policy, and the settings; called before anything is analysed. */
  configured(
    levels: ReadonlyMap<string, string>,
    settings: Readonly<Record<string, unknown>>,
  ): void;
  /** Paths of the secrets of a resource that is about to be analysed. */
  secrets(urn: string, paths: readonly string[]): void;
  /** Properties of a resource that is about to be analysed; answers the number under which to ask for them. */
  hold(props: Props): number;
}

type Props = Readonly<Record<string, unknown>>;

/** The policy that judges; it stays on whatever level the engine was told. */
export const SETTINGS_POLICY = "settings";

/** What the SDK gets as a resource's properties: under this name, the number under which they are held. */
export const HELD = "airside:held";

/**
 * Reads the engine's requests before the SDK does. The SDK hides from a policy the level that the engine was
 * configured with, and which values are secret; both are on the wire. It would also make a second copy of all
 * properties, for a policy to read through proxies.
 */
export function listen(news: EngineNews): void {
  readStructsPlainly();
  tap(AnalyzerService.configure, ConfigureAnalyzerRequest, (request) => {
    const levels = new Map<string, string>();
    for (const [name, config] of request.getPolicyconfigMap().entries()) {
      levels.set(name, LEVEL_NAMES[config.getEnforcementlevel()] ?? "unknown");
      if (name === SETTINGS_POLICY) config.setEnforcementlevel(EnforcementLevel.MANDATORY);
    }
    const settings = request.getPolicyconfigMap().get(SETTINGS_POLICY)?.getProperties();
    news.configured(levels, settings?.toJavaScript() ?? {});
  });
  const tellSecrets = (resource: Pick<AnalyzeRequest, "getUrn" | "getProperties">) => {
    const paths = secretPaths(resource.getProperties()?.toJavaScript());
    if (paths.length > 0) news.secrets(resource.getUrn(), paths);
  };
  tap(AnalyzerService.analyze, AnalyzeRequest, (request, bytes) => {
    const properties = request.getProperties();
    if (properties === undefined) return;
    const isMarked = bytes.includes(SIGNATURE);
    if (isMarked && bytes.includes(SECRET_SIGNATURE)) tellSecrets(request);
    const props = readProperties(properties);
    const held = news.hold(isMarked ? (withoutMarks(props) as Props) : props);
    properties.toJavaScript = () => ({ [HELD]: held });
  });
  tap(AnalyzerService.analyzeStack, AnalyzeStackRequest, (request, bytes) => {
    if (bytes.includes(SECRET_SIGNATURE)) request.getResourcesList().forEach(tellSecrets);
  });
}

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  [EnforcementLevel.ADVISORY]: "advisory",
  [EnforcementLevel.MANDATORY]: "mandatory",
  [EnforcementLevel.DISABLED]: "disabled",
  [EnforcementLevel.REMEDIATE]: "remediate",
};

/** The generated code reads a copy of the bytes, which nobody needs. */
function tap<Request>(
  method: Pick<MethodDefinition<Request, unknown>, "requestDeserialize">,
  message: { deserializeBinary(bytes: Uint8Array): Request },
  look: (request: Request, bytes: Buffer) => void,
): void {
  method.requestDeserialize = (bytes) => {
    const { buffer, byteOffset, byteLength } = bytes;
    const request = message.deserializeBinary(new Uint8Array(buffer, byteOffset, byteLength));
    look(request, bytes);
    return request;
  };
}
