import { expectField, field, isText, type Place, unknownField } from "../../kubernetes/fields";
import { about } from "../../kubernetes/kinds";
import { POD_CARRIERS } from "../../kubernetes/pods";
import type { Finding, Resource, ResourceContext, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { eachImage } from "../images";
import { HOST_IMAGES, isRunnerHost } from "../runner-hosts";

const HOSTED_RUNNER = "github:index/actionsHostedRunner:ActionsHostedRunner";

/** A name, perhaps with a tag, and then the digest: nothing before the `@` may be left out. */
const BY_DIGEST = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

export const imageDigestPinned: ResourceRule = {
  kind: "resource",
  name: "image-digest-pinned",
  title: "Every container image must be named by its digest, and a runner's machine image exactly.",
  severity: "high",
  level: "mandatory",
  rationale: "Whoever can move a tag decides what runs, long after anybody has looked at it.",
  remedy:
    "End the image in @sha256: and its 64 hex digits; name an AMI by its id, and a hosted image by its version.",
  controls: ["SLSA v1.2 Build", "CIS EKS 1.8 5.1"],
  appliesTo: [...POD_CARRIERS, HOSTED_RUNNER, ...Object.keys(HOST_IMAGES)],
  exceptableDays: 30,
  check(resource, context) {
    if (resource.type === HOSTED_RUNNER) return about(resource, hostedImage(resource));
    if (resource.type in HOST_IMAGES) return about(resource, hostImage(resource, context));
    return about(
      resource,
      eachImage(resource, (image) =>
        BY_DIGEST.test(image)
          ? undefined
          : `${image} is not named by a digest; end it in @sha256: and 64 hex digits.`,
      ),
    );
  },
};

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
  if (!isRunnerHost(resource, context)) return [];
  const key = HOST_IMAGES[resource.type] ?? "";
  return expectField(
    { path: "", body: resource.props },
    [key],
    (image) => typeof image === "string" && /^ami-[0-9a-f]{8,17}$/.test(image),
    (found) => `${key} is ${found}; write the id of one machine image, ami-….`,
  );
}
