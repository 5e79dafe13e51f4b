import { type Names, namesOf, type Reference, referenceOf } from "../../identity/facts/references";
import { field, members } from "../../kubernetes/fields";
import { readLane, statedLane } from "../../lib/lane";
import type { FactSource, Resource } from "../../lib/rule";
import { configuresRunner, setupFaults, type SetupFault } from "../runner-setup";
import { type Subject, subjectOf } from "../said";
import { HOST_TYPES, userDataOf } from "../user-data";

/** A machine that runs jobs, or a template of such. */
export interface RunnerHost extends Names {
  readonly subject: Subject;
  readonly lane: string;
  /** Where its user data is not known yet, and nothing else shows it to be a runner's: the path of that. */
  readonly unknownAt: string | undefined;
  readonly faults: readonly { readonly path: string; readonly faults: readonly SetupFault[] }[];
  /** Runner groups that its user data registers for. */
  readonly groups: readonly string[];
  readonly profile: Reference & { readonly path: string };
  readonly subnets: Reference & { readonly path: string };
  readonly securityGroups: Reference & { readonly path: string };
  /** File systems that its user data mounts. */
  readonly fileSystems: readonly string[];
  /** What a component around it says that it may reach. */
  readonly egress: unknown;
}

export const runnerHosts: FactSource<RunnerHost> = {
  appliesTo: HOST_TYPES,
  read(resource, { components }) {
    const data = userDataOf(resource);
    const texts = data.flatMap((each) => each.texts);
    const scripts = texts.filter(configuresRunner);
    const owner = components.find(({ type }) => type.startsWith("airside:runners:"));
    const shown = scripts.length > 0 || owner !== undefined || isCalledRunner(resource);
    const unknownAt = data.find((each) => each.isUnknown)?.path;
    if (!shown && unknownAt === undefined) return undefined;
    return {
      ...namesOf(resource, "name"),
      subject: subjectOf(resource),
      lane: statedLane(resource, components) ?? machineLane(resource) ?? "deploy",
      unknownAt: shown ? undefined : unknownAt,
      faults: data.map(({ path, texts: of }) => ({
        path,
        faults: [...new Set(of.flatMap(setupFaults))],
      })),
      groups: scripts.flatMap(groupsIn),
      profile: profileOf(resource),
      subnets: joined(resource, ["subnetId", ["networkInterfaces", "subnetId"]]),
      securityGroups: joined(resource, SECURITY_GROUPS),
      fileSystems: texts.flatMap((text) => text.match(/\bfs-[0-9a-f]{8,17}\b/g) ?? []),
      egress: owner?.props["egress"],
    };
  },
};

/** A template may state the lane in the tags that it gives to its machines. */
function machineLane({ props }: Resource): string | undefined {
  return members({ path: "", body: props }, "tagSpecifications")
    .map(({ body }) => readLane(field(body, "tags", "airside:lane")))
    .find((lane) => lane !== undefined);
}

/** A fleet of one launch template, and where it puts its machines. */
export interface Fleet extends Names {
  readonly subject: Subject;
  readonly lane: string | undefined;
  readonly template: Reference;
  readonly subnets: Reference & { readonly path: string };
}

export const fleets: FactSource<Fleet> = {
  appliesTo: ["aws:autoscaling/group:Group"],
  read(resource, { components }) {
    const template = field(resource.props, "launchTemplate");
    const named = [field(template, "id"), field(template, "name")];
    return {
      ...namesOf(resource, "name"),
      subject: subjectOf(resource),
      lane: statedLane(resource, components),
      template: {
        values: named.filter((each) => typeof each === "string"),
        sources: resource.propertyDependencies?.["launchTemplate"] ?? [],
      },
      subnets: joined(resource, ["vpcZoneIdentifiers"]),
    };
  },
};

const SECURITY_GROUPS = [
  "vpcSecurityGroupIds",
  "securityGroups",
  "securityGroupNames",
  ["networkInterfaces", "securityGroups"],
] as const;

type Input = string | readonly [list: string, field: string];

/** What several inputs name together, at the first of them that names anything. */
function joined(resource: Resource, inputs: readonly Input[]) {
  const found = inputs.flatMap((input) => {
    const [list, key] = [input].flat();
    const { sources } = referenceOf(resource, list ?? "");
    const at = members({ path: "", body: resource.props }, list ?? "");
    const values = (key === undefined ? at : at.flatMap((each) => members(each, key)))
      .map(({ body }) => body)
      .filter((value) => typeof value === "string");
    return at.length + sources.length > 0 ? [{ path: list ?? "", values, sources }] : [];
  });
  return {
    path: found[0]?.path ?? String([inputs[0]].flat()[0]),
    values: found.flatMap(({ values }) => values),
    sources: found.flatMap(({ sources }) => sources),
  };
}

/** A launch template names its profile by name or ARN, a machine by name. */
function profileOf(resource: Resource) {
  const held = members({ path: "", body: resource.props }, "iamInstanceProfile");
  const named = held.flatMap(({ body }) =>
    typeof body === "string" ? [body] : [field(body, "name"), field(body, "arn")],
  );
  return {
    path: "iamInstanceProfile",
    values: named.filter((each) => typeof each === "string"),
    sources: resource.propertyDependencies?.["iamInstanceProfile"] ?? [],
  };
}

function groupsIn(script: string): string[] {
  const named = script.matchAll(/--runnergroup["',\s=]+["']?([^"'\s\\,\]]+)/gi);
  return [...named].map(([, name = ""]) => name).filter((name) => !name.startsWith("$"));
}

/** A template without user data of its own runs what its image brings; its name tells what that is. */
function isCalledRunner({ name, props }: Resource): boolean {
  const names = [name, props["name"], props["namePrefix"], field(props["tags"], "Name")];
  return names.some(
    (each) => typeof each === "string" && /(^|[^a-z])runners?([^a-z]|$)/i.test(each),
  );
}
