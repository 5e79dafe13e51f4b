import type { WorkflowRule } from "../rule";
import type { Placed } from "../workflow";

export const permissionsMinimal: WorkflowRule = {
  name: "permissions-minimal",
  severity: "high",
  title: "A workflow must grant nothing at its top, and each job only what that job needs.",
  check({ permissions, jobs }) {
    const atTop = permissions
      ? broad(permissions, "a job's own permissions: may write", true)
      : [
          {
            line: 1,
            value: "permissions: {} must stand at the top; without it the default applies",
          },
        ];
    return [...atTop, ...jobs.flatMap((job) => (job.permissions ? broad(job.permissions) : []))];
  },
};

/** Blanket grants anywhere, and any write at the top, where it would reach every job. */
function broad({ value, line }: Placed, hint = "name the scopes it needs", atTop = false) {
  if (typeof value === "string" && /^(write|read)-all$/.test(value)) {
    return [{ line, value: `permissions: ${value} must go; ${hint}` }];
  }
  const scopes = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return scopes
    .filter(([, access]) => atTop && access === "write")
    .map(([scope]) => ({
      line,
      value: `permissions: ${scope}: write must not stand at the top; ${hint}`,
    }));
}
