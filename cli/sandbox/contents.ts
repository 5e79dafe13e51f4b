import { rmSync } from "node:fs";
import { join } from "node:path";

import { sandboxDir } from "../../sandbox/env";
import { listWorld, resetWorld } from "../../sandbox/providers/world";

/** Lists every row of the world; secrets are never shown. */
export function show(json: boolean): void {
  const rows = listWorld(sandboxDir());
  if (json) {
    for (const row of rows) console.log(JSON.stringify(row));
    return;
  }
  for (const { provider, scope, type, id, urn } of rows) {
    console.log(`${provider} ${scope}  ${type}  ${id}  (${urn.split("::").pop()})`);
  }
  console.log(`${rows.length} in the sandbox ${sandboxDir()}`);
}

/** Clears the world and, if asked, the state of the stacks that made it. */
export function reset(state: boolean): void {
  const dir = sandboxDir();
  resetWorld(dir);
  if (state) {
    for (const folder of ["state", "home"])
      rmSync(join(dir, folder), { recursive: true, force: true });
  }
  const left = state ? "and the stacks' state are" : "is";
  console.log(`the world ${left} cleared in ${dir}`);
}
