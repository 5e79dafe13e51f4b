import type { WorkflowRule } from "../rule";
import { runsUntrusted } from "../triggers";
import type { Job, Placed } from "../workflow";

export const secretsInUntrustedJob: WorkflowRule = {
  name: "secrets-in-untrusted-job",
  severity: "high",
  title:
    "A job that proposed changes can start must hold no secret, token for a cloud, or environment.",
  check: (workflow) => (runsUntrusted(workflow) ? workflow.jobs.flatMap(held) : []),
};

function held({ name, secrets, permissions, environment, strings }: Job) {
  const must = (line: number, what: string) => ({
    line,
    value: `job ${name} must not ${what}: proposed changes start it; move it to a workflow on: push`,
  });
  return [
    ...(secrets ? [must(secrets.line, "pass secrets on")] : []),
    ...(environment ? [must(environment.line, "enter an environment")] : []),
    ...(permissions && grantsIdToken(permissions)
      ? [must(permissions.line, "have id-token: write")]
      : []),
    ...strings.filter(readsSecret).map(({ line }) => must(line, "read a secret")),
  ];
}

const grantsIdToken = ({ value }: Placed) =>
  value === "write-all" ||
  (typeof value === "object" &&
    value !== null &&
    "id-token" in value &&
    value["id-token"] === "write");

/** `secrets.X`, `secrets['X']` and the whole `secrets`; the job's own token is no secret of ours. */
function readsSecret({ value }: Placed<string>): boolean {
  return [...value.matchAll(/\$\{\{([\s\S]*?)\}\}/g)].some(([, expression = ""]) =>
    /\bsecrets\b(?!\s*\.\s*GITHUB_TOKEN\b)/i.test(expression),
  );
}
