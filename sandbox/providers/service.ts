import { setTimeout as pause } from "node:timers/promises";
import {
  type handleUnaryCall,
  type ServiceError,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { Refusal, type SandboxProvider } from "./provider";
import { packageSchema } from "./schema";
import type { Properties } from "./values";
import { read, written } from "./wire";

// The engine's messages, as the SDK ships them without the rest of the SDK.
import plugin = require("@pulumi/pulumi/proto/plugin_pb");
import messages = require("@pulumi/pulumi/proto/provider_pb");

export interface ServiceOptions {
  /** The sandbox directory. */
  readonly directory: string;
  /** Milliseconds that every change takes, so that tests can interrupt one. */
  readonly delay: number;
  /** Tells the person at the engine something that is no error. */
  readonly warn: (urn: string, message: string) => void;
}

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/** The provider as the engine speaks to it: `pulumirpc.ResourceProvider` over one sandbox provider. */
export function providerService(
  provider: SandboxProvider,
  { delay, directory, warn }: ServiceOptions,
): UntypedServiceImplementation {
  return {
    handshake: answer(() => {
      const response = new messages.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    getPluginInfo: answer(() => {
      const info = new plugin.PluginInfo();
      info.setVersion(provider.tables.version());
      return info;
    }),
    attach: answer(() => new Empty()),
    cancel: answer(() => new Empty()),
    getSchema: answer(() => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify(packageSchema(provider.tables)));
      return response;
    }),
    ...configuration(provider),
    ...inspection(provider, warn),
    ...changes(provider, delay),
    construct: answer((request: messages.ConstructRequest) => {
      const { cloud, tables } = provider;
      if (cloud.construct) return cloud.construct(request, { tables, directory, warn });
      throw new Refusal(`the sandbox's ${cloud.name} provider makes no ${request.getType()}`);
    }),
  };
}

function configuration(provider: SandboxProvider): UntypedServiceImplementation {
  return {
    checkConfig: answer((request: messages.CheckRequest) => {
      const config = read(request.getNews());
      return checked(config, provider.checkConfig(config));
    }),
    diffConfig: answer((request: messages.DiffRequest) =>
      diffed(
        provider.diffConfig(
          read(request.getOldInputs() ?? request.getOlds()),
          read(request.getNews()),
        ),
      ),
    ),
    configure: answer((request: messages.ConfigureRequest) => {
      provider.configure(read(request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
  };
}

function inspection(
  provider: SandboxProvider,
  warn: ServiceOptions["warn"],
): UntypedServiceImplementation {
  return {
    check: answer((request: messages.CheckRequest) => {
      const proposal = request.getAutonaming();
      const { inputs, problems } = provider.check({
        type: request.getType(),
        urn: request.getUrn(),
        name: request.getName(),
        news: read(request.getNews()),
        olds: request.hasOlds() ? read(request.getOlds()) : undefined,
        seed: request.getRandomseed_asU8(),
        autonaming: proposal && {
          proposedName: proposal.getProposedName(),
          mode: AUTONAMING[proposal.getMode()] ?? "propose",
        },
      });
      return checked(inputs, problems);
    }),
    diff: answer((request: messages.DiffRequest) => {
      const olds = read(request.getOldInputs() ?? request.getOlds());
      const found = provider.diff(request.getType(), olds, read(request.getNews()));
      if (found.changes.length > 0 && !found.replacementKnown) {
        const type = request.getType();
        warn(
          request.getUrn(),
          `replacement unknown: the sandbox does not know which inputs of ${type} replace it`,
        );
      }
      return diffed(found);
    }),
    read: answer((request: messages.ReadRequest) => {
      const found = provider.read(
        request.getType(),
        request.getId(),
        read(request.getProperties()),
        read(request.getInputs()),
      );
      const response = new messages.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setProperties(written(found.properties));
      response.setInputs(written(found.inputs));
      return response;
    }),
    invoke: answer((request: messages.InvokeRequest) => {
      const response = new messages.InvokeResponse();
      response.setReturn(written(provider.invoke(request.getTok(), read(request.getArgs()))));
      return response;
    }),
  };
}

function changes(provider: SandboxProvider, delay: number): UntypedServiceImplementation {
  return {
    create: answer(async (request: messages.CreateRequest) => {
      const inputs = read(request.getProperties());
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(written(provider.previewCreate(request.getType(), inputs)));
        return response;
      }
      await pause(delay);
      const { id, properties } = provider.create(request.getType(), request.getUrn(), inputs);
      // Between the service's deed and the engine's knowledge of it: where a crash hurts most.
      await pause(delay);
      response.setId(id);
      response.setProperties(written(properties));
      return response;
    }),
    update: answer(async (request: messages.UpdateRequest) => {
      const [type, news] = [request.getType(), read(request.getNews())];
      const response = new messages.UpdateResponse();
      if (request.getPreview()) {
        const olds = read(request.getOlds());
        response.setProperties(written(provider.previewUpdate(type, news, olds)));
        return response;
      }
      await pause(delay);
      response.setProperties(
        written(provider.update(type, request.getUrn(), request.getId(), news)),
      );
      return response;
    }),
    delete: answer(async (request: messages.DeleteRequest) => {
      await pause(delay);
      provider.delete(request.getType(), request.getId(), read(request.getProperties()));
      return new Empty();
    }),
  };
}

const AUTONAMING = ["propose", "enforce", "disable"] as const;

/** Runs one call; what it throws reaches the engine as one message, a refusal without a stack. */
function answer<Request, Response>(
  handler: Handler<Request, Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => handler(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(failure(error), null),
      );
  };
}

function failure(error: unknown): Partial<ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Refusal ? status.FAILED_PRECONDITION : status.UNKNOWN;
  return { code, message, details: message };
}

function checked(inputs: Properties, problems: readonly string[]): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(written(inputs));
  response.setFailuresList(
    problems.map((reason) => {
      const problem = new messages.CheckFailure();
      problem.setReason(reason);
      return problem;
    }),
  );
  return response;
}

function diffed({
  changes: found,
  deleteBeforeReplace,
}: ReturnType<SandboxProvider["diff"]>): messages.DiffResponse {
  const { DiffChanges } = messages.DiffResponse;
  const response = new messages.DiffResponse();
  response.setChanges(found.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setHasdetaileddiff(true);
  response.setDeletebeforereplace(deleteBeforeReplace);
  const top = (path: string) => path.replace(/[.[].*$/, "");
  response.setDiffsList([...new Set(found.map(({ path }) => top(path)))]);
  const replacing = found.filter(({ replaces }) => replaces);
  response.setReplacesList([...new Set(replacing.map(({ path }) => top(path)))]);
  const details = response.getDetaileddiffMap();
  for (const { path, kind, replaces } of found) {
    const detail = new messages.PropertyDiff();
    detail.setKind(KINDS[kind] + (replaces ? 1 : 0));
    detail.setInputdiff(true);
    details.set(path, detail);
  }
  return response;
}

/** Each kind is followed by its twin that replaces. */
const KINDS = {
  add: messages.PropertyDiff.Kind.ADD,
  delete: messages.PropertyDiff.Kind.DELETE,
  update: messages.PropertyDiff.Kind.UPDATE,
} as const;
