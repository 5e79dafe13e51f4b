import { describe, expect, it } from "vitest";

import {
  RunnerController,
  type RunnerControllerArgs,
} from "../../../components/runners/runner-controller";
import { record } from "../../support/record";

const args: RunnerControllerArgs = {
  owner: "platform",
  environment: "production",
  lane: "deploy",
  dataClass: "internal",
  version: "0.14.2",
  imageDigest: `sha256:${"8b".repeat(32)}`,
  egress: { proxy: { cidr: "10.20.0.0/28", ports: [3128] } },
};
const build = (changes: object = {}) =>
  record(() => new RunnerController("runner-controller", { ...args, ...changes }), {
    preview: true,
  });

describe("RunnerController", () => {
  it("registers a fenced namespace and the chart", async () => {
    expect((await build()).map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "airside:runners:RunnerController runner-controller",
      "kubernetes:core/v1:Namespace runner-controller",
      "kubernetes:helm.sh/v4:Chart runner-controller",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy runner-controller-default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy runner-controller-egress",
    ]);
  });

  it("pins chart and image, and takes every privilege from the pod", async () => {
    const { inputs } = (await build()).find(({ type }) => type.endsWith("Chart"))!;
    expect(inputs.version).toBe("0.14.2");
    expect(inputs.chart).toMatch(/^oci:\/\/ghcr\.io\/actions\//);
    expect(inputs.values).toMatchObject({
      replicaCount: 2,
      image: { tag: `0.14.2@${args.imageDigest}` },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
      },
    });
  });

  it.each([
    [{ version: "0.14.x" }, 'version must be exact, such as 0.14.2, got "0.14.x"'],
    [{ imageDigest: "latest" }, 'imageDigest must be sha256: and 64 hex digits, got "latest"'],
    [
      { egress: { all: { cidr: "0.0.0.0/0", ports: [443] } } },
      "egress.all.cidr must be /8 or narrower",
    ],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
