import { createRequire } from "node:module";
import { afterAll, beforeAll } from "vitest";

// Files share a thread, and Pulumi's mocks and configuration are global to it: each file begins and
// ends with a runtime as new. Where the SDK is not loaded there is nothing to reset, and loading it
// only for that would cost every thread a second.
const load = createRequire(__filename);

function reset(): void {
  const settings = load.resolve("@pulumi/pulumi/runtime/settings.js");
  if (!(settings in load.cache)) return;
  load(settings).resetOptions("", "", -1, "", "", false, "");
  load("@pulumi/pulumi/runtime/config.js").setAllConfig({});
}

beforeAll(reset);
afterAll(reset);
