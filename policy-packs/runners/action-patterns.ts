import { members, type Place, shown, unknownField } from "../kubernetes/fields";
import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";

/** A pattern names its owner before the slash; a `*` there names none. One that begins with `!` takes away. */
export function patternFindings(permissions: Place): Finding[] {
  return members(permissions, "allowedActionsConfig", "patternsAlloweds").flatMap((pattern) => {
    if (isUnknown(pattern.body)) return [unknownField(pattern, [])];
    const owner =
      String(pattern.body)
        .trim()
        .replace(/^!\s*(?=[^*]*\/)/, "")
        .split("/")[0] ?? "";
    if (typeof pattern.body === "string" && /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(owner)) return [];
    const message = `${shown(pattern.body)} matches any owner; begin the pattern with one owner and a slash.`;
    return [{ path: pattern.path, message }];
  });
}
