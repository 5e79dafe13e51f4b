import { type Reading, inputProblems } from "./check";
import type { Cloud, Connection, Subject, TypeFacts } from "./cloud";
import { changes, type Change } from "./diff";
import type { Environment } from "./guard";
import { lookup } from "./lookup";
import { autoname, defaulted, type NamingRequest } from "./naming";
import { completeOutputs, physicalId, uniqueKey, withoutNotes } from "./synthesis";
import type { InputType, ResourceTable } from "./table-format";
import { Tables } from "./tables";
import {
  at,
  hasUnknown,
  isSecret,
  type Properties,
  reveal,
  revealAll,
  sameValue,
  secret,
  UNKNOWN,
  withAt,
} from "./values";
import type { Row, World } from "./world";

/** A problem to be shown as it is, without a stack trace. */
export class Refusal extends Error {}

export interface CheckArguments extends NamingRequest {
  readonly type: string;
  readonly news: Properties;
}

export interface DiffAnswer {
  readonly changes: readonly Change[];
  /** False where no one has written down which inputs of this type replace it. */
  readonly replacementKnown: boolean;
  readonly deleteBeforeReplace: boolean;
}

export interface ReadAnswer {
  readonly id: string;
  readonly properties: Properties;
  readonly inputs: Properties;
}

/** One provider's behaviour, on plain values: what the gRPC service translates to and from. */
export class SandboxProvider {
  readonly tables: Tables;
  private readonly reading: Reading;
  private connection: Connection | undefined;

  constructor(
    readonly cloud: Cloud,
    private readonly world: World,
    private readonly environment: Environment,
  ) {
    this.tables = new Tables(cloud.name);
    const { strict, spelling } = cloud;
    this.reading = { tables: this.tables, strict, spelling };
  }

