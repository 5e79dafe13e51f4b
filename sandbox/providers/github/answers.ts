import type { Subject } from "../cloud";
import { text } from "../values";
import { REQUESTS } from "./requests";

/** An error as GitHub's client for Go words it: the call, the status and message, and the listed errors. */
export function refused(subject: Subject, status: string, ...errors: readonly string[]): string {
  return `${callOf(subject)}: ${status} [${errors.join(", ")}]`;
}

/** The first call by which such a resource is written, with its own names in the address. */
function callOf({ type, properties, connection }: Subject): string {
  const [method = "", path = ""] = (REQUESTS[type]?.[0]?.call ?? "").split(" ");
  const named: Readonly<Record<string, string>> = {
    owner: connection["owner"] ?? "",
    org: text(properties["organizationSlug"]) || (connection["owner"] ?? ""),
    repo: text(properties["repository"]) || text(properties["name"]),
    environment_name: encodeURIComponent(text(properties["environment"])),
  };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => named[name] ?? "");
  return `${method} https://api.github.com${filled}`;
}
