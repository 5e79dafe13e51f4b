import { imageRegistryAllowed } from "../../../policy-packs/supply-chain/rules/image-registry-allowed";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, pod, podOf, SECRET, secret, UNKNOWN } from "../kubernetes/builders";

const at = "spec.containers[0].image";
const settings = {
  "images.registries": ["ghcr.io/acme", "registry.acme.example:5000", "docker.io/library"],
};
const of = (image: unknown) => ({ resource: podOf({ image }), settings });
const NONE = 'Pod "web": nginx is from none of images.registries (it is empty).';
const bad = of("quay.io/acme/web:1");
const failing = (image: unknown) => ({ ...of(image), expect: [{ path: at }] });

describeRule(imageRegistryAllowed, {
  pass: [
    of("ghcr.io/acme/web"),
    of("ghcr.io/acme/team/web:1@sha256:00"),
    of("GHCR.io/acme/web"),
    of("registry.acme.example:5000/any/thing:2"),
    of("nginx"),
    of("nginx:1.27"),
    of("docker.io/nginx"),
    of("index.docker.io/library/nginx"),
    { resource: podOf({ image: "localhost/x" }), settings: { "images.registries": "localhost/" } },
    { resource: object("core/v1:PodPatch", { spec: { containers: [{ name: "app" }] } }), settings },
  ],
  fail: [
    {
      ...bad,
      expect: [
        {
          path: at,
          message:
            'Pod "web": quay.io/acme/web:1 is from none of images.registries (ghcr.io/acme, registry.acme.example:5000, docker.io/library).',
        },
      ],
    },
    failing("ghcr.io/acme/./web"),
    failing("ghcr.io/acme//web"),
    failing("ghcr.io/acme-evil/web"),
    failing("ghcr.io/acme/../evil/web"),
    failing("ghcr.io/Acme/web"),
    failing("ghcr.io.evil.example/acme/web"),
    failing("ghcr.io:443/acme/web"),
    failing("registry.acme.example/any/thing"),
    failing("acme/web"),
    failing("localhost/library/nginx"),
    failing("library.example/nginx"),
    failing(""),
    failing(undefined),
    {
      ...of("nginx"),
      settings: { "images.registries": [] },
      expect: [{ path: at, message: NONE }],
    },
    {
      resource: pod({
        initContainers: [{ image: "evil.example/a" }],
        containers: [{ image: "nginx" }],
        volumes: [{ name: "v", image: { reference: "evil.example/b" } }],
      }),
      settings,
      expect: [
        { path: "spec.initContainers[0].image" },
        { path: "spec.volumes[0].image.reference" },
      ],
    },
    {
      resource: podOf({ image: "nginx" }),
      settings: { environment: "production" },
      expect: [{ path: "", level: "mandatory" }],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: BUCKET, settings },
    { resource: object("core/v1:PodList", { items: [] }) },
  ],
  unknown: { ...of(UNKNOWN), expect: [{ path: at }] },
  secretBearing: { resource: secret(podOf({ image: SECRET }), at), settings },
  malformed: { resource: podOf({ image: { name: "nginx" } }), settings },
  excepted: bad,
  expired: bad,
});
