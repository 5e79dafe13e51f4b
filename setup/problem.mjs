/** Something its reader can put right: shown as one line, without a stack trace. */
export class Problem extends Error {}

/** A progress line. On standard error, so that the output of a verb can be piped. */
export function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

/** Says what is going on every ten seconds, and at the end how long it took. */
export async function timed(what, work) {
  const begin = Date.now();
  say(`${what} …`);
  const ticker = setInterval(() => say(`${what} … ${seconds(begin)}`), 10_000);
  try {
    const result = await work();
    say(`${what}: done in ${seconds(begin)}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
