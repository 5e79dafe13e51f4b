import { expectField, field, isText, type Place, unknownField } from "../kubernetes/fields";
import type { Finding, Resource, ResourceContext } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { runnerHosts } from "../runners/facts/hosts";

const HOSTED_RUNNER = "github:index/actionsHostedRunner:ActionsHostedRunner";

/** The types that make a machine of our own, and where each names its image. */
const HOST_IMAGES: Readonly<Record<string, string>> = {
  "aws:ec2/launchTemplate:LaunchTemplate": "imageId",
  "aws:ec2/instance:Instance": "ami",
};

/** What makes the machines that runners are. */
export const MACHINE_TYPES: readonly string[] = [HOSTED_RUNNER, ...Object.keys(HOST_IMAGES)];

/** What keeps a runner's machine image from being named exactly; nothing for a machine of another use. */
export function machineImage(resource: Resource, context: ResourceContext): Finding[] {
  return resource.type === HOSTED_RUNNER ? hostedImage(resource) : hostImage(resource, context);
}

/** GitHub's own images have no versions to choose; without one, a custom image is the latest. */
function hostedImage({ props }: Resource): Finding[] {
  const self: Place = { path: "", body: props };
  const source = field(props, "image", "source");
  if (field(props, "imageVersion") === undefined && isUnknown(source)) {
    return [unknownField(self, ["image", "source"])];
  }
  return expectField(
    self,
    ["imageVersion"],
    (version) =>
      version === undefined
        ? source !== "custom"
        : isText(version) && version.trim().toLowerCase() !== "latest",
    (found) => `imageVersion is ${found}; name one version, such as 1.4.0.`,
  );
}

function hostImage(resource: Resource, context: ResourceContext): Finding[] {
  const self: Place = { path: "", body: resource.props };
  const host = runnerHosts.read(resource, context);
  if (host === undefined) return [];
  const key = HOST_IMAGES[resource.type] ?? "";
  const findings = expectField(
    self,
    [key],
    (image) => typeof image === "string" && /^ami-[0-9a-f]{8,17}$/.test(image),
    (found) => `${key} is ${found}; write the id of one machine image, ami-….`,
  );
  // Whether it is a runner's at all, its user data will say.
  return findings.length > 0 && host.unknownAt ? [unknownField(self, [host.unknownAt])] : findings;
}
