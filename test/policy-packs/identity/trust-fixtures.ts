import type { Resource } from "../../../policy-packs/lib/rule";
import { ISSUER, type Json, keys, policy, statement } from "./trust-cases";

export const SUB = "repo:acme@42/api@4242:ref:refs/heads/main";

/** A role with this trust policy; parts of the resource can be given otherwise. */
export function role(assumeRolePolicy: unknown, more: Partial<Resource> = {}): Resource {
  const { props, ...rest } = more;
  return { type: "aws:iam/role:Role", name: "ci", props: { assumeRolePolicy, ...props }, ...rest };
}

/** A trust policy of one statement that asks for these claims under `StringEquals`, besides AWS's audience. */
export function trust(claims: Json, changes: Json = {}): Json {
  return policy(
    statement({ StringEquals: keys({ aud: "sts.amazonaws.com", ...claims }) }, changes),
  );
}

/** The same with the subject under another operator. */
export function trustUnder(
  operator: string,
  sub: unknown,
  changes: Json = {},
  claims: Json = {},
): Json {
  const others = keys({ aud: "sts.amazonaws.com", ...claims });
  return policy(statement({ StringEquals: others, [operator]: keys({ sub }) }, changes));
}

export function key(claim: string): string {
  return `["${ISSUER}:${claim}"]`;
}

/** A trust policy for tokens of a provider that is named so. */
export function trustOfProvider(provider: string, Condition?: unknown, changes: Json = {}): Json {
  return policy(statement(Condition, { Principal: { Federated: provider }, ...changes }));
}

export const EC2 = policy({
  Effect: "Allow",
  Principal: { Service: "ec2.amazonaws.com" },
  Action: "sts:AssumeRole",
});

/** A role that holds a secret besides its trust policy. */
export function secretive(assumeRolePolicy: unknown): Resource {
  return role(assumeRolePolicy, {
    props: { description: "canary-7f3d9a1c" },
    secret: ["description"],
  });
}
