import { credentials, type ServiceError } from "@grpc/grpc-js";

import type { Properties } from "../values";
import { written } from "../wire";

import messages = require("@pulumi/pulumi/proto/resource_pb");
import services = require("@pulumi/pulumi/proto/resource_grpc_pb");
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";

/** One object of a chart, as it is registered under the chart. */
export interface Child {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  /** URNs of what has to be there first. */
  readonly dependencies: readonly string[];
  /** Stays in the cluster when the chart goes. */
  readonly retain: boolean;
}

/** What the engine answered: the id is empty in a preview of what does not exist yet. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
}

/** The engine's side of a component's construction, by raw calls: the SDK would cost the provider's start. */
export class Monitor {
  private readonly client: services.ResourceMonitorClient;

  constructor(
    private readonly construct: ConstructRequest,
    private readonly version: string,
  ) {
    this.client = new services.ResourceMonitorClient(
      construct.getMonitorendpoint(),
      credentials.createInsecure(),
      { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 },
    );
  }

  /** Registers the component itself, with the options it was given and without inputs, as the real one. */
  async component(): Promise<string> {
    const from = this.construct;
    const request = this.request(from.getType(), from.getName());
    request.setParent(from.getParent());
    request.setDependenciesList(from.getDependenciesList());
    request.setAliasesList(from.getAliasesList());
    request.setDeletedwith(from.getDeletedwith());
    request.setReplaceWithList(from.getReplaceWithList());
    from.getProvidersMap().forEach((reference, name) => {
      request.getProvidersMap().set(name, reference);
    });
    return (await this.register(request)).urn;
  }

  /** Registers a child of the component, with the component's provider. */
  child(parent: string, { type, name, inputs, dependencies, retain }: Child): Promise<Registered> {
    const request = this.request(type, name);
    request.setCustom(true);
    request.setParent(parent);
    request.setObject(written(inputs));
    request.setDependenciesList([...dependencies]);
    // Without it the engine would start a second default provider, of no version.
    request.setVersion(this.version);
    request.setProvider(this.construct.getProvidersMap().get("kubernetes") ?? "");
    if (retain) request.setRetainondelete(true);
    return this.register(request);
  }

  close(): void {
    this.client.close();
  }

  private request(type: string, name: string): messages.RegisterResourceRequest {
    const request = new messages.RegisterResourceRequest();
    request.setType(type);
    request.setName(name);
    request.setAcceptsecrets(true);
    request.setSupportspartialvalues(true);
    request.setAliasspecs(true);
    if (this.construct.getProtect()) request.setProtect(true);
    if (this.construct.getRetainondelete()) request.setRetainondelete(true);
    return request;
  }

  private register(request: messages.RegisterResourceRequest): Promise<Registered> {
    return new Promise((resolve, reject) => {
      this.client.registerResource(
        request,
        (error: ServiceError | null, response: messages.RegisterResourceResponse) => {
          if (error) reject(new Error(error.details));
          else resolve({ urn: response.getUrn(), id: response.getId() });
        },
      );
    });
  }
}
