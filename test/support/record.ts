import * as pulumi from "@pulumi/pulumi";

/** One resource as the engine would hear of it: its inputs, and the options that policies read. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads deep into inputs whose shape it knows
  readonly inputs: any;
  readonly urn: string;
  readonly parent: string | undefined;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What stands in recorded inputs for a value that a preview does not know. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface RecordOptions {
  /** @default "unit.test" */
  readonly stack?: string;
  /** Leaves every computed output unknown, as a first preview does. @default false */
  readonly preview?: boolean;
  /** The stack's configuration, `airside:key` to text. @default none */
  readonly config?: Readonly<Record<string, string>>;
  /** Keys of it that are secret. @default none */
  readonly secretConfig?: readonly string[];
  /** What stack references answer, by stack name. @default none */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): Iterable<readonly [string, { getUrnsList(): string[] }]> & {
    forEach(visit: (value: { getUrnsList(): string[] }, key: string) => void): void;
  };
  getObject(): { toJavaScript(): unknown };
}
type Answer = (error: unknown, response: { getUrn(): string } | undefined) => void;
interface Monitor {
  registerResource(request: RegisterRequest, answer: Answer): Promise<void>;
}

/** Runs a program against Pulumi's mocks and returns what it registers, in order of names within the program. */
export async function record(program: () => unknown, options: RecordOptions | string = {}) {
  const {
    stack = "unit.test",
    preview = false,
    config = {},
    secretConfig = [],
    outputs = {},
  } = typeof options === "string" ? { stack: options } : options;
  const recorded: Recorded[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs, id }) => {
      if (type === "pulumi:pulumi:StackReference") {
        return {
          id: name,
          state: { ...inputs, outputs: outputs[name] ?? {}, secretOutputNames: [] },
        };
      }
      if (preview) return { id: undefined, state: inputs };
      const state = { name, keyId: `${name}-id`, ...inputs, arn: `arn:mock:${type}/${name}` };
      return { id: id || `${name}-id`, state };
    },
    call: ({ inputs }) => inputs,
  };
  await pulumi.runtime.setMocks(mocks, "airside", stack, preview, "organization");
  pulumi.runtime.setAllConfig({ ...config });
  process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify(secretConfig);
  listen(recorded);
  try {
    await program();
  } finally {
    await pulumi.runtime.disconnect();
    pulumi.runtime.setAllConfig({});
    delete process.env["PULUMI_CONFIG_SECRET_KEYS"];
  }
  return recorded;
}

/** Mocks are not told of options; the request to the engine has them. */
function listen(recorded: Recorded[]) {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, answer) => {
    const place = recorded.length;
    recorded.push(recordOf(request, ""));
    return register(request, (error, response) => {
      recorded[place] = recordOf(request, response?.getUrn() ?? "");
      answer(error, response);
    });
  };
}

function recordOf(request: RegisterRequest, urn: string): Recorded {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    if (value.getUrnsList().length > 0) propertyDependencies[key] = value.getUrnsList();
  });
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: request.getObject().toJavaScript(),
    urn,
    parent: request.getParent() || undefined,
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
  };
}
