import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { hasApiServer, startApiServer } from "../../../sandbox/parts/api-server";
import { buildParts } from "../../../sandbox/parts/build-parts";
import { findPart, PARTS } from "../../../sandbox/parts/parts";

/** Runs the command and returns what it printed and answered. */
async function run(...names: string[]) {
  const printed: string[] = [];
  const take = (text: string | Uint8Array) => printed.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation(take),
  );
  try {
    return { code: await buildParts(names), text: printed.join("") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe("the real parts", () => {
  let cache: string;
  beforeEach(() => {
    cache = fs.mkdtempSync(path.join(os.tmpdir(), "airside-parts-"));
    vi.stubEnv("XDG_CACHE_HOME", cache);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    fs.rmSync(cache, { recursive: true });
  });

  it.each(Object.values(PARTS))("pins $name in a module of its own", (part) => {
    const read = (file: string) =>
      fs.readFileSync(path.join(process.cwd(), part.module, file), "utf8");
    const [module, version] = /^require (\S+) v(\S+)$/m.exec(read("go.mod"))?.slice(1) ?? [];

    expect(version).toBe(part.version);
    expect(part.package.startsWith(`${module}`)).toBe(true);
    expect(read("go.sum")).toContain(`${module} v${version} h1:`);
    expect(read("parts.go")).toContain(`import _ "${part.package}"`);
  });

  it("are found only where they were built whole", () => {
    const folder = path.join(cache, `airside/parts/etcd-${PARTS.etcd.version}`);
    expect(findPart("etcd")).toBeUndefined();
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "etcd"), "half");
    expect(findPart("etcd")).toBeUndefined();
    fs.writeFileSync(path.join(folder, "complete.json"), JSON.stringify({ etcd: 4 }));
    expect(findPart("etcd")).toBe(path.join(folder, "etcd"));
  });

  it("say what is missing where there is no Go, each for itself", async () => {
    vi.stubEnv("PATH", cache);
    const { code, text } = await run("etcd", "kyverno");
    expect(code).toBe(2);
    expect(text).toMatch(/airside: etcd .*: it cannot be built \(Go >= .* is not on PATH\)/);
    expect(text).toMatch(/airside: the Kyverno CLI .*: it cannot be built/);
  });

  it("list their names where one is unknown", async () => {
    expect(await run("etcd", "minikube")).toEqual({
      code: 2,
      text: "airside: no part is called minikube; there are etcd, kube-apiserver, helm, kyverno\n",
    });
  });

  it("show how they are built", async () => {
    const { code, text } = await run("--help");
    expect(code).toBe(0);
    expect(text).toContain("Example: npm run parts -- etcd kube-apiserver");
  });
});

describe("the API server", () => {
  it("answers, and leaves nothing behind when stopped", async ({ skip }) => {
    skip(!hasApiServer(), "etcd and kube-apiserver are not built (npm run parts)");
    const server = await startApiServer();
    try {
      const { status, body } = await server.request("GET", "/version");
      expect([status, body["gitVersion"]]).toEqual([200, `v${PARTS["kube-apiserver"].version}`]);
    } finally {
      await server.stop();
    }
    expect(fs.existsSync(server.folder)).toBe(false);
    await expect(fetch(server.url)).rejects.toThrow();
  }, 90_000);

  it("says what to run where it was not built", async () => {
    const cache = fs.mkdtempSync(path.join(os.tmpdir(), "airside-parts-"));
    vi.stubEnv("XDG_CACHE_HOME", cache);
    try {
      await expect(startApiServer()).rejects.toThrow("run npm run parts -- etcd kube-apiserver");
    } finally {
      vi.unstubAllEnvs();
      fs.rmSync(cache, { recursive: true });
    }
  });
});
