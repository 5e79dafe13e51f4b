import type { Resource } from "../../../policy-packs/lib/rule";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";

export type Props = Readonly<Record<string, unknown>>;
type Rest = Partial<Resource>;

export { UNKNOWN };

/** A resource of the GitHub provider by its class: `ActionsRunnerGroup`. */
export function github(type: string, props: Props, rest: Rest = {}): Resource {
  const camel = type.charAt(0).toLowerCase() + type.slice(1);
  return { type: `github:index/${camel}:${type}`, name: "subject", props, ...rest };
}

/** A resource of the AWS provider by module and class: `ec2:LaunchTemplate`. */
export function aws(type: string, props: Props, rest: Rest = {}): Resource {
  const [module = "", kind = ""] = type.split(":");
  const camel = kind.charAt(0).toLowerCase() + kind.slice(1);
  return { type: `aws:${module}/${camel}:${kind}`, name: "main", props, ...rest };
}

/** A resource of a Kubernetes kind by the end of its type token: `apps/v1:Deployment`. */
export function object(type: string, props: Props, rest: Rest = {}): Resource {
  return { type: `kubernetes:${type}`, name: "web", props, ...rest };
}

const SCALE_SET = "actions.github.com/v1alpha1:AutoscalingRunnerSet";

/** A scale set whose pods are otherwise bare. */
export function scaleSet(spec: Props = {}, metadata: Props = {}, rest: Rest = {}): Resource {
  const template = {
    spec: { containers: [{ name: "runner", image: "r" }], serviceAccountName: "runner" },
  };
  return object(
    SCALE_SET,
    { metadata: { namespace: "runners", ...metadata }, spec: { template, ...spec } },
    { name: "set", ...rest },
  );
}

/** A scale set whose pods have this spec. */
export function runnerPods(pod: Props, rest: Rest = {}): Resource {
  const containers = [{ name: "runner", image: "r" }];
  return scaleSet({ template: { spec: { containers, ...pod } } }, {}, rest);
}

export const group = (props: Props, rest: Rest = {}) =>
  github("ActionsRunnerGroup", props, { name: "group", ...rest });

/** The label that states a lane. */
export const ofLane = (lane: string) => ({ labels: { "airside/lane": lane } });
export const laneTag = (lane: string) => ({ tags: { "airside:lane": lane } });

export const base64 = (text: string) => Buffer.from(text).toString("base64");

/** User data that makes a machine a runner of one job, for a group. */
export const START = `#!/bin/bash
cd /opt/actions-runner
CONFIG=$(aws ssm get-parameter --name "$1" --query Parameter.Value --output text)
./run.sh --jitconfig "$CONFIG"
`;
export const configure = (...options: readonly string[]) =>
  `#!/bin/bash\n./config.sh --unattended --url https://github.com/acme --token "$TOKEN" ${options.join(" ")}\n./run.sh\n`;

/** A launch template of runners. */
export function template(props: Props = {}, rest: Rest = {}): Resource {
  return aws(
    "ec2:LaunchTemplate",
    { userData: base64(START), ...props },
    { name: "hosts", ...rest },
  );
}

/** What a secret text is in these cases: harmless, and found nowhere else. */
export const SECRET = "swordfish-7d1f";

/** The resource with a secret in a property that no rule has any business with. */
export function secretive(resource: Resource): Resource {
  return { ...resource, props: { ...resource.props, note: SECRET }, secret: ["note"] };
}

/** A resource of another type, of which no rule on runners has anything to say. */
export const BUCKET: Resource = { type: "aws:s3/bucket:Bucket", name: "web", props: {} };
