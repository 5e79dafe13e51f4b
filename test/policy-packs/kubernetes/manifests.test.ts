import { expect, it } from "vitest";

import { manifestsIn } from "../../../policy-packs/kubernetes/manifests";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";

const read = (yaml: unknown) => manifestsIn({ path: "", body: { yaml } });

it("reads YAML as Kubernetes does", () => {
  const text =
    "hostNetwork: no\nday: 2026-12-01T00:00:00Z\ntime: 10:30\nmode: 0644\n<<: { merged: true }";
  expect(read(text)).toEqual([
    {
      path: "yaml[0]",
      body: {
        hostNetwork: false,
        day: "2026-12-01T00:00:00Z",
        time: "10:30",
        mode: 0o644,
        merged: true,
      },
    },
  ]);
});

it("takes an empty document for one that holds nothing", () => {
  expect(read("---\n# nothing\n---\na: 1\n---\n")).toEqual([
    { path: "yaml[0]", body: null },
    { path: "yaml[1]", body: { a: 1 } },
    { path: "yaml[2]", body: null },
  ]);
  expect(read("")).toEqual([]);
});

it("takes what cannot be read for unknown, and the documents beside it as they are", () => {
  expect(read("a: *nowhere\n---\nb: 1")).toEqual([
    { path: "yaml[0]", body: UNKNOWN },
    { path: "yaml[1]", body: { b: 1 } },
  ]);
});
