/** What one runner gets: whole numbers, so that the namespace's quota is known from them. */
export interface RunnerSize {
  readonly cpus: number;
  readonly memoryGib: number;
  /** Room for the job's work and caches; it goes with the pod. */
  readonly diskGib: number;
}

const RUNNER_HOME = "/home/runner";

/** The account that GitHub's runner image brings. */
const RUNNER_USER = 1001;

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
} as const;

/**
 * The pod that runs one job and is gone: no token of the cluster, a user namespace of its own so that
 * even root inside is nobody outside, nothing to write but volumes that end with it, and an end by the clock.
 */
export function runnerPod(image: string, size: RunnerSize, maxJobMinutes: number) {
  return {
    serviceAccountName: "runner",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    hostUsers: false,
    restartPolicy: "Never",
    activeDeadlineSeconds: maxJobMinutes * 60,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: RUNNER_USER,
      runAsGroup: RUNNER_USER,
      fsGroup: RUNNER_USER,
      seccompProfile: { type: "RuntimeDefault" },
    },
    initContainers: [
      {
        // The runner writes beside its own program, and the image's file system is read-only.
        ...container("home", image, size),
        command: ["cp", "-a", `${RUNNER_HOME}/.`, "/writable-home/"],
        volumeMounts: [{ name: "home", mountPath: "/writable-home" }],
      },
    ],
    containers: [
      {
        // The controller looks for this name.
        ...container("runner", image, size),
        command: [`${RUNNER_HOME}/run.sh`],
        volumeMounts: [
          { name: "home", mountPath: RUNNER_HOME },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
    ],
    volumes: [
      { name: "home", emptyDir: { sizeLimit: `${size.diskGib}Gi` } },
      { name: "tmp", emptyDir: { sizeLimit: `${size.diskGib}Gi` } },
    ],
  };
}

function container(name: string, image: string, { cpus, memoryGib }: RunnerSize) {
  const all = { cpu: `${cpus}`, memory: `${memoryGib}Gi` };
  return { name, image, resources: { requests: all, limits: all }, securityContext: RESTRICTED };
}
