import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The environment that decides whether a stand-in may run. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The sandbox directory, or an error where this process could serve a stack that is no sandbox's:
 * the backend has to lie inside that directory, so that no real state is ever filled with fakes.
 *
 * @throws Error saying what must hold, what was given and what to do instead.
 */
export function sandboxDirectory(environment: Environment): string {
  const { AIRSIDE_SANDBOX_DIR: directory, PULUMI_BACKEND_URL: backend } = environment;
  if (!directory || !isAbsolute(directory)) {
    throw new Error(
      "a sandbox provider runs only where AIRSIDE_SANDBOX_DIR names a directory by its absolute path, " +
        `but it is ${directory ? `"${directory}"` : "not set"}; start it through "airside sandbox env"`,
    );
  }
  const path = backendPath(backend);
  if (path === undefined || !isInside(real(path), real(directory))) {
    throw new Error(
      "a sandbox provider serves only stacks whose state lies inside the sandbox directory " +
        `"${directory}", but the backend is ${described(backend)}; ` +
        'take the environment from "airside sandbox env", or put the real provider on PATH',
    );
  }
  return directory;
}

/** The directory of a file backend; nothing for any other, and for one that is not absolute. */
function backendPath(backend: string | undefined): string | undefined {
  if (backend === undefined || !URL.canParse(backend)) return undefined;
  const url = new URL(backend);
  if (url.protocol !== "file:" || url.host !== "" || !backend.startsWith("file:///"))
    return undefined;
  try {
    return fileURLToPath(new URL(url.pathname, "file:///"));
  } catch {
    return undefined; // An escaped slash: no such path can be meant.
  }
}

/** A backend's address without what may be a password in it. */
function described(backend: string | undefined): string {
  if (!backend) return 'the one of "pulumi login" (PULUMI_BACKEND_URL is not set)';
  return URL.canParse(backend) ? `"${new URL(backend).protocol}//…"` : "no URL";
}

/** The path with its links followed as far as it exists. */
function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return path === dirname(path) ? path : join(real(dirname(path)), basename(path));
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}
