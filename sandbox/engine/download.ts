import { NotToBeHad, withProgress, type Say } from "./means";
import { ENGINE_VERSION } from "./version";

/** Where Pulumi's own installer is; the Automation API takes it from there. */
const INSTALLER = "https://get.pulumi.com/install.sh";

/** How long it may take to find out that there is no network. */
const NETWORK_TIMEOUT_MILLISECONDS = 20_000;

/** Installs the engine with Pulumi's Automation API, at exactly the pinned version. */
export async function downloadEngine(folder: string, say: Say): Promise<void> {
  await demandNetwork();
  // Loaded here: they take longer than everything else a run with an engine at hand needs.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd.js");
  const { SemVer } = await import("semver");
  await withProgress(
    say,
    () => `installing Pulumi ${ENGINE_VERSION}`,
    async () => {
      try {
        await PulumiCommand.install({ root: folder, version: new SemVer(ENGINE_VERSION) });
      } catch (error) {
        throw new NotToBeHad(`its installer failed: ${firstLine(error)}`);
      }
    },
  );
}

async function demandNetwork(): Promise<void> {
  const signal = AbortSignal.timeout(NETWORK_TIMEOUT_MILLISECONDS);
  try {
    const { ok, status } = await fetch(INSTALLER, { method: "HEAD", signal });
    if (!ok) throw new NotToBeHad(`it cannot be downloaded (${INSTALLER} answers ${status})`);
  } catch (error) {
    if (error instanceof NotToBeHad) throw error;
    throw new NotToBeHad(`it cannot be downloaded (${reasonOf(error)})`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer in ${NETWORK_TIMEOUT_MILLISECONDS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "" && !line.startsWith("code:")) ?? "no reason given";
}
