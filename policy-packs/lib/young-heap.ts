import { setFlagsFromString } from "node:v8";

/**
 * Has the heap for new objects grow to its full size at once. A resource is forgotten as soon as it is judged, but in
 * a small heap it is still there when the next collection comes, is taken for something that stays, and costs a tenth
 * of all work. Only where the flag is known to exist: it is V8's own, and no part of Node's interface.
 */
export function growYoungHeap(): void {
  if (!process.version.startsWith("v24.")) return;
  setFlagsFromString("--semi-space-growth-factor=16");
}
