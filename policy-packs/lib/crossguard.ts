import {
  PolicyPack,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";

import { stopIfStale } from "../../setup/stale-build";
import { HELD, listen, SETTINGS_POLICY } from "./engine-requests";
import { PackJudge } from "./pack-judge";
import { plainCopy, plainProps } from "./plain";
import { REGISTER_SCHEMA } from "./register";
import type { ReportedFinding } from "./reporter";
import type { Resource, ResourceRule, Rule } from "./rule";
import { settingsSchema } from "./settings";
import { writeViolation } from "./violation";
import { growYoungHeap } from "./young-heap";

/**
 * Serves rules to the engine as one CrossGuard pack. Every rule is declared as a policy with its metadata; one
 * policy, `settings`, holds the configuration and judges each resource once for all of them, under their names.
 */
export function servePack(name: string, rules: readonly Rule[]): void {
  stopIfStale();
  growYoungHeap();
  const judge = new PackJudge(rules);
  listen(judge);
  const args = {
    description: `Airside's rules: ${name}.`,
    enforcementLevel: "mandatory" as const,
    policies: [settingsPolicy(judge, rules), ...rules.map((rule) => declared(rule, judge))],
  };
  new PolicyPack(name, args);
}

/** The object form of the SDK's report, which its types leave out: one policy speaks for every rule. */
type Report = (violation: {
  readonly name: string;
  readonly message: string;
  readonly description: string;
  readonly urn?: string;
  readonly enforcementLevel: "mandatory" | "advisory";
  readonly severity: Rule["severity"];
}) => void;

function settingsPolicy(
  judge: PackJudge,
  rules: readonly Rule[],
): ResourceValidationPolicy & StackValidationPolicy {
  const known = new Map(rules.map((rule) => [rule.name, rule]));
  const tell = (findings: readonly ReportedFinding[], reportViolation: ReportViolation) => {
    const report = reportViolation as unknown as Report;
    for (const finding of findings) {
      const { rule, level, severity, resource } = finding;
      const { title, remedy } = known.get(rule) ?? SETTINGS_TEXT;
      report({
        name: rule,
        message: writeViolation(finding, remedy),
        description: title,
        enforcementLevel: level,
        severity,
        ...(resource.startsWith("urn:") && { urn: resource }),
      });
    }
  };
  return {
    name: SETTINGS_POLICY,
    description: SETTINGS_TEXT.title,
    displayName: "Settings of the pack, and the one that judges",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: SETTINGS_TEXT.remedy,
    configSchema: { properties: { ...settingsSchema(), register: REGISTER_SCHEMA } },
    validateResource: (args, reportViolation) => {
      const props = judge.taken(Number(args.props[HELD]));
      tell(judge.judge(analysed(args, props)), reportViolation);
    },
    validateStack: (args, reportViolation) => {
      tell(judge.finish(args.resources.map(stacked)), reportViolation);
    },
  };
}

const SETTINGS_TEXT = {
  title: "The configuration of the pack must be valid, and levels change through it alone.",
  remedy:
    "Correct the configuration of the policy `settings`; to be spared a rule for a time, ask for an exception.",
};

/**
 * A rule as the engine lists it. It has no validation of its own: the SDK would decode every resource again for it,
 * and send a line for each rule that does not apply.
 */
function declared(rule: Rule, judge: PackJudge): ResourceValidationPolicy {
  const { name, title, severity, rationale, remedy, controls } = rule;
  const policy: ResourceValidationPolicy = {
    name,
    description: title,
    displayName: name,
    enforcementLevel: rule.level === "mandatory" ? "mandatory" : "advisory",
    severity,
    tags: [...controls],
    remediationSteps: `${remedy} (${rationale})`,
    url: `docs/rules.md#${name}`,
    ...framework(controls),
  };
  if (rule.kind !== "resource" || !rule.remediate) return policy;
  // No validations, rather than none stated: of that the SDK would send a line with every resource.
  const remediateResource = (args: ResourceValidationArgs) => remediated(rule, judge, args);
  return { ...policy, validateResource: [], remediateResource };
}

/** The first control as the one framework that the engine has room for: `CIS AWS 7.0 4.6`, `SLSA: L3`. */
function framework(controls: readonly string[]) {
  const [specification = ""] = controls;
  const parts = /^(?<name>.+?)(?:: | (?<version>\d+(?:\.\d+)*) )(?<reference>.+)$/.exec(
    specification,
  );
  const { name = specification, version = "", reference = "" } = parts?.groups ?? {};
  return name === "" ? {} : { framework: { name, version, reference, specification } };
}

/** Repairs the properties in place, where the rule finds something that is no mere lack of knowledge. */
function remediated(rule: ResourceRule, judge: PackJudge, args: ResourceValidationArgs) {
  const resource = analysed(args, plainCopy(args.props));
  const context = judge.contextOf(resource);
  if (!context || !judge.concerns(rule, resource.type)) return undefined;
  const definite = rule.check(resource, context).filter(({ unknown }) => !unknown);
  if (definite.length === 0) return undefined;
  rule.remediate?.(args.props, resource, context);
  return args.props;
}

function analysed(
  { type, name, urn, opts }: ResourceValidationArgs,
  props: Resource["props"],
): Resource {
  const resource = { type, name, urn, props, protect: opts.protect };
  return opts.parent ? { ...resource, parent: opts.parent } : resource;
}

function stacked(resource: PolicyResource): Resource {
  const { type, name, urn, opts, props, parent, dependencies, propertyDependencies } = resource;
  return {
    type,
    name,
    urn,
    props: plainProps(props),
    protect: opts.protect,
    dependencies: dependencies.map((each) => each.urn),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([key, each]) => [key, each.map(({ urn }) => urn)]),
    ),
    ...(parent && { parent: parent.urn }),
  };
}