  /** What is wrong with the provider's own configuration; unknown values pass. */
  checkConfig(config: Properties): string[] {
    const table = this.tables.resource(`pulumi:providers:${this.cloud.name}`);
    const decoded = decodeConfig(config, table);
    const problems = table ? inputProblems(this.reading, table, withoutPluginNotes(decoded)) : [];
    if (problems.length > 0 || hasUnknown(config)) return problems;
    try {
      this.cloud.connect(revealAll(decoded), this.environment);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  }

  /** Another account, region, cluster or owner is another world: everything in it is made anew. */
  diffConfig(olds: Properties, news: Properties): DiffAnswer {
    const table = this.tables.resource(`pulumi:providers:${this.cloud.name}`);
    const scopeOf = (config: Properties) =>
      this.cloud.connect(revealAll(decodeConfig(config, table)), this.environment).scope;
    const moved = !hasUnknown(olds) && !hasUnknown(news) && scopeOf(olds) !== scopeOf(news);
    const found = changes(withoutPluginNotes(olds), withoutPluginNotes(news), []);
    return {
      changes: found.map((change) => ({ ...change, replaces: moved })),
      replacementKnown: true,
      deleteBeforeReplace: false,
    };
  }

  configure(config: Properties): void {
    const table = this.tables.resource(`pulumi:providers:${this.cloud.name}`);
    this.connection = this.cloud.connect(revealAll(decodeConfig(config, table)), this.environment);
  }

  check(request: CheckArguments): { inputs: Properties; problems: string[] } {
    const { type } = request;
    const table = this.table(type);
    const news = this.cloud.normalize?.(type, table, request.news) ?? request.news;
    const problems = inputProblems(this.reading, table, news);
    const inputs = this.named(request, table, news, problems);
    const subject = { type, properties: revealAll(inputs), connection: this.connected() };
    if (problems.length === 0) problems.push(...this.cloud.problems(subject));
    return { inputs, problems };
  }

  diff(type: string, olds: Properties, news: Properties): DiffAnswer {
    const facts = this.cloud.facts(type);
    const found = changes(olds, news, facts?.replaceOn ?? []);
    const rule = this.cloud.nameRule(type, this.table(type), news);
    const fixedName =
      rule !== undefined &&
      at(olds, rule.property) !== undefined &&
      !defaulted(news).includes(rule.property) &&
      sameValue(at(olds, rule.property), at(news, rule.property));
    return {
      changes: found,
      replacementKnown: facts?.replaceOn !== undefined,
      deleteBeforeReplace: fixedName && found.some(({ replaces }) => replaces),
    };
  }

  /** What a create would give: whatever a service decides is not known yet. */
  previewCreate(type: string, inputs: Properties): Properties {
    return this.preview(type, inputs, {});
  }

  /** What an update would give: what a service decided once stays. */
  previewUpdate(type: string, inputs: Properties, olds: Properties): Properties {
    return this.preview(type, inputs, this.lasting(type, olds, Object.keys(inputs)));
  }

  create(type: string, urn: string, inputs: Properties): { id: string; properties: Properties } {
    const { table, facts, subject } = this.describe(type, inputs);
    return this.world.write(() => {
      this.refuse(subject);
      const names = [this.cloud.nameRule(type, table, inputs)?.property ?? "name", "name"];
      const id = physicalId(subject, facts, names);
      const key = { ...this.key(subject), id };
      const unique = uniqueKey(this.cloud, subject, facts);
      const taken = this.found(subject, id) ?? (unique ? this.world.findUnique(unique) : undefined);
      if (taken && facts?.put !== true) throw this.refused(this.cloud.exists(subject, id));
      const properties = this.outputs(type, inputs, subject, id, {});
      this.world.put({ ...key, unique, urn, properties, given: given(inputs) });
      return { id, properties };
    });
  }

  update(type: string, urn: string, id: string, inputs: Properties): Properties {
    const { facts, subject } = this.describe(type, inputs);
    return this.world.write(() => {
      const row = this.world.find({ ...this.key(subject), id });
      if (row === undefined) throw this.refused(`updating ${type} (${id}): it does not exist`);
      this.refuse(subject);
      const unique = uniqueKey(this.cloud, subject, facts);
      const taken = unique ? this.world.findUnique(unique) : undefined;
      if (taken && !(taken.type === type && taken.id === id && taken.scope === row.scope)) {
        throw this.refused(this.cloud.exists(subject, id));
      }
      const kept = this.lasting(type, row.properties, row.given);
      const properties = this.outputs(type, inputs, subject, id, kept);
      this.world.put({ ...row, unique, urn, properties, given: given(inputs) });
      return properties;
    });
  }

  /** What exists now, or nothing where it is gone. Without inputs it is read for an import. */
  read(type: string, id: string, state: Properties, inputs: Properties): ReadAnswer | undefined {
    const subject = { type, properties: revealAll(state), connection: this.connected() };
    const known = this.world.find({ ...this.key(subject), id });
    const row = known ?? this.world.write(() => this.found(subject, id));
    if (row === undefined) return undefined;
    const names = new Set([...given(inputs), ...this.drifted(row, state, inputs)]);
    const current = Object.entries(row.properties).filter(
      ([name, value]) => names.has(name) && value !== undefined && value !== null,
    );
    const notes = Object.entries(inputs).filter(([name]) => name.startsWith("__"));
    return { id, properties: row.properties, inputs: Object.fromEntries([...current, ...notes]) };
  }

  /** Deleting what is gone already succeeds, as with the services. */
  delete(type: string, id: string, state: Properties): void {
    const subject = { type, properties: revealAll(state), connection: this.connected() };
    this.world.write(() => {
      const row = this.world.find({ ...this.key(subject), id });
      const refusal = row && this.cloud.deleteRefusal?.(row, this.world);
      if (refusal) throw this.refused(refusal);
      if (row) this.world.remove(row);
    });
  }

  invoke(token: string, args: Properties): Properties {
    const connection = this.connected();
    const plain = revealAll(args);
    const answer = this.cloud.invoke?.(token, plain, connection);
    return (
      answer ?? lookup(this.cloud, this.tables, this.world, { token, args: plain, connection })
    );
  }

  private table(type: string): ResourceTable {
    const table = this.tables.resource(type) ?? this.cloud.openTable?.(type);
    if (table === undefined) {
      throw new Refusal(
        `${this.tables.name} ${this.tables.version()} has no resource type "${type}"`,
      );
    }
    return table;
  }

  private connected(): Connection {
    if (this.connection === undefined) throw new Refusal("the provider has not been configured");
    return this.connection;
  }

  private key(subject: Subject) {
    return { provider: this.cloud.name, scope: this.cloud.scope(subject), type: subject.type };
  }

  /** What exists under an id; what a cloud has had all along is written down when it is first met. */
  private found(subject: Subject, id: string): Row | undefined {
    const key = { ...this.key(subject), id };
    const row = this.world.find(key);
    const properties = row ? undefined : this.cloud.existing?.(subject, id);
    if (properties === undefined) return row;
    const facts = this.cloud.facts(subject.type);
    const own = { ...subject, properties };
    const unique = uniqueKey(this.cloud, own, facts);
    const all = this.outputs(subject.type, properties, own, id, {});
    const made = { ...key, unique, urn: "", properties: all, given: given(properties) };
    this.world.put(made);
    return made;
  }

  private describe(type: string, inputs: Properties) {
    if (hasUnknown(inputs)) throw new Refusal(`${type}: an input is still unknown at deployment`);
    const subject = { type, properties: revealAll(inputs), connection: this.connected() };
    return { table: this.table(type), facts: this.cloud.facts(type), subject };
  }

  private named(
    request: CheckArguments,
    table: ResourceTable,
    news: Properties,
    problems: string[],
  ): Properties {
    const rule = this.cloud.nameRule(request.type, table, news);
    if (rule === undefined || at(news, rule.property) != null) return news;
    try {
      const name = autoname(request, rule);
      if (name === undefined) problems.push(`"${rule.property}" is required: autonaming is off`);
      return { ...withAt(news, rule.property, name), __defaults: [rule.property] };
    } catch (error) {
      problems.push((error as Error).message);
      return news;
    }
  }

  private preview(type: string, inputs: Properties, kept: Properties): Properties {
    const { computed, secret: secrets } = this.table(type);
    const subject = { type, properties: revealAll(inputs), connection: this.connected() };
    const outputs: Properties = {
      ...Object.fromEntries(computed.map((name) => [name, UNKNOWN])),
      ...plainDefaults(this.cloud.facts(type)),
      ...kept,
      ...withoutNotes(inputs),
      ...this.cloud.previewOutputs?.(subject),
    };
    return markSecret(outputs, secrets);
  }

  private outputs(
    type: string,
    inputs: Properties,
    subject: Subject,
    id: string,
    kept: Properties,
  ): Properties {
    const table = this.table(type);
    const known = {
      ...kept,
      ...withoutNotes(inputs),
      ...this.cloud.previewOutputs?.(subject),
      ...this.cloud.outputs?.(
        { ...subject, properties: { ...(reveal(kept) as Properties), ...subject.properties } },
        id,
        this.world,
      ),
    };
    const all = completeOutputs(
      { ...subject, properties: inputs },
      table,
      this.cloud.facts(type),
      id,
      known,
    );
    return markSecret(all, table.secret);
  }

  /** What stays of an older state: everything that was not an input, then or now. */
  private lasting(type: string, olds: Properties, inputNames: readonly string[]): Properties {
    const { in: inputs, computed } = this.table(type);
    return Object.fromEntries(
      Object.entries(olds).filter(
        ([name]) => !(name in inputs) || (computed.includes(name) && !inputNames.includes(name)),
      ),
    );
  }

  /** Inputs that the program did not give and that someone else has changed since. */
  private drifted(row: Row, state: Properties, inputs: Properties): string[] {
    if (Object.keys(inputs).length === 0) return [...row.given];
    const { in: possible } = this.table(row.type);
    return Object.keys(possible).filter(
      (name) => !(name in inputs) && !sameValue(row.properties[name], state[name]),
    );
  }

  private refuse(subject: Subject): void {
    const refusal = this.cloud.refusal(subject, this.world);
    if (refusal) throw this.refused(refusal);
  }

  private refused(reason: string): Refusal {
    return new Refusal(`sandbox ${this.cloud.name}: ${reason}`);
  }
}

function given(inputs: Properties): string[] {
  return Object.keys(withoutNotes(inputs));
}

function markSecret(outputs: Properties, names: readonly string[]): Properties {
  const marked = names
    .filter((name) => outputs[name] !== undefined && outputs[name] !== null)
    .map((name) => [name, secret(outputs[name])]);
  return { ...outputs, ...Object.fromEntries(marked) };
}

/** Defaults that hang on nothing else, and so are known before anything exists. */
function plainDefaults(facts: TypeFacts | undefined): Properties {
  return Object.fromEntries(
    Object.entries(facts?.defaults ?? {}).filter(
      ([, value]) => !JSON.stringify(value).includes("{"),
    ),
  );
}

/** Provider settings travel as strings: those that are no strings, as JSON text. */
function decodeConfig(config: Properties, table: ResourceTable | undefined): Properties {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, decode(value, table?.in[name])]),
  );
}

function decode(value: unknown, type: InputType | undefined): unknown {
  if (isSecret(value)) return secret(decode(value.value, type));
  if (typeof value !== "string" || value === UNKNOWN || type === undefined || type === "s")
    return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The engine adds the plugin's own coordinates to a provider's configuration. */
function withoutPluginNotes(config: Properties): Properties {
  const { version: _, pluginDownloadURL: __, ...rest } = config;
  return rest;
}
