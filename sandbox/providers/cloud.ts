import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";

import type { Environment } from "./guard";
import type { NameRule } from "./naming";
import type { ResourceTable } from "./table-format";
import type { Tables } from "./tables";
import type { Properties } from "./values";
import type { Row, World } from "./world";

/** What one provider instance was configured for: an account and region, a cluster, an owner. */
export type Connection = Readonly<Record<string, string>> & { readonly scope: string };

/** Hand-written facts of one type, where the tables are silent and a cloud is not. */
export interface TypeFacts {
  /** Inputs that cannot change in place. Absent: whether a change replaces is not known here. */
  readonly replaceOn?: readonly string[];
  /** The physical id as a template: `{property}`, `{account}`, `{random:prefix-}`. @default a name */
  readonly id?: string;
  readonly arn?: string;
  /** What only one may have, as a template; compared in lower case. */
  readonly unique?: string;
  /** The service overwrites instead of refusing what exists. */
  readonly put?: boolean;
  /** What the service fills in where nothing was given, strings being templates. */
  readonly defaults?: Properties;
  /** A property that names another resource, which must exist, by type. */
  readonly needs?: Readonly<Record<string, string>>;
}

export interface Subject {
  readonly type: string;
  readonly properties: Properties;
  readonly connection: Connection;
}

/** What a provider knows beside the request when it makes a component. */
export interface ConstructSite {
  readonly tables: Tables;
  /** The sandbox directory. */
  readonly directory: string;
  /** Tells the person at the engine something that is no error. */
  readonly warn: (urn: string, message: string) => void;
}

/** What a cloud adds to its tables: its scopes, names, keys, defaults and refusals. */
export interface Cloud {
  readonly name: string;
  /** Values are taken as they are, not converted (`"5"` is no number). */
  readonly strict: boolean;
  /** How the SDK spells a property that the service spells otherwise. */
  readonly spelling?: (name: string) => string;
  /** The table of a type that the SDK does not know, such as a custom resource's. */
  readonly openTable?: (type: string) => ResourceTable | undefined;
  /** @throws Error where the configuration cannot serve. */
  connect(config: Properties, environment: Environment): Connection;
  scope(subject: Subject): string;
  facts(type: string): TypeFacts | undefined;
  nameRule(type: string, table: ResourceTable, inputs: Properties): NameRule | undefined;
  /** Turns inputs into what the provider sends on, such as a policy document into its text. */
  normalize?(type: string, table: ResourceTable, inputs: Properties): Properties;
  /** What the provider itself refuses, before any call. Unknown values must pass. */
  problems(subject: Subject): string[];
  /** What the service refuses, in its words. */
  refusal(subject: Subject, world: World): string | undefined;
  /** Why the service will not delete it now. */
  deleteRefusal?(row: Row, world: World): string | undefined;
  /** How the service says that a thing exists already. */
  exists(subject: Subject, id: string): string;
  /** Outputs beyond what the tables and facts give. */
  outputs?(subject: Subject, id: string, world: World): Properties;
  /** The inputs of what was there before any stack, by its id: it enters the world when it is asked for. */
  existing?(subject: Subject, id: string): Properties | undefined;
  /** Outputs that a preview knows already. */
  previewOutputs?(subject: Subject): Properties;
  /** Answers an invoke; nothing where it has no answer of its own. */
  invoke?(token: string, args: Properties, connection: Connection): Properties | undefined;
  /** Makes a component that the provider itself is the author of. */
  construct?(request: ConstructRequest, site: ConstructSite): Promise<ConstructResponse>;
}
