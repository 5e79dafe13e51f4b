import type { WorkflowRule } from "./rule";
import { cacheInRelease } from "./rules/cache-in-release";
import { credentialsInPlain } from "./rules/credentials-in-plain";
import { credentialsPersisted } from "./rules/credentials-persisted";
import { dangerousTrigger } from "./rules/dangerous-trigger";
import { environmentFile } from "./rules/environment-file";
import { permissionsMinimal } from "./rules/permissions-minimal";
import { privilegedLane } from "./rules/privileged-lane";
import { scriptInjection } from "./rules/script-injection";
import { secretsInUntrustedJob } from "./rules/secrets-in-untrusted-job";
import { secretsInherited } from "./rules/secrets-inherited";
import { unpinnedUses } from "./rules/unpinned-uses";
import { unsoundCondition } from "./rules/unsound-condition";
import { untrustedCheckout } from "./rules/untrusted-checkout";
import { readWorkflow } from "./workflow";

export const workflowRules: readonly WorkflowRule[] = [
  cacheInRelease,
  credentialsInPlain,
  credentialsPersisted,
  dangerousTrigger,
  environmentFile,
  permissionsMinimal,
  privilegedLane,
  scriptInjection,
  secretsInUntrustedJob,
  secretsInherited,
  unpinnedUses,
  unsoundCondition,
  untrustedCheckout,
];

export interface WorkflowFinding {
  readonly rule: string;
  readonly severity: WorkflowRule["severity"];
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** Everything that breaks lane separation in one workflow file, by line. A file that cannot be read is a finding. */
export function checkWorkflow(text: string): WorkflowFinding[] {
  const read = readWorkflow(text);
  if ("problems" in read) {
    return read.problems.map(({ value, line }) => ({
      rule: "workflow-readable",
      severity: "high",
      line,
      message: value,
    }));
  }
  return workflowRules
    .flatMap((rule) =>
      rule.check(read.workflow).map(({ value, line }) => ({
        rule: rule.name,
        severity: rule.severity,
        line,
        message: value,
      })),
    )
    .sort((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
}
