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

/** What to do, where the engine's own words do not say it. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /incorrect passphrase/,
    "Set PULUMI_CONFIG_PASSPHRASE to the passphrase that the stack was made with.",
  ],
  [
    /failed to load checkpoint: EOF/,
    "An update was killed while it wrote the state. The state itself is whole: delete the empty file " +
      "<stack>.json.attrs beside it in the backend's folder.",
  ],
];

/** The error, and what to do about it. */
function withHint(error: string): string {
  const hint = HINTS.find(([pattern]) => pattern.test(error))?.[1];
  return hint === undefined ? error : `${error}\n${hint}`;
}

/** What the engine printed before it stopped, where it has left no events: its errors. */
export function printedErrors(stderr: string, debug: boolean): string[] {
  const said = plainMessage(stderr, debug)
    .split(/^(?=(?:error|warning): )/m)
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("warning: "));
  return said.map((part) => withHint(part.replace(/^error: /, "")));
}
