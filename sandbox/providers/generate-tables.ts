/**
 * Writes `tables/<package>.json` from the installed SDKs: names and types from the typings, outputs
 * and secrets from the JavaScript. Run after an SDK changes its version:
 * `node dist/sandbox/providers/generate-tables.js`.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import ts from "typescript";

import {
  type InputType,
  isList,
  type PackageTable,
  type ResourceTable,
  type Shape,
} from "./table-format";
import { tablePath } from "./tables";

export const PACKAGES = ["aws", "github", "kubernetes", "vault"] as const;

type Members = Record<string, { readonly type: InputType; readonly optional: boolean }>;

/** The whole table of one installed package. */
export function generateTable(name: string): PackageTable {
  const root = dirname(require.resolve(`@pulumi/${name}/package.json`));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const resources: Record<string, ResourceTable> = {};
  for (const file of globSync("**/*.js", { cwd: root }).sort()) {
    const javascript = readFileSync(join(root, file), "utf8");
    const token = /__pulumiType = '([^']+)'/.exec(javascript)?.[1];
    if (token === undefined || !javascript.includes("class ")) continue;
    const typings = parse(join(root, file.replace(/\.js$/, ".d.ts")));
    const table = resourceTable(javascript, typings);
    if (table !== undefined) resources[token === name ? `pulumi:providers:${name}` : token] = table;
  }
  const shapes = reachable(resources, allShapes(join(root, "types/input.d.ts")));
  return { package: `@pulumi/${name}`, version, resources: sorted(resources), shapes };
}

/** One line a resource, so that a reader can take one line and a reviewer sees what changed. */
export function formatTable({ package: name, version, resources, shapes }: PackageTable): string {
  const lines = (entries: object) =>
    Object.entries(entries)
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
      .join(",\n");
  const head = `{"package":${JSON.stringify(name)},"version":${JSON.stringify(version)}`;
  return `${head},"resources":{\n${lines(resources)}\n},"shapes":{\n${lines(shapes)}\n}}\n`;
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
}

function resourceTable(javascript: string, typings: ts.SourceFile): ResourceTable | undefined {
  const declared = typings.statements.find(ts.isClassDeclaration);
  if (declared?.name === undefined) return undefined;
  const args = typings.statements.find(
    (node) => ts.isInterfaceDeclaration(node) && node.name.text === `${declared.name?.text}Args`,
  );
  const inputs = members(args && ts.isInterfaceDeclaration(args) ? args.members : []);
  const outputs = members(declared.members.filter(ts.isPropertyDeclaration));
  const pure = [...javascript.matchAll(/resourceInputs\["([^"]+)"\] = undefined \/\*out\*\//g)]
    .map((match) => match[1] as string)
    .filter((name) => !(name in inputs));
  const constants = constantInputs(javascript);
  const shape = shapeOf(inputs);
  return {
    in: { ...shape.in, ...constants },
    req: shape.req,
    out: Object.fromEntries(
      [...new Set(pure)].sort().map((name) => [name, flat(outputs[name]?.type ?? "any")]),
    ),
    computed: Object.entries(outputs)
      .filter(([name, { optional }]) => !optional && !shape.req.includes(name))
      .map(([name]) => name)
      .filter((name) => !(name in constants))
      .sort(),
    secret: secrets(javascript),
  };
}

/** What the SDK wraps as a secret on the way in, or asks the engine to wrap on the way out. */
function secrets(javascript: string): string[] {
  const listed = /additionalSecretOutputs: \[([^\]]*)\]/.exec(javascript)?.[1] ?? "";
  const wrapped = javascript.matchAll(/resourceInputs\["([^"]+)"\] = [^;]*pulumi\.secret\(/g);
  const names = [...listed.matchAll(/"([^"]+)"/g), ...wrapped].map((match) => match[1] as string);
  return [...new Set(names)].sort();
}

/** Inputs that the SDK sets itself: the `apiVersion` and `kind` of a Kubernetes object. */
function constantInputs(javascript: string): Record<string, InputType> {
  const matches = javascript.matchAll(/resourceInputs\["([^"]+)"\] = "([^"]*)";/g);
  return Object.fromEntries([...matches].map(([, name, value]) => [name, { is: value as string }]));
}

/** Every object type of `types/input.d.ts`, by its name with the namespaces before it. */
function allShapes(file: string): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  const visit = (node: ts.Node, prefix: string): void => {
    if (ts.isModuleDeclaration(node) && node.body) visit(node.body, `${prefix}${node.name.text}.`);
    else if (ts.isModuleBlock(node)) for (const inner of node.statements) visit(inner, prefix);
    else if (ts.isInterfaceDeclaration(node)) {
      shapes.set(`${prefix}${node.name.text}`, shapeOf(members(node.members)));
    }
  };
  for (const statement of parse(file).statements) visit(statement, "");
  return shapes;
}

