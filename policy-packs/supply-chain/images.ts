import { field, members, NOTHING, pathTo, type Place, unknownField } from "../kubernetes/fields";
import { type Pod, podsOf } from "../kubernetes/pods";
import type { Finding, Resource } from "../lib/rule";
import { isUnknown } from "../lib/unknown";

/** Judges every image that a resource's pods bring in: of containers, and of volumes that are images. */
export function eachImage(
  resource: Resource,
  judge: (image: string) => string | undefined,
): Finding[] {
  return podsOf(resource).flatMap((pod) => [
    ...pod.missing,
    ...pod.containers.flatMap((container) => judged(container, ["image"], pod, judge)),
    ...imageVolumes(pod).flatMap((volume) => judged(volume, ["image", "reference"], pod, judge)),
  ]);
}

function judged(
  place: Place,
  keys: readonly string[],
  { carrier }: Pod,
  judge: (image: string) => string | undefined,
): Finding[] {
  const image = field(place.body, ...keys);
  if (isUnknown(image)) return [unknownField(place, keys)];
  // What a patch leaves out may be there already.
  if (image === undefined && carrier.isPatch) return NOTHING;
  const text = typeof image === "string" ? image : "";
  const message = text === "" ? "no image is named; name one by its digest." : judge(text);
  return message === undefined ? NOTHING : [{ path: pathTo(place, keys), message }];
}

function imageVolumes(pod: Pod): readonly Place[] {
  return members(pod.spec, "volumes").filter(({ body }) => {
    const source = field(body, "image");
    // A volume of which nothing is known yet may be anything; rules on volumes ask after it.
    return source !== undefined && !isUnknown(body);
  });
}

/** Where an image comes from: a registry's host and the path in it, short names written out. */
export function originOf(image: string): { readonly host: string; readonly path: string } {
  const name = image.replace(/@.*$/s, "").replace(/:[^/:]*$/, "");
  const [first = "", ...rest] = name.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first.toLowerCase() === "localhost");
  if (!isHost) {
    return { host: DOCKER_HUB, path: rest.length === 0 ? `library/${name}` : name };
  }
  const host = first.toLowerCase();
  const path = rest.join("/");
  if (host !== `index.${DOCKER_HUB}` && host !== DOCKER_HUB) return { host, path };
  return { host: DOCKER_HUB, path: rest.length === 1 ? `library/${path}` : path };
}

/** The registry that names without one mean. */
const DOCKER_HUB = "docker.io";
