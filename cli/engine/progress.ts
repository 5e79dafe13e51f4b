const TERMINAL_INTERVAL = 1_000;
const LOG_INTERVAL = 15_000;

/**
 * Says on the standard error that work goes on: one line that is rewritten on a terminal, now and
 * then a plain line in a log. Nothing for what is over within two seconds.
 */
export async function withProgress<Result>(
  what: string,
  work: (say: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const { isTTY } = process.stderr;
  const began = Date.now();
  let shown = false;
  const tick = () => {
    const seconds = Math.round((Date.now() - began) / 1000);
    if (seconds < 2) return;
    shown = true;
    process.stderr.write(isTTY ? `\r\u001b[K${what} … ${seconds} s` : `${what} … ${seconds} s\n`);
  };
  const clear = () => {
    if (shown && isTTY) process.stderr.write("\r\u001b[K");
    shown = false;
  };
  const timer = setInterval(tick, isTTY ? TERMINAL_INTERVAL : LOG_INTERVAL);
  try {
    return await work((text) => {
      clear();
      process.stderr.write(`${text}\n`);
    });
  } finally {
    clearInterval(timer);
    clear();
  }
}