function shapeOf(inputs: Members): Shape {
  const entries = Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    in: Object.fromEntries(entries.map(([name, { type }]) => [name, type])),
    req: entries.filter(([, { optional }]) => !optional).map(([name]) => name),
  };
}

function members(nodes: Iterable<ts.Node>): Members {
  const found: Members = {};
  for (const node of nodes) {
    if (!(ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) || !node.type) continue;
    if (!(ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) continue;
    const optional = node.questionToken !== undefined || admitsUndefined(node.type);
    found[node.name.text] = { type: inputType(node.type), optional };
  }
  return found;
}

function admitsUndefined(node: ts.TypeNode): boolean {
  if (node.kind === ts.SyntaxKind.UndefinedKeyword) return true;
  if (ts.isUnionTypeNode(node)) return node.types.some(admitsUndefined);
  const [argument] = wrapped(node);
  return argument !== undefined && admitsUndefined(argument);
}

/** The argument of `pulumi.Input<…>`, `pulumi.Output<…>` and the like. */
function wrapped(node: ts.TypeNode): readonly ts.TypeNode[] {
  if (!ts.isTypeReferenceNode(node) || !ts.isQualifiedName(node.typeName)) return [];
  return (node.typeName.left as ts.Identifier).text === "pulumi" ? (node.typeArguments ?? []) : [];
}

function inputType(node: ts.TypeNode): InputType {
  const [argument] = wrapped(node);
  if (argument !== undefined) return inputType(argument);
  if (ts.isArrayTypeNode(node)) return [inputType(node.elementType)];
  if (ts.isParenthesizedTypeNode(node)) return inputType(node.type);
  if (ts.isUnionTypeNode(node)) return union(node.types);
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    return { map: index ? inputType(index.type) : "any" };
  }
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) {
    return { is: node.literal.text };
  }
  if (ts.isTypeReferenceNode(node)) return reference(node.typeName);
  if (node.kind === ts.SyntaxKind.StringKeyword) return "s";
  if (node.kind === ts.SyntaxKind.NumberKeyword) return "n";
  return node.kind === ts.SyntaxKind.BooleanKeyword ? "b" : "any";
}

function union(nodes: readonly ts.TypeNode[]): InputType {
  const defined = nodes.filter((node) => node.kind !== ts.SyntaxKind.UndefinedKeyword);
  const types = new Map(defined.map(inputType).map((type) => [JSON.stringify(type), type]));
  const [first = "any", ...others] = types.values();
  return others.length === 0 ? first : { or: [first, ...others] };
}

/** `inputs.iam.X` is an object of the typings; enumerations and ARNs are strings on the wire. */
function reference(name: ts.EntityName): InputType {
  const path: string[] = [];
  let node = name;
  for (; ts.isQualifiedName(node); node = node.left) path.unshift(node.right.text);
  if (node.text === "inputs" || node.text === "outputs") return { ref: path.join(".") };
  if (node.text === "pulumi") return "any";
  return "s";
}

/** Outputs need only their outer kind. */
function flat(type: InputType): InputType {
  if (typeof type === "string") return type;
  if (isList(type)) return ["any"];
  return "map" in type ? { map: "any" } : "any";
}

function reachable(
  resources: Record<string, ResourceTable>,
  shapes: Map<string, Shape>,
): Record<string, Shape> {
  const found: Record<string, Shape> = {};
  const visit = (type: InputType): void => {
    if (typeof type === "string") return;
    if (isList(type)) visit(type[0]);
    else if ("map" in type) visit(type.map);
    else if ("or" in type) for (const option of type.or) visit(option);
    else if ("ref" in type && !(type.ref in found)) {
      const shape = shapes.get(type.ref);
      if (shape === undefined) return;
      found[type.ref] = shape;
      for (const inner of Object.values(shape.in)) visit(inner);
    }
  };
  for (const { in: inputs } of Object.values(resources)) Object.values(inputs).forEach(visit);
  return sorted(found);
}

function sorted<T>(entries: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (require.main === module) {
  for (const name of PACKAGES) writeFileSync(tablePath(name), formatTable(generateTable(name)));
}
