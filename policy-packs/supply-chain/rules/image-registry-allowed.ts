import { about } from "../../kubernetes/kinds";
import { POD_CARRIERS, podsOf } from "../../kubernetes/pods";
import { missingSetting } from "../../lib/missing-setting";
import type { ResourceRule } from "../../lib/rule";
import { eachImage, originOf } from "../images";

const NAME = "image-registry-allowed";

export const imageRegistryAllowed: ResourceRule = {
  kind: "resource",
  name: NAME,
  title: "Every container image must come from a registry and path that the company allows.",
  severity: "high",
  level: "mandatory",
  rationale: "An image from elsewhere was built, scanned and signed by nobody who answers for it.",
  remedy: "Mirror the image into one of images.registries and name it there.",
  controls: ["CIS EKS 1.8 5.1.4"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 30,
  check(resource, { settings }) {
    if (podsOf(resource).length === 0) return [];
    const allowed = settings["images.registries"];
    if (allowed === undefined) return [missingSetting(NAME, "images.registries")];
    return about(
      resource,
      eachImage(resource, (image) =>
        allowed.some((entry) => isWithin(image, entry))
          ? undefined
          : `${image} is from none of images.registries (${allowed.join(", ") || "it is empty"}).`,
      ),
    );
  },
};

/** Whether an image lies at the entry or below it: `ghcr.io/acme` is no beginning of `ghcr.io/acme-x`. */
function isWithin(image: string, entry: string): boolean {
  const { host, path } = originOf(image);
  const [first = "", ...rest] = entry.replace(/\/+$/, "").split("/");
  const prefix = rest.join("/");
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return false;
  return (
    host === first.toLowerCase() &&
    (prefix === "" || path === prefix || path.startsWith(`${prefix}/`))
  );
}
