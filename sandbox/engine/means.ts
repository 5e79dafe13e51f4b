/** Takes progress in plain lines. */
export type Say = (line: string) => void;

/** One way to an engine does not work here, and another one may. */
export class NotToBeHad extends Error {}

/** Says `line` and the seconds gone by, every ten seconds until `work` ends. */
export async function withProgress<T>(
  say: Say,
  line: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  say(`${line()} …`);
  const ticker = setInterval(() => say(`${line()} … ${seconds()}`), 10_000);
  try {
    const result = await work();
    say(`${line()}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}
