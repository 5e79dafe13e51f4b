import type { Resource } from "../lib/rule";
import { isRecord } from "./policies";

/** Whether a role, or what belongs to one, is declared as the break-glass role: by its component or its tag. */
export function isBreakGlass({ props }: Resource, components: readonly Resource[]): boolean {
  if (components.some(({ type }) => type === "airside:identity:BreakGlassRole")) return true;
  const tag = isRecord(props["tags"]) ? props["tags"]["airside:break-glass"] : undefined;
  return tag === true || tag === "true";
}
