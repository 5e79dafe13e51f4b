import { field } from "../kubernetes/fields";
import type { Resource, ResourceContext } from "../lib/rule";

/** The types that make a machine, and where each names its image. */
export const HOST_IMAGES: Readonly<Record<string, string>> = {
  "aws:ec2/launchTemplate:LaunchTemplate": "imageId",
  "aws:ec2/instance:Instance": "ami",
};

/** Whether a machine is a runner's: it stands in a runners component, or says which lane it is of. */
export function isRunnerHost(
  { props }: Resource,
  { components }: Pick<ResourceContext, "components">,
): boolean {
  return (
    components.some(({ type }) => type.startsWith("airside:runners:")) ||
    field(props, "tags", "airside:lane") !== undefined
  );
}
