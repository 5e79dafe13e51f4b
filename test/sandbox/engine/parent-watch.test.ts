import { spawn } from "node:child_process";
import * as net from "node:net";
import * as path from "node:path";
import { expect, it } from "vitest";

import { endsWithin } from "../../support/processes";

const module = path.resolve(__dirname, "../../../sandbox/engine/parent-watch.ts");

/** A process that would run for ever, but watches its parent. */
const watcher = (address = "undefined") => `
  import { watchParent } from ${JSON.stringify(module)};
  watchParent(() => process.exit(), ${address});
  setInterval(() => {}, 1000);
  process.stdout.write(process.pid + "\\n");`;

it("ends a process within two seconds of the kill of its parent, and not before", async () => {
  const node = JSON.stringify(process.execPath);
  const args = JSON.stringify(["--input-type=module", "--eval", watcher()]);
  const parent = spawn(process.execPath, [
    "--eval",
    `require("node:child_process").spawn(${node}, ${args}, { stdio: "inherit" })`,
  ]);
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once("data", (data) => resolve(Number(data))),
  );
  expect(await endsWithin(pid, 700)).toBe(false);
  parent.kill("SIGKILL");
  expect(await endsWithin(pid, 2000)).toBe(true);
});

it("ends a process whose engine was gone before it began to watch", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  const start = () =>
    spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      watcher(JSON.stringify(`127.0.0.1:${port}`)),
    ]);

  const living = start();
  await new Promise((resolve) => living.stdout.once("data", resolve));
  expect(await endsWithin(living.pid!, 500)).toBe(false);
  living.kill("SIGKILL");

  await new Promise((resolve) => server.close(resolve));
  const orphan = start();
  const code = await new Promise((resolve) => orphan.once("close", resolve));
  expect(code).toBe(0);
});
