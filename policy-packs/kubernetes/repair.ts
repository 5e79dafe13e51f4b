import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { forgetPods } from "./pods";

type Step = string | number;

/** Assigns the value at the path of each finding that is sure, in place. */
export function assignAt(
  props: Record<string, unknown>,
  findings: Finding[],
  value: unknown,
): void {
  for (const { path, unknown } of findings) {
    if (unknown !== true) assign(props, stepsOf(path), value);
  }
  forgetPods();
}

/** The findings at a field of that name: what stands in place of its parents is not for a repair to overwrite. */
export function atField(findings: readonly Finding[], name: string): Finding[] {
  return findings.filter(({ path }) => path.endsWith(`.${name}`));
}

/**
 * Sets one property, making the objects that lead to it where there are none. What cannot be gone
 * through, being unknown or no object, is left as it is.
 */
function assign(root: Record<string, unknown>, steps: readonly Step[], value: unknown): void {
  let at: Record<Step, unknown> = root;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    if (at[step] == null && typeof steps[index + 1] === "string") at[step] = {};
    const next = at[step];
    if (typeof next !== "object" || next === null || isUnknown(next)) return;
    at = next as Record<Step, unknown>;
  }
  const last = steps.at(-1);
  if (last !== undefined && last !== "__proto__") at[last] = value;
}

/** The steps of a path such as `spec.containers[0].securityContext` or `metadata.labels["a/b"]`. */
export function stepsOf(path: string): readonly Step[] {
  const parts = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
  return [...parts].map(([, quoted, index, word]) =>
    index === undefined ? (word ?? JSON.parse(`"${quoted ?? ""}"`)) : Number(index),
  );
}
