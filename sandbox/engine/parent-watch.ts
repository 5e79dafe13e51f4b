import * as net from "node:net";

/** Well under the two seconds in which everything has to be gone after the engine. */
const INTERVAL_MILLISECONDS = 500;

/**
 * Calls `onGone` once when the process that started this one has ended, however it ended: a killed
 * engine cannot tell its plugins, and they would run for ever.
 *
 * @param engineAddress `host:port` of the engine, where known: an engine that was gone before the
 *   watch began left no trace in the process table.
 */
export function watchParent(onGone: () => void, engineAddress?: string): void {
  const parent = process.ppid;
  let gone = false;
  const end = () => {
    if (gone) return;
    gone = true;
    clearInterval(timer);
    onGone();
  };
  const timer = setInterval(() => {
    if (process.ppid !== parent) end();
  }, INTERVAL_MILLISECONDS);
  timer.unref();
  if (engineAddress !== undefined) whenRefused(engineAddress, end);
}

function whenRefused(address: string, onRefused: () => void): void {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = net.connect(Number(port), hostname.replace(/^\[|\]$/g, ""));
  socket.on("connect", () => socket.destroy());
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNREFUSED") onRefused();
  });
  socket.unref();
}
