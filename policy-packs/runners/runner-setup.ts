/** What user data that makes a machine a runner does wrong; no words of it are in here. */
export type SetupFault = "takes more than one job" | "holds a registration token";

const CONFIGURES = /(?:^|[\s/\\"'`([,])config\.(?:sh|cmd|ps1)\b/i;
const SETTINGS = /--(?:url|token|pat|unattended|runnergroup|labels|replace|ephemeral)\b/i;
const STARTS = /(?:^|[\s/\\"'`([,])(?:run|svc)\.(?:sh|cmd)\b|\bRunner\.Listener\b/i;
const BY_ENVIRONMENT = /\bACTIONS_RUNNER_INPUT_\w/;
const CONTAINER = /\b(?:docker|podman|nerdctl)\s+(?:container\s+)?(?:run|create)\b/i;
const RUNNER_IMAGE = /\b(?:actions|github)-runner\b/i;
const ONE_JOB =
  /--jitconfig\b|--ephemeral\b(?![\s="',]+false\b)|\bACTIONS_RUNNER_INPUT_(?:JITCONFIG|EPHEMERAL)["']?[=:]|\b(?:RUNNER_)?EPHEMERAL["']?[=:]\s*["']?(?:1|true)\b/i;
const TOKEN_GIVEN =
  /--(?:token|pat)["',\s=]+(?=[A-Za-z0-9])[A-Za-z0-9_-]{8,}|\b\w*(?:TOKEN|PAT)["']?[=:]\s*["']?(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{16,}/i;
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
  const flagged = commands.filter((each) => ONE_JOB.test(each));
  const variables = assignedIn(flagged);
  const takesMore = setups.some((each) => !isOneJob(each, flagged, variables));
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
  return (
    (STARTS.test(command) && /--jitconfig\b/i.test(command)) ||
    BY_ENVIRONMENT.test(command) ||
    (CONTAINER.test(command) && RUNNER_IMAGE.test(command))
  );
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
function isOneJob(command: string, flagged: readonly string[], variables: ReadonlySet<string>) {
  if (ONE_JOB.test(command)) return true;
  // A container's settings may stand in lines of their own.
  if (BY_ENVIRONMENT.test(command)) return flagged.length > 0;
  return [...command.matchAll(/\$\{?(\w+)/g)].some(([, name = ""]) => variables.has(name));
}

/** The names of variables that commands give a value to. */
function assignedIn(commands: readonly string[]): ReadonlySet<string> {
  return new Set(
    commands.flatMap((each) => [...each.matchAll(/\b(\w+)\+?\s?=/g)].map(([, name = ""]) => name)),
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
