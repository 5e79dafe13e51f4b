import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { EngineProblem, makeEntry } from "../../../sandbox/engine/cache";
import { findEngine, getEngine } from "../../../sandbox/engine/engine";
import { ENGINE_VERSION } from "../../../sandbox/engine/version";

let folder: string;
let said: string[];
const say = (line: string) => said.push(line);
const at = (name: string) => path.join(folder, name);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airside-engine-"));
  said = [];
  fs.mkdirSync(at("bin"));
  fs.symlinkSync("/bin/sh", at("bin/sh"));
  vi.stubEnv("PATH", at("bin"));
  vi.stubEnv("XDG_CACHE_HOME", at("cache"));
  vi.stubGlobal("fetch", () =>
    Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") })),
  );
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  fs.rmSync(folder, { recursive: true, force: true });
});

function tool(name: string, script: string): string {
  fs.writeFileSync(at(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return at(name);
}

async function cachedEngine(): Promise<string> {
  const entry = { name: `engine/${ENGINE_VERSION}`, files: ["bin/pulumi"] };
  const made = await makeEntry(entry, async (part) => {
    fs.mkdirSync(path.join(part, "bin"));
    fs.writeFileSync(path.join(part, "bin/pulumi"), "#!/bin/sh\n", { mode: 0o755 });
  });
  return path.join(made, "bin/pulumi");
}

describe("the engine on PATH", () => {
  it("is taken when it is new enough, even beside one in the cache", async () => {
    const file = tool("bin/pulumi", "echo v3.260.1");
    await cachedEngine();
    expect(await findEngine()).toEqual({ file, version: "3.260.1", origin: "PATH" });
  });

  it("brings its own language host where one lies beside the real file", async () => {
    fs.mkdirSync(at("opt"));
    tool("opt/pulumi", "echo v3.259.0");
    const languageHost = tool("opt/pulumi-language-nodejs", "");
    fs.symlinkSync(at("opt/pulumi"), at("bin/pulumi"));
    expect(await findEngine()).toMatchObject({ origin: "PATH", languageHost });
  });

  it.each(["echo v3.258.0", "echo v3.259.0-beta.1", "echo nonsense", "exit 1"])(
    "is passed over for the cached one when it answers `%s`",
    async (script) => {
      tool("bin/pulumi", script);
      const file = await cachedEngine();
      expect(await findEngine()).toEqual({ file, version: ENGINE_VERSION, origin: "cache" });
    },
  );

  it("is not asked for its version when it is the cached one", async () => {
    const file = await cachedEngine();
    fs.symlinkSync(file, at("bin/pulumi"));
    expect(await findEngine()).toMatchObject({ origin: "cache", version: ENGINE_VERSION });
  });
});

describe("where there is none", () => {
  const start = "no Pulumi engine: there is no pulumi on PATH; it cannot be downloaded";
  const end = "Install Pulumi >= 3.259.0 (https://www.pulumi.com/docs/install/) and try again.";

  it("says what was tried when Go is not there", async () => {
    await expect(getEngine(say)).rejects.toThrow(
      new EngineProblem(
        `${start} (getaddrinfo ENOTFOUND); it cannot be built (Go >= 1.26 is not on PATH). ${end}`,
      ),
    );
    expect(fs.readdirSync(at("cache/airside/engine"))).toEqual([]);
  });

  it("says how old the Go and the Pulumi are that are there", async () => {
    tool("bin/pulumi", "echo v3.100.0");
    const go = tool("bin/go", "echo go1.22.1");
    await expect(getEngine(say)).rejects.toThrow(
      `no Pulumi engine: ${at("bin/pulumi")} is v3.100.0 and 3.259.0 or newer is needed; it cannot be ` +
        `downloaded (getaddrinfo ENOTFOUND); it cannot be built (${go} is go1.22.1 and Go >= 1.26 is needed). ${end}`,
    );
  });

  it("says why a build failed", async () => {
    tool(
      "bin/go",
      '[ "$1" = env ] && echo go1.26.8 && exit; echo "go.sum: checksum mismatch" >&2; exit 1',
    );
    await expect(getEngine(say)).rejects.toThrow("its build failed (go.sum: checksum mismatch)");
  });

  it.each([
    ["write /x: no space left on device", "the disk is full"],
    ["SIGXFSZ: file size limit exceeded", "a file-size limit is in force"],
  ])("tells %s as a matter of the cache", async (words, reason) => {
    tool("bin/go", `[ "$1" = env ] && echo go1.26.8 && exit; echo "${words}" >&2; exit 1`);
    await expect(getEngine(say)).rejects.toThrow(
      `${at("cache/airside")} cannot be used: ${reason}`,
    );
  });

  it("stops at a server that answers with an error", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve({ ok: false, status: 403 }));
    await expect(getEngine(say)).rejects.toThrow("install.sh answers 403");
  });

  it("builds it from the committed module, with that Go and no other, and keeps it", async () => {
    tool(
      "bin/go",
      `[ "$1" = env ] && echo go1.26.8 && exit
       echo "$PWD $GOTOOLCHAIN $CGO_ENABLED $@" > ${at("go.log")}
       echo "github.com/pulumi/pulumi/sdk" >&2
       while [ "$1" != -o ]; do shift; done
       /bin/mkdir -p "\${2%/*}"; printf '#!/bin/sh\\necho v3.259.0' > "$2"; /bin/chmod +x "$2"`,
    );
    const engine = await getEngine(say);
    expect(engine).toMatchObject({ version: ENGINE_VERSION, origin: "cache" });
    const log = fs.readFileSync(at("go.log"), "utf8");
    expect(log).toContain(`${path.resolve(__dirname, "../../../sandbox/engine")} local 0 build`);
    expect(log).toContain("-mod=readonly -tags osusergo,grpcnotrace");
    expect(log).toContain("version.Version=v3.259.0");
    expect(said.at(-1)).toMatch(
      /^building Pulumi 3\.259\.0 with Go \(1 packages compiled\): done in /,
    );
    fs.rmSync(at("bin/go"));
    expect(await getEngine(say)).toEqual(engine);
  });
});
