/** The engine's and its programs' own texts, made fit for one clear message. */

/** Said of every stand-in and language host that is found on PATH: true, and no news. */
const FROM_PATH = /(^|: )using \S+ from \$PATH at /;

/** The colour marks of the engine's events. */
const COLOUR = /<\{%[^%]*%\}>/g;

/** A frame of a JavaScript stack trace, or the source line with its marker that Node prints above one. */
const FRAME = /^\s+at .+(:\d+:\d+\)?|\[as .+\]|<anonymous>\)?)$|^\s*\^+\s*$/;

/** The text without colours and, unless they are asked for, without stack frames. */
export function plainMessage(text: string, debug: boolean): string {
  const lines = text.replace(COLOUR, "").trimEnd().split("\n");
  return (debug ? lines : lines.filter((line) => !FRAME.test(line))).join("\n").trim();
}

/** Whether a warning tells a reader something. */
export function isWorthTelling(warning: string): boolean {
  return !FROM_PATH.test(warning);
}

/** What the engine printed before it stopped, where it has left no events: its errors. */
export function printedErrors(stderr: string, debug: boolean): string[] {
  const said = plainMessage(stderr, debug)
    .split(/^(?=(?:error|warning): )/m)
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("warning: "));
  return said.map((part) => part.replace(/^error: /, ""));
}
