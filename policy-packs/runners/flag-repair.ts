import { assignAt } from "../kubernetes/repair";
import type { Finding } from "../lib/rule";

/** Sets each property that is surely found wrong to its value; what is not known yet stays as it is. */
export function repairFlags(
  props: Record<string, unknown>,
  findings: readonly Finding[],
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [property, value] of Object.entries(values)) {
    const own = findings.filter(({ path }) => path === property);
    assignAt(props, own, value);
  }
}
