/** What user data that makes a machine a runner does wrong; no words of it are in here. */
export type SetupFault = "takes more than one job" | "holds a registration token";

const CONFIGURES = /(?:^|[\s/\\"'`([,])config\.(?:sh|cmd|ps1)\b/i;
const SETTINGS = /--(?:url|token|pat|unattended|runnergroup|labels|replace|ephemeral)\b/i;
const STARTS = /(?:^|[\s/\\"'`([,])(?:run|svc)\.(?:sh|cmd)\b|\bRunner\.Listener\b/i;
const IN_CONTAINER =
  /\bACTIONS_RUNNER_INPUT_\w+|\b(?:docker|podman|nerdctl)\b.*\b(?:actions|github)-runner\b/i;
const ONE_JOB =
  /--jitconfig\b|--ephemeral\b(?![\s="',]+false\b)|\bACTIONS_RUNNER_INPUT_(?:JITCONFIG|EPHEMERAL)["']?[=:]|\b(?:RUNNER_)?EPHEMERAL["']?[=:]\s*["']?(?:1|true)\b/i;
const TOKEN_GIVEN =
  /--(?:token|pat)["',\s=]+(?=[A-Za-z0-9])[A-Za-z0-9_-]{8,}|(?:^|[^A-Za-z0-9])\w*(?:TOKEN|PAT)["']?[=:]\s*["']?(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{16,}/i;
/** As GitHub writes registration tokens, and its other tokens. */
const TOKEN_SHAPE = /\bA[A-Z0-9]{28}\b|\bgh[oprsu]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/;

/** Whether a script makes its machine a runner. */
export function configuresRunner(script: string): boolean {
  return commandsOf(script).some(isSetup) || isBareStart(script);
}

/** What is wrong with a script that does. */
export function setupFaults(script: string): SetupFault[] {
  if (!configuresRunner(script)) return [];
  const commands = commandsOf(script);
  const setups = commands.filter(isSetup);
  const faults: SetupFault[] = [];
  const takesMore = setups.some((each) => !isOneJob(each, commands));
  if (takesMore || isBareStart(script)) faults.push("takes more than one job");
  if (commands.some((each) => TOKEN_GIVEN.test(each) || TOKEN_SHAPE.test(each))) {
    faults.push("holds a registration token");
  }
  return faults;
}

function isSetup(command: string): boolean {
  if (CONFIGURES.test(command)) {
    return (SETTINGS.test(command) || /\$/.test(command)) && !/\bremove\b/.test(command);
  }
  return (STARTS.test(command) && /--jitconfig\b/i.test(command)) || IN_CONTAINER.test(command);
}

/** A runner is started that was configured when the image was made, and so keeps its credential. */
function isBareStart(script: string): boolean {
  const commands = commandsOf(script);
  return (
    !commands.some(isSetup) &&
    /actions-runner/i.test(script) &&
    commands.some((each) => STARTS.test(each))
  );
}

/** By its own words, or by those of a variable that it takes. */
function isOneJob(command: string, commands: readonly string[]): boolean {
  if (ONE_JOB.test(command)) return true;
  // A container's settings may stand in lines of their own.
  if (/\bACTIONS_RUNNER_INPUT_/.test(command)) return commands.some((each) => ONE_JOB.test(each));
  const taken = [...command.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
  return commands.some(
    (each) =>
      taken.some((name) => new RegExp(`(?:^|\\s)\\$?${name}\\+?\\s*=`).test(each)) &&
      ONE_JOB.test(each),
  );
}

/** Commands without comments, each in one line. */
function commandsOf(script: string): string[] {
  return script
    .replace(/(?:\\|`)\r?\n\s*/g, " ")
    .split(/\r?\n|;|&&|\|\|/)
    .map((line) => line.replace(/(?:^|\s)#(?!!).*$/, "").trim())
    .filter((line) => line !== "" && !/^(?:rem\b|::)/i.test(line));
}
