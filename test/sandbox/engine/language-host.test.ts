import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import {
  type ILanguageRuntimeServer,
  LanguageRuntimeClient,
  LanguageRuntimeService,
} from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { languageHost } from "../../../sandbox/engine/language-host";
import { endsWithin } from "../../support/processes";

let folder: string;
let server: grpc.Server;
let client: LanguageRuntimeClient;

beforeEach(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "airside-host-")));
  server = new grpc.Server();
  server.addService(LanguageRuntimeService, languageHost("127.0.0.1:1") as ILanguageRuntimeServer);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  client = new LanguageRuntimeClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
});
afterEach(() => {
  client.close();
  server.forceShutdown();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A program folder whose SDK has the given script as one of its runners. */
function installRunner(name: string, script: string): void {
  const runner = path.join(folder, "node_modules/@pulumi/pulumi/cmd", name);
  fs.mkdirSync(runner, { recursive: true });
  fs.writeFileSync(path.join(runner, "index.js"), script);
}

const NOTE = `require("node:fs").writeFileSync("note.json", JSON.stringify({
  args: process.argv.slice(2), execArgv: process.execArgv, cwd: process.cwd(),
  config: process.env.PULUMI_CONFIG, secret: process.env.PULUMI_CONFIG_SECRET_KEYS,
  typescript: process.env.PULUMI_NODEJS_TYPESCRIPT }));`;

const note = () => JSON.parse(fs.readFileSync(path.join(folder, "note.json"), "utf8"));

function programInfo(options: Record<string, unknown> = {}): proto.ProgramInfo {
  return new proto.ProgramInfo()
    .setRootDirectory(folder)
    .setProgramDirectory(folder)
    .setEntryPoint(".")
    .setOptions(Struct.fromJavaScript(options as never));
}

function runRequest(options?: Record<string, unknown>): proto.RunRequest {
  const request = new proto.RunRequest()
    .setProject("airside")
    .setStack("foundation.demo")
    .setOrganization("organization")
    .setPwd(folder)
    .setMonitorAddress("127.0.0.1:2")
    .setParallel(8)
    .setInfo(programInfo(options))
    .setConfigsecretkeysList(["airside:token"]);
  request.getConfigMap().set("airside:account", '{"id":"012345678901"}');
  request.getConfigMap().set("aws:config:region", "eu-central-1");
  return request;
}

function run(request: proto.RunRequest): Promise<proto.RunResponse> {
  return new Promise((resolve, reject) =>
    client.run(request, (error, response) => (error ? reject(error) : resolve(response))),
  );
}

describe("Run", () => {
  it("starts the program's own SDK with what the engine said", async () => {
    installRunner("run", NOTE);
    const request = runRequest({
      typescript: false,
      nodeargs: "--stack-trace-limit=3 --trace-uncaught",
    });
    const response = await run(request.setDryrun(true));
    expect(response.toObject()).toEqual({ error: "", bail: false });
    expect(note()).toEqual({
      args: [
        ...["--monitor", "127.0.0.1:2", "--engine", "127.0.0.1:1"],
        ...["--organization", "organization", "--project", "airside", "--root-directory", folder],
        ...["--stack", "foundation.demo", "--pwd", folder, "--parallel", "8", "--dry-run", "."],
      ],
      execArgv: ["--stack-trace-limit=3", "--trace-uncaught"],
      cwd: folder,
      config:
        '{"airside:config:account":"{\\"id\\":\\"012345678901\\"}","aws:config:region":"eu-central-1"}',
      secret: '["airside:token"]',
      typescript: "false",
    });
  });

  it("leaves --dry-run out of an update", async () => {
    installRunner("run", NOTE);
    await run(runRequest());
    expect(note().args).not.toContain("--dry-run");
  });

  it.each([
    ["process.exitCode = 32", { error: "", bail: true }],
    ["process.exitCode = 3", { error: "the program ended with 3", bail: false }],
    [
      "process.kill(process.pid, 'SIGKILL')",
      { error: "the program ended with SIGKILL", bail: false },
    ],
  ])("answers for a program that does `%s`", async (script, expected) => {
    installRunner("run", script);
    expect((await run(runRequest())).toObject()).toEqual(expected);
  });

  it("says where the SDK is not installed", async () => {
    expect((await run(runRequest())).getError()).toBe(
      `@pulumi/pulumi is not installed for ${folder}: run npm install there`,
    );
  });

  it("ends the program on Cancel", async () => {
    installRunner("run", `${NOTE} setInterval(() => {}, 1000);`);
    const running = run(runRequest());
    await expect.poll(() => fs.existsSync(path.join(folder, "note.json"))).toBe(true);
    client.cancel(new Empty(), () => {});
    expect((await running).getError()).toBe("the program ended with SIGKILL");
  });
});

describe("RunPlugin", () => {
  async function runPlugin(request: proto.RunPluginRequest) {
    const said = { stdout: "", stderr: "", code: Number.NaN };
    for await (const part of client.runPlugin(request) as AsyncIterable<proto.RunPluginResponse>) {
      said.stdout += Buffer.from(part.getStdout_asU8()).toString();
      said.stderr += Buffer.from(part.getStderr_asU8()).toString();
      if (part.hasExitcode()) said.code = part.getExitcode();
    }
    return said;
  }
  const request = (kind: string) =>
    new proto.RunPluginRequest()
      .setKind(kind)
      .setPwd(os.tmpdir())
      .setArgsList(["127.0.0.1:1"])
      .setEnvList(["GREETING=a=b", `PATH=${process.env["PATH"]}`])
      .setInfo(programInfo());
  const SAY = `console.log(process.argv.slice(2).join(" "), process.cwd(), process.env.GREETING);
    console.error("so so"); process.exitCode = 4;`;

  it("starts a policy pack in its folder, with the engine's environment, and streams it", async () => {
    installRunner("run-policy-pack", SAY);
    expect(await runPlugin(request("analyzer"))).toEqual({
      stdout: `127.0.0.1:1 ${folder} ${folder} a=b\n`,
      stderr: "so so\n",
      code: 4,
    });
  });

  it("starts any other plugin where the engine works", async () => {
    installRunner("run-plugin", SAY);
    const { stdout } = await runPlugin(request("resource"));
    expect(stdout).toBe(`${folder} 127.0.0.1:1 ${fs.realpathSync(os.tmpdir())} a=b\n`);
  });

  it("refuses a pack whose SDK is not installed", async () => {
    await expect(runPlugin(request("analyzer"))).rejects.toMatchObject({
      code: grpc.status.FAILED_PRECONDITION,
      details: expect.stringContaining("run npm install there"),
    });
  });
});

it("answers what the engine asks before it runs anything", async () => {
  const call = <T>(start: (done: (error: unknown, value: T) => void) => void) =>
    new Promise<T>((resolve, reject) =>
      start((error, value) => (error ? reject(error) : resolve(value))),
    );
  fs.writeFileSync(path.join(folder, "package.json"), '{"dependencies":{"zod":"4.0.0"}}');
  await call<proto.LanguageHandshakeResponse>((done) =>
    client.handshake(new proto.LanguageHandshakeRequest(), done),
  );
  const about = await call<proto.AboutResponse>((done) =>
    client.about(new proto.AboutRequest(), done),
  );
  expect(about.getVersion()).toBe(process.version);
  const needed = await call<proto.GetRequiredPackagesResponse>((done) =>
    client.getRequiredPackages(new proto.GetRequiredPackagesRequest(), done),
  );
  expect(needed.getPackagesList()).toEqual([]);
  const used = await call<proto.GetProgramDependenciesResponse>((done) =>
    client.getProgramDependencies(
      new proto.GetProgramDependenciesRequest().setInfo(programInfo()),
      done,
    ),
  );
  expect(used.toObject().dependenciesList).toEqual([{ name: "zod", version: "4.0.0" }]);
  const link = call((done) => client.link(new proto.LinkRequest(), done));
  await expect(link).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
});

it("as a process: prints its port alone, and is gone with its program 2 s after the engine", async ({
  skip,
}) => {
  const compiled = path.resolve(__dirname, "../../../dist/sandbox/engine/language-host.js");
  if (!fs.existsSync(compiled)) return skip("no build in dist/");
  installRunner(
    "run",
    'require("node:fs").writeFileSync("pid", `${process.pid}`); setInterval(() => {}, 1000);',
  );
  // The stand-in for the engine: it starts the host and is then killed.
  const engine = spawn(process.execPath, [
    "--eval",
    `require("node:child_process").spawn(process.execPath, [${JSON.stringify(compiled)}], { stdio: "inherit" })`,
  ]);
  const line = await new Promise<string>((resolve) =>
    engine.stdout.once("data", (data) => resolve(`${data}`)),
  );
  expect(line).toMatch(/^\d+\n$/);
  const host = new LanguageRuntimeClient(
    `127.0.0.1:${line.trim()}`,
    grpc.credentials.createInsecure(),
  );
  host.run(runRequest(), () => {});
  const pidFile = path.join(folder, "pid");
  await expect
    .poll(() => fs.existsSync(pidFile) && fs.readFileSync(pidFile, "utf8"), { timeout: 5000 })
    .toMatch(/\d/);
  const program = Number(fs.readFileSync(pidFile, "utf8"));
  engine.kill("SIGKILL");
  expect(await endsWithin(program, 2000)).toBe(true);
  await expect(
    new Promise((resolve, reject) =>
      host.waitForReady(Date.now() + 500, (e) => (e ? reject(e) : resolve(0))),
    ),
  ).rejects.toThrow();
  host.close();
});
