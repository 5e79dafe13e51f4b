import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { renderGate } from "../../../../components/service/workflows/gate";

const files = renderGate({
  groups: { untrusted: "u", build: "b", release: "r", deploy: "d" },
  repository: "acme/delivery-gate",
});

/** The script of a gate's step, as the runner is given it. */
function script(lane: string, job: string, step: string): string {
  const { jobs } = parse(files[`.github/workflows/${lane}.yml`]!);
  const found = jobs[job].steps.find(({ name }: { name: string }) => name === step);
  return found.run;
}

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gate-"));
  for (const each of ["bin", "temp/build", "work", "home"])
    mkdirSync(at(each), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program in place of a real one: it notes how it was called, then does what it is told. */
function stand(name: string, does: string): void {
  writeFileSync(at("bin", name), `#!/bin/bash\necho "$0 $*" >> ${at("calls")}\n${does}\n`);
  chmodSync(at("bin", name), 0o755);
}
const calls = () =>
  existsSync(at("calls")) ? readFileSync(at("calls"), "utf8").replaceAll(`${at("bin")}/`, "") : "";

/** Runs a step's script as the runner does. */
function run(text: string, env: Readonly<Record<string, string>> = {}) {
  const ended = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", text], {
    cwd: at("work"),
    encoding: "utf8",
    env: {
      PATH: `${at("bin")}:${process.env["PATH"]}`,
      HOME: at("home"),
      RUNNER_TEMP: at("temp"),
      GITHUB_OUTPUT: at("output"),
      GITHUB_REPOSITORY: "acme/payments",
      GITHUB_SHA: "4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08",
      GITHUB_REF: "refs/heads/main",
      GITHUB_ACTOR: "someone",
      ...env,
    },
  });
  return { code: ended.status, said: `${ended.stdout}${ended.stderr}` };
}

/** The archive of a build with one image, and its digest. */
function build(): string {
  mkdirSync(at("work/dist/images/payments"), { recursive: true });
  const index = JSON.stringify({ manifests: [{ digest: `sha256:${"ab".repeat(32)}` }] });
  writeFileSync(at("work/dist/images/payments/index.json"), index);
  execFileSync("tar", ["-cf", at("temp/build/build.tar"), "-C", at("work"), "dist"]);
  rmSync(at("work/dist"), { recursive: true });
  return createHash("sha256")
    .update(readFileSync(at("temp/build/build.tar")))
    .digest("hex");
}

describe("the gate refuses a commit that is not on the default branch", () => {
  const text = script("release", "archive", "refuse a commit that is not on the default branch");
  const env = { DEFAULT_BRANCH: "main", GH_TOKEN: "canary" };

  it.each(["identical", "behind"])("and takes one that is %s", (status) => {
    stand("gh", `echo ${status}`);
    expect(run(text, env)).toEqual({ code: 0, said: "" });
    expect(calls()).toBe(
      "gh api repos/acme/payments/compare/main...4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08 --jq .status\n",
    );
  });

  it.each(["ahead", "diverged", "", "null"])("and one of which GitHub says %j", (status) => {
    stand("gh", `echo "${status}"`);
    const { code, said } = run(text, env);
    expect(code).toBe(1);
    expect(said).toBe(
      `::error::4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08 must be on main, but is ${status}\n`,
    );
  });

  it("and any where GitHub does not answer", () => {
    stand("gh", "exit 4");
    expect(run(text, env).code).toBe(4);
  });
});

describe("the gate takes the build that this run made", () => {
  const text = script("release", "archive", "refuse any other build");

  it("by its digest, and no other", () => {
    const digest = build();
    expect(run(text, { DIGEST: digest }).code).toBe(0);
    expect(run(text, { DIGEST: "0".repeat(64) }).code).toBe(1);
    for (const odd of ["", "x", `${digest}\n${digest}`]) {
      expect(run(text, { DIGEST: odd }).code, JSON.stringify(odd)).not.toBe(0);
    }
  });

  it("and says the digest of what it packs, the same for the same files", () => {
    const pack = script("build", "build", "pack what was built");
    const digestOf = () => {
      mkdirSync(at("work/dist"), { recursive: true });
      writeFileSync(at("work/dist/app"), "app");
      rmSync(at("output"), { force: true });
      expect(run(pack).code).toBe(0);
      return readFileSync(at("output"), "utf8");
    };
    const first = digestOf();
    expect(first).toMatch(/^digest=[0-9a-f]{64}\n$/);
    rmSync(at("work/dist"), { recursive: true });
    expect(digestOf()).toBe(first);
    expect(run(text, { DIGEST: first.slice(7).trim() }).code).toBe(1); // Nothing is handed over yet.
  });
});

describe("the gate deploys what the release lane has signed", () => {
  const text = script("deploy", "deploy", "refuse what the release lane has not signed");
  const env = { GH_TOKEN: "canary", IMAGES: '["ghcr.io/acme/payments"]' };
  const signer =
    "--repo acme/payments --signer-workflow acme/delivery-gate/.github/workflows/release.yml " +
    "--source-digest 4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08 --source-ref refs/heads/main";
  const image = `oci://ghcr.io/acme/payments@sha256:${"ab".repeat(32)}`;
  beforeEach(() => {
    stand("skopeo", "cat > /dev/null");
    stand("jq", `if [ $# -eq 3 ]; then echo sha256:${"ab".repeat(32)}; else tr -d '[]"'; fi`);
  });

  it("the archive and every image, each by its digest", () => {
    build();
    stand("gh", "");
    expect(run(text, env)).toEqual({ code: 0, said: "" });
    const verified = calls()
      .split("\n")
      .filter((call) => call.startsWith("gh "));
    expect(verified).toEqual([
      `gh attestation verify ${at("temp/build/build.tar")} ${signer}`,
      `gh attestation verify ${image} ${signer}`,
    ]);
    expect(existsSync(at("work/dist/images/payments/index.json"))).toBe(true);
  });

  it("and nothing of an archive that nobody signed", () => {
    build();
    stand("gh", "exit 1");
    expect(run(text, env).code).toBe(1);
    expect(existsSync(at("work/dist"))).toBe(false);
  });

  it("and nothing with an image that nobody signed", () => {
    build();
    stand("gh", 'case "$3" in oci:*) exit 1 ;; esac');
    expect(run(text, env).code).toBe(1);
  });

  it("and nothing where the list of images is none, or an image is not in the archive", () => {
    build();
    stand("gh", "");
    stand("jq", "exit 5");
    expect(run(text, env).code).toBe(5);
    stand("jq", `[ $# -eq 2 ] && echo ghcr.io/acme/payments || exit 2`);
    expect(run(text, env).code).toBe(2);
  });
});
