import type { Resource } from "../../../policy-packs/lib/rule";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";

type Props = Readonly<Record<string, unknown>>;

export { UNKNOWN };

/** A resource of a Kubernetes kind, by the end of its type token: `apps/v1:Deployment`. */
export function object(type: string, props: Props, rest: Partial<Resource> = {}): Resource {
  return { type: `kubernetes:${type}`, name: "web", props, ...rest };
}

/** A pod of one container, which is otherwise bare. */
export function pod(spec: Props = {}, metadata: Props = {}): Resource {
  return object("core/v1:Pod", { metadata, spec: { containers: [{ name: "app" }], ...spec } });
}

/** A pod whose only container is as given. */
export function podOf(container: Props, spec: Props = {}): Resource {
  return pod({ containers: [{ name: "app", ...container }], ...spec });
}

/** A pod whose only container has this security context. */
export function secured(securityContext: unknown, spec: Props = {}): Resource {
  return podOf({ securityContext }, spec);
}

/** A deployment of pods with one container, which is otherwise bare. */
export function deployment(spec: Props = {}, metadata: Props = {}): Resource {
  const template = { metadata, spec: { containers: [{ name: "app" }], ...spec } };
  return object("apps/v1:Deployment", { metadata: {}, spec: { template } });
}

/** The resource with a text at a place of its own that is secret, and that is long enough to be seen. */
export function secret(resource: Resource, ...paths: readonly string[]): Resource {
  return { ...resource, secret: paths };
}

/** What a secret text is in these cases: harmless, and found nowhere else. */
export const SECRET = "swordfish-7d1f";

/** A pod with a secret in its environment, which no rule has any business with. */
export function podWithSecret(spec: Props = {}): Resource {
  const env = [{ name: "TOKEN", value: SECRET }];
  const containers = [{ name: "app", env }];
  return secret(pod({ containers, ...spec }), "spec.containers[0].env[0].value");
}

/** A resource of another type, of which no rule on Kubernetes has anything to say. */
export const BUCKET: Resource = { type: "aws:s3/bucket:Bucket", name: "web", props: {} };

export const aws = (type: string, props: Props, rest: Partial<Resource> = {}): Resource => ({
  type: `aws:${type}`,
  name: "main",
  props,
  ...rest,
});
