import type { Standard } from "./pod-security";

/** One Pod Security control that admission has to enforce beside this pack. */
interface Control {
  readonly name: string;
  readonly level: "baseline" | "restricted";
  /** First minor version that has it. */
  readonly from: number;
}

const baseline = (name: string, from = 0): Control => ({ name, level: "baseline", from });
const restricted = (name: string, from = 0): Control => ({ name, level: "restricted", from });

const CONTROLS: readonly Control[] = [
  baseline("host-process"),
  baseline("host-namespaces"),
  baseline("privileged-containers"),
  baseline("capabilities"),
  baseline("host-path-volumes"),
  baseline("host-ports"),
  baseline("host-probes", 34),
  baseline("apparmor"),
  baseline("selinux"),
  baseline("proc-mount"),
  baseline("seccomp"),
  baseline("sysctls"),
  restricted("volume-types"),
  restricted("privilege-escalation", 8),
  restricted("running-as-non-root"),
  restricted("running-as-non-root-user", 23),
  restricted("seccomp-restricted", 19),
  restricted("capabilities-restricted", 22),
];

/**
 * The controls of a level at a version, by the names of their rules without `pod-security-`: what an
 * admission policy writes in its annotation `airside/control`.
 */
export function controlsOf({ level, minor }: Standard): readonly string[] {
  return CONTROLS.filter(
    (control) =>
      control.from <= minor &&
      (level === "restricted" || (level === "baseline" && control.level === "baseline")),
  ).map(({ name }) => name);
}

/** The controls that an annotation names, one or several, with or without their rules' prefix. */
export function controlsNamed(annotation: unknown): readonly string[] {
  if (typeof annotation !== "string") return [];
  return annotation
    .split(/[\s,]+/)
    .map((name) => name.replace(/^pod-security-/, ""))
    .filter((name) => name !== "");
}
