import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "../../policy-packs/lib/settings";
import { checkout } from "../../sandbox/env";
import { loadRegister } from "../register";
import { givenSettings, orCannotRun } from "../settings";

export interface PackOptions {
  readonly set?: readonly string[];
  readonly register?: string;
  /** The project's folder. @default the current one */
  readonly cwd?: string;
}

/**
 * The engine's arguments that bring in the policy pack, and its configuration in the given folder.
 *
 * @throws CannotRun for settings or a register that cannot be used.
 */
export function packArguments(options: PackOptions, folder: string): string[] {
  const set = givenSettings(options.set ?? []);
  const read: Readonly<Record<string, unknown>> = { ...orCannotRun(() => readSettings(set)) };
  const register = loadedRegister(options);
  // As read, because the engine checks types first and takes a lone number for no list.
  const given = Object.keys(set).map((key) => [key, read[key]] as const);
  const settings = { ...Object.fromEntries(given), ...(register && { register }) };
  const file = join(folder, "policy-configuration.json");
  writeFileSync(file, JSON.stringify({ settings }), { mode: 0o600 });
  const pack = join(checkout, "policy-packs/airside");
  return ["--policy-pack", pack, "--policy-pack-config", file];
}

/** The register given, else the project's own, else the checkout's where it has one. */
function loadedRegister({ register, cwd = "." }: PackOptions) {
  if (register !== undefined) return loadRegister(register);
  const own = [cwd, checkout].map((folder) => join(folder, "register")).find(existsSync);
  return own === undefined ? undefined : loadRegister(own);
}
