import type { Rule } from "./rule";

/** A pod carrier comes in dozens of types; the first ones show which kind is meant. */
const MOST_TYPES = 8;

/** The catalogue of rules as Markdown, one table and one list a pack; `docs/rules.md` is this text. */
export function catalogue(packs: Readonly<Record<string, readonly Rule[]>>): string {
  const count = Object.values(packs).flat().length;
  const sections = Object.entries(packs).flatMap(([pack, rules]) => [
    `## ${pack}`,
    "",
    "| rule | severity | level | judges | exception | repairs itself |",
    "|---|---|---|---|---|---|",
    ...rules.map(row),
    "",
    ...rules.flatMap(entry),
  ]);
  return [
    "# Rules",
    "",
    `All ${count} rules, made from the rule objects in \`policy-packs/*/rules\`. Levels: *mandatory* refuses; *in production*`,
    "refuses where the setting `environment` is `production` and advises elsewhere; *advisory* advises.",
    "",
    ...sections,
  ].join("\n");
}

const LEVELS = {
  mandatory: "mandatory",
  "mandatory-in-production": "in production",
  advisory: "advisory",
} as const;

function row(rule: Rule): string {
  const { name, severity, level, exceptableDays } = rule;
  const exception = exceptableDays === false ? "never" : `${exceptableDays} days`;
  const repairs = rule.kind === "resource" && rule.remediate ? "yes" : "no";
  return `| [${name}](#${name}) | ${severity} | ${LEVELS[level]} | ${judged(rule)} | ${exception} | ${repairs} |`;
}

function judged(rule: Rule): string {
  if (rule.kind === "resource") return "resource";
  return rule.kind === "stack" ? "stack" : "the judging";
}

function entry(rule: Rule): string[] {
  const { name, title, rationale, remedy, controls } = rule;
  const types = [...typesOf(rule)].sort().map((type) => `\`${type}\``);
  const more = types.length > MOST_TYPES ? ` and ${types.length - MOST_TYPES} more` : "";
  return [
    `### ${name}`,
    "",
    title,
    "",
    `- Why: ${rationale}`,
    `- Remedy: ${remedy}`,
    ...(controls.length > 0 ? [`- Controls: ${controls.join("; ")}`] : []),
    ...(types.length > 0 ? [`- Types: ${types.slice(0, MOST_TYPES).join(", ")}${more}`] : []),
    "",
  ];
}

function typesOf(rule: Rule): ReadonlySet<string> {
  if (rule.kind === "resource") return new Set(rule.appliesTo);
  if (rule.kind === "evaluation") return new Set();
  return new Set(rule.reads.flatMap(({ appliesTo }) => appliesTo));
}
