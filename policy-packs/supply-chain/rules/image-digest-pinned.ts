import { about } from "../../kubernetes/kinds";
import { POD_CARRIERS } from "../../kubernetes/pods";
import type { ResourceRule } from "../../lib/rule";
import { eachImage } from "../images";
import { MACHINE_TYPES, machineImage } from "../machine-images";

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
  appliesTo: [...POD_CARRIERS, ...MACHINE_TYPES],
  exceptableDays: 30,
  check(resource, context) {
    if (MACHINE_TYPES.includes(resource.type)) {
      return about(resource, machineImage(resource, context));
    }
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
