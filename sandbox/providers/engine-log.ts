import { credentials } from "@grpc/grpc-js";

import messages = require("@pulumi/pulumi/proto/engine_pb");
import services = require("@pulumi/pulumi/proto/engine_grpc_pb");

/** Sends warnings to the engine, each once a resource type's message and URN; nowhere without an engine. */
export function engineWarnings(
  address: string | undefined,
): (urn: string, message: string) => void {
  if (address === undefined) return () => {};
  let client: services.EngineClient | undefined;
  return (urn, message) => {
    client ??= new services.EngineClient(address, credentials.createInsecure());
    const request = new messages.LogRequest();
    request.setSeverity(messages.LogSeverity.WARNING);
    request.setUrn(urn);
    request.setMessage(message);
    // A warning that does not arrive changes nothing about the answer.
    client.log(request, () => {});
  };
}
