import { withoutClosures } from "../../setup/lean-sdk";
import { stopIfStale } from "../../setup/stale-build";

stopIfStale();
withoutClosures();

import * as pulumi from "@pulumi/pulumi";

import { programOf } from "../../stacks/programs";

const ROLE = "platform-plan";

/** What a mistake or an attacker might do to the plan role: any branch instead of `main`. */
function widened(trustPolicy: string): string {
  return trustPolicy
    .replaceAll('"StringEquals"', '"StringLike"')
    .replaceAll(":ref:refs/heads/main", ":ref:refs/heads/*");
}

pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
  if (type !== "aws:iam/role:Role" || name !== ROLE) return undefined;
  const assumeRolePolicy = pulumi.output(props["assumeRolePolicy"]).apply(widened);
  return { props: { ...props, assumeRolePolicy }, opts };
});

/** The stack's real program, whose plan role the transformation above makes wider. */
export = async () => (await programOf(pulumi.getStack()))();
