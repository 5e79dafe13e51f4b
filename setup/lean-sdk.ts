import Module = require("node:module");
import { dirname } from "node:path";

/**
 * What the SDK needs only to serialise functions into state: a TypeScript compiler, and npm's resolver of
 * dependencies. They are three quarters of the time and memory that loading the SDK takes.
 */
const FOR_CLOSURES = ["@pulumi/pulumi/typescript-shim", "@npmcli/arborist"];

/**
 * Keeps the SDK from loading what serialises functions. Airside has no dynamic providers and no
 * callbacks as resources, so whoever asks for it here has made a mistake and is told so.
 * To be called before anything imports `@pulumi/pulumi`.
 */
export function withoutClosures(): void {
  const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
  for (const name of FOR_CLOSURES) {
    const file = require.resolve(name, { paths: [sdk] });
    if (require.cache[file]) continue;
    const refusing = new Module(file);
    refusing.filename = file;
    refusing.loaded = true;
    refusing.exports = refusal(name);
    require.cache[file] = refusing;
  }
}

/** A module without members, every use of which says what is wrong. */
function refusal(name: string): object {
  return new Proxy(
    {},
    {
      get(_, member) {
        // What compiled imports ask of any module before they use it.
        if (member === "__esModule" || member === "default" || typeof member === "symbol") {
          return undefined;
        }
        throw new Error(
          `${name} is not loaded (${member}): functions are never serialised here; ` +
            "use a provider's own resources instead of a dynamic provider or a callback",
        );
      },
    },
  );
}
