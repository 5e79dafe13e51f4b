import type { StackFinding, StackRule } from "../../lib/rule";
import { credentialOf, isSecretName, retiredFindings, setupFindings } from "../credentials";
import { laneSecrets, retiredKinds, secrets } from "../facts/credentials";
import { runnerHosts } from "../facts/hosts";
import { runnerPods } from "../facts/pods";
import { expectField } from "../../kubernetes/fields";
import { said } from "../said";

export const runnerEphemeral: StackRule = {
  kind: "stack",
  name: "runner-ephemeral",
  title: "A runner must take one job and hold no credential that can be used again.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "What a job leaves on a lasting runner waits for the next one, and its token registers more of them.",
  remedy:
    "Use runners.RunnerLane; on machines of your own start the runner with --jitconfig, fetched at boot.",
  controls: ["CIS GitHub 1.2.0 2.2.1", "SLSA v1.2 Build L3"],
  exceptableDays: 14,
  reads: [runnerPods, runnerHosts, secrets, retiredKinds, laneSecrets],
  check: (facts): StackFinding[] => [
    ...facts
      .of(runnerPods)
      .flat()
      .flatMap((pod) => said(pod.subject, credentialOf(pod, facts.of(secrets).flat()))),
    ...facts.of(runnerHosts).flatMap((host) => said(host.subject, setupFindings(host))),
    ...facts
      .of(retiredKinds)
      .flatMap(({ subject, paths }) => said(subject, retiredFindings(paths))),
    ...facts.of(laneSecrets).flatMap(({ subject, secret }) =>
      said(
        subject,
        expectField(
          { path: "", body: { githubAppSecret: secret } },
          ["githubAppSecret"],
          isSecretName,
          () => "githubAppSecret must be the name of a Secret, and never what it holds.",
        ),
      ),
    ),
  ],
};
