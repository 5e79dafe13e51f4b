import { appendFileSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

import type { Finding, ResourceRule, Rule, StackRule } from "../../policy-packs/lib/rule";

/** A rule broken as a whole, and how. */
export function broken(rule: Rule, readsUnknowns: boolean): [how: string, mutant: Rule][] {
  if (rule.kind === "evaluation") return [];
  const found = { path: "", message: "broken", resource: "" };
  const ways: Record<string, <Found extends Finding>(findings: Found[]) => Found[]> = {
    "finds nothing": () => [],
    "finds the contrary": (findings) =>
      findings.length === 0 ? [found as unknown as (typeof findings)[number]] : [],
    "takes what it does not know for a violation": (findings) =>
      findings.map(({ unknown: _known, ...rest }) => rest as (typeof findings)[number]),
  };
  return Object.entries(ways).flatMap(([how, change]): [string, Rule][] =>
    // A rule that reads nothing which can be unknown is not broken by the last way.
    how.startsWith("takes") && !readsUnknowns ? [] : [[how, changed(rule, change)]],
  );
}

function changed(
  rule: ResourceRule | StackRule,
  change: <Found extends Finding>(findings: Found[]) => Found[],
): Rule {
  if (rule.kind === "stack") {
    const check: StackRule["check"] = (facts, context) => change(rule.check(facts, context));
    return { ...rule, check };
  }
  const check: ResourceRule["check"] = (resource, context) => change(rule.check(resource, context));
  return { ...rule, check };
}

/** One small change of a source text. */
interface Mutant {
  readonly change: string;
  readonly text: string;
}

/**
 * Breaks the rule's source in at most so many ways, spread evenly over the file, and writes one line of JSON with
 * those that the fixtures notice and those that they do not, to the file named by `AIRSIDE_MUTANTS_REPORT`.
 */
export async function reportMutants(
  rule: Rule,
  testPath: string,
  most: number,
  isUnnoticed: (mutant: Rule) => boolean,
): Promise<void> {
  const file = testPath.replace(
    /\/test\/(policy-packs\/[^/]+)\/([^/]+)\.test\.ts$/,
    "/$1/rules/$2.ts",
  );
  const all = mutantsOf(readFileSync(file, "utf8"));
  const step = Math.max(1, all.length / most);
  const tried = all.filter((_, index) => Math.floor(index % step) === 0).slice(0, most);
  const unnoticed: string[] = [];
  for (const { change, text } of tried) {
    const mutant = await load(file, text, rule.name);
    if (mutant && isUnnoticed(mutant)) unnoticed.push(change);
  }
  const line = JSON.stringify({ rule: rule.name, tried: tried.length, unnoticed });
  const report = process.env["AIRSIDE_MUTANTS_REPORT"];
  if (report) appendFileSync(report, `${line}\n`);
  else console.log(line);
}

/** The mutated rule; nothing where the change keeps the module from loading, which counts as noticed. */
async function load(file: string, text: string, name: string): Promise<Rule | undefined> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const modules = new Map<string, unknown>();
  for (const [, specifier = ""] of text.matchAll(/from "([^"]+)"/g)) {
    modules.set(
      specifier,
      await import(specifier.startsWith(".") ? join(dirname(file), specifier) : specifier),
    );
  }
  const exported: Record<string, Rule> = {};
  try {
    new Function("require", "exports", outputText)((id: string) => modules.get(id), exported);
  } catch {
    return undefined;
  }
  return Object.values(exported).find((each) => each?.name === name);
}

/** Every place at which the source can be broken in an obvious way, broken there. */
export function mutantsOf(source: string): Mutant[] {
  const file = ts.createSourceFile("rule.ts", source, ts.ScriptTarget.ES2023, true);
  const mutants: Mutant[] = [];
  const replace = (node: ts.Node, by: string) => {
    const [start, end] = [node.getStart(), node.getEnd()];
    const { line } = file.getLineAndCharacterOfPosition(start);
    const change = `${line + 1}: ${node.getText().slice(0, 60)} → ${by.slice(0, 60)}`;
    mutants.push({ change, text: source.slice(0, start) + by + source.slice(end) });
  };
  const visit = (node: ts.Node): void => {
    for (const by of replacements(node)) replace(node, by);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants;
}

const OPPOSITE: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: "!==",
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: "===",
  [ts.SyntaxKind.LessThanToken]: ">=",
  [ts.SyntaxKind.GreaterThanToken]: "<=",
  [ts.SyntaxKind.LessThanEqualsToken]: ">",
  [ts.SyntaxKind.GreaterThanEqualsToken]: "<",
};

function replacements(node: ts.Node): string[] {
  if (ts.isBinaryExpression(node)) {
    const { operatorToken, left, right } = node;
    const opposite = OPPOSITE[operatorToken.kind];
    if (opposite) return [`${left.getText()} ${opposite} ${right.getText()}`];
    const isLogical =
      operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      operatorToken.kind === ts.SyntaxKind.BarBarToken;
    return isLogical ? [`(${left.getText()})`, `(${right.getText()})`] : [];
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [`(${node.operand.getText()})`];
  }
  if (ts.isConditionalExpression(node)) return [node.whenTrue.getText(), node.whenFalse.getText()];
  if (ts.isIfStatement(node)) return [`if (false) ${node.thenStatement.getText()}`];
  if (ts.isReturnStatement(node) && node.expression && isList(node.expression))
    return ["return [];"];
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 1 && isJudging(node)) {
    return node.elements.map((_, dropped) => {
      const kept = node.elements.filter((_each, index) => index !== dropped);
      return `[${kept.map((each) => each.getText()).join(", ")}]`;
    });
  }
  return [];
}

function isList(node: ts.Expression): boolean {
  return ts.isArrayLiteralExpression(node) && node.elements.length > 0;
}

/** The controls a rule belongs to decide nothing. */
function isJudging(node: ts.Node): boolean {
  const property = ts.findAncestor(node, ts.isPropertyAssignment);
  return property?.name.getText() !== "controls";
}
