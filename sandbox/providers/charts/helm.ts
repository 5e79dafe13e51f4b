import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { findOnPath } from "../../engine/processes";
import { findPart } from "../../parts/parts";
import { Refusal } from "../provider";
import type { Chart } from "./chart";

/** Where a chart lies that can be rendered here, or why it cannot. */
export type AtHand = { readonly folder: string; readonly helm: string } | { readonly why: string };

/** What charts that ask for the cluster's version are told. */
const KUBERNETES_VERSION = "1.36.3";
const TIME_LIMIT_MILLISECONDS = 60_000;

/** Helm and the chart, where both are here already: the sandbox itself downloads no chart. */
export function chartAtHand(chart: Chart, sandbox: string): AtHand {
  if (chart.beyond !== undefined) return { why: chart.beyond };
  const folder = chartFolder(chart, sandbox);
  if (folder === undefined) return { why: `the chart is not at hand; ${advice(chart, sandbox)}` };
  const helm = findHelm();
  return helm === undefined
    ? { why: "there is no helm on PATH and none was built (npm run parts -- helm)" }
    : { folder, helm };
}

/** The helm on PATH, else the one that was built for the sandbox. */
export function findHelm(): string | undefined {
  return findOnPath("helm")[0] ?? findPart("helm");
}

/** A path of the program's own, else an archive that somebody has put into the sandbox. */
function chartFolder(chart: Chart, sandbox: string): string | undefined {
  const { source, repository } = chart;
  if (!source.includes("://") && repository === "" && existsSync(source)) return source;
  const archive = archiveOf(chart, sandbox);
  return archive !== undefined && existsSync(archive) ? archive : undefined;
}

function advice(chart: Chart, sandbox: string): string {
  const archive = archiveOf(chart, sandbox);
  return archive === undefined ? "it names no exact version and source" : `put it into ${archive}`;
}

/** `<sandbox>/charts/<host and path>/<name>-<version>.tgz`, the last part as `helm pull` names it. */
function archiveOf({ source, repository, version }: Chart, sandbox: string): string | undefined {
  if (!/^v?\d+\.\d+\.\d+[\w.+-]*$/.test(version)) return undefined;
  const from = repository === "" ? source : `${repository.replace(/\/$/, "")}/${source}`;
  const parts = from.replace(/^\w+:\/\//, "").split("/");
  if (parts.length < 2 || !parts.every((part) => /^\w[\w.:-]*$/.test(part))) return undefined;
  return `${join(sandbox, "charts", ...parts)}-${version}.tgz`;
}

/**
 * The chart's objects as YAML.
 *
 * @throws Refusal with Helm's own words, secrets taken out, where it does not render.
 */
export async function render(
  chart: Chart,
  { folder, helm }: { readonly folder: string; readonly helm: string },
  sandbox: string,
): Promise<string> {
  const args = [
    ...["template", "--namespace", chart.namespace, "--values", "-"],
    ...["--no-hooks", "--kube-version", KUBERNETES_VERSION],
    ...(chart.includeCrds ? ["--include-crds"] : []),
    ...["--", chart.release, folder],
  ];
  const { code, stdout, stderr } = await run(helm, args, sandbox, JSON.stringify(chart.values));
  if (code === 0) return stdout;
  const said = chart.secrets.reduce((words, each) => words.replaceAll(each, "[secret]"), stderr);
  throw new Refusal(`sandbox kubernetes: helm cannot render ${chart.source}: ${said.trim()}`);
}

/** The values go through a pipe: they may be secret, and a command line is anybody's to read. */
function run(helm: string, args: readonly string[], sandbox: string, input: string) {
  const home = join(sandbox, "helm");
  const env = {
    ...process.env,
    HELM_CACHE_HOME: join(home, "cache"),
    HELM_CONFIG_HOME: join(home, "config"),
    HELM_DATA_HOME: join(home, "data"),
    HELM_PLUGINS: join(home, "plugins"),
  };
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(helm, [...args], { env, timeout: TIME_LIMIT_MILLISECONDS });
    const printed = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...printed }));
    // A helm that ends early closes the pipe; its exit code says the rest.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
