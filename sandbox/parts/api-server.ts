import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import type { ClientHttp2Session } from "node:http2";
import * as os from "node:os";
import * as path from "node:path";

import { freePorts } from "./free-ports";
import { findPart } from "./parts";
import { type Request, requester, tryConnect } from "./requests";

/** A Kubernetes API server with an etcd of its own, on loopback, gone without a trace when stopped. */
export interface ApiServer {
  readonly url: string;
  /** Its data, certificates and logs, until it is stopped. */
  readonly folder: string;
  /** One request over the one connection; any number may be under way. */
  readonly request: Request;
  stop(): Promise<void>;
}

const READY_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 10_000;

/** Whether both programs have been built (`npm run parts -- etcd kube-apiserver`). */
export function hasApiServer(): boolean {
  return findPart("etcd") !== undefined && findPart("kube-apiserver") !== undefined;
}

/**
 * Starts etcd and the API server in a folder of their own and waits until they answer.
 *
 * @throws Error with the end of the log where one of them ends or does not get ready in a minute.
 */
export async function startApiServer(): Promise<ApiServer> {
  const [etcd, server] = [findPart("etcd"), findPart("kube-apiserver")];
  if (etcd === undefined || server === undefined) {
    throw new Error(
      "etcd and kube-apiserver are not built: run npm run parts -- etcd kube-apiserver",
    );
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airside-api-server-"));
  const token = randomBytes(16).toString("hex");
  const [client, peer, secure] = await freePorts();
  const children = [
    start(etcd, folder, etcdFlags(folder, client, peer)),
    start(server, folder, serverFlags(folder, token, client, secure)),
  ];
  const stop = async () => {
    connection?.destroy();
    await Promise.all(children.map(end));
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const url = `https://127.0.0.1:${secure}`;
  let connection: ClientHttp2Session | undefined;
  try {
    connection = await connect(url, folder, children);
    const request = requester(connection, token);
    await until(children, folder, async () => (await request("GET", "/readyz")).status === 200);
    return { url, folder, request, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function etcdFlags(folder: string, client: number, peer: number): string[] {
  const [clients, peers] = [client, peer].map((port) => `http://127.0.0.1:${port}`);
  return [
    `--data-dir=${path.join(folder, "etcd")}`,
    "--unsafe-no-fsync",
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
  ];
}

function serverFlags(folder: string, token: string, client: number, secure: number): string[] {
  const key = path.join(folder, "service-accounts.pem");
  const tokens = path.join(folder, "tokens.csv");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  fs.writeFileSync(key, privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
  fs.writeFileSync(tokens, `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  return [
    `--etcd-servers=http://127.0.0.1:${client}`,
    `--secure-port=${secure}`,
    "--bind-address=127.0.0.1",
    `--cert-dir=${path.join(folder, "certificates")}`,
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    "--authorization-mode=RBAC",
    `--token-auth-file=${tokens}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    "--allow-privileged=true",
    "--enable-admission-plugins=PodSecurity",
    // No controller makes the service accounts that this plugin asks for.
    "--disable-admission-plugins=ServiceAccount",
  ];
}

function start(file: string, folder: string, flags: readonly string[]): ChildProcess {
  const log = fs.openSync(path.join(folder, `${path.basename(file)}.log`), "a");
  const child = spawn(file, flags, { cwd: folder, stdio: ["ignore", log, log] });
  fs.closeSync(log);
  // Whoever started it may end without stopping it.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return child;
}

/** Ends a process, by force where it does not go by itself. */
function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    child.kill("SIGTERM");
  });
}

/** A connection that trusts the certificate which the server has made for itself. */
async function connect(url: string, folder: string, children: readonly ChildProcess[]) {
  const certificate = path.join(folder, "certificates/apiserver.crt");
  let connection: ClientHttp2Session | undefined;
  await until(children, folder, async () => {
    if (!fs.existsSync(certificate)) return false;
    connection = await tryConnect(url, fs.readFileSync(certificate));
    return connection !== undefined;
  });
  return connection as ClientHttp2Session;
}

async function until(
  children: readonly ChildProcess[],
  folder: string,
  isReady: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + READY_MILLISECONDS;
  while (!(await isReady())) {
    const isOver = children.some(({ exitCode }) => exitCode !== null);
    if (isOver || Date.now() > deadline)
      throw new Error(`the API server does not start: ${tail(folder)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function tail(folder: string): string {
  const logs = fs.readdirSync(folder).filter((name) => name.endsWith(".log"));
  return logs
    .map((name) => `${name}: ${fs.readFileSync(path.join(folder, name), "utf8").slice(-800)}`)
    .join("\n");
}
