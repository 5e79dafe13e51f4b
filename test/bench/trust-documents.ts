const ISSUER = "token.actions.githubusercontent.com";

/** One generated trust document, and whether it names exactly one job. */
export interface TrustDocument {
  readonly name: string;
  readonly policy: string;
  readonly safe: boolean;
}

/** Condition blocks as teams write them: the first four are exact, the others open to somebody else. */
const CONDITIONS: readonly ((repository: string) => { safe: boolean; condition: object })[] = [
  (repository) => exact(`repo:acme/${repository}:ref:refs/heads/main`),
  (repository) => exact(`repo:acme/${repository}:environment:production`),
  (repository) => exact(`repo:acme@42/${repository}@4242:environment:production`),
  (repository) => exact(`repo:acme/${repository}:ref:refs/tags/v1.0.0`),
  (repository) => open({ StringLike: subject(`repo:acme/${repository}:*`), ...audience }),
  () => open({ StringLike: subject("repo:acme/*"), ...audience }),
  (repository) =>
    open({ StringLike: subject(`repo:acme*/${repository}:ref:refs/heads/main`), ...audience }),
  () => open(audience),
  (repository) =>
    open({
      "ForAllValues:StringEquals": subject(`repo:acme/${repository}:ref:refs/heads/main`),
      ...audience,
    }),
];

const audience = { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } };
const subject = (value: string) => ({ [`${ISSUER}:sub`]: value });
const open = (condition: object) => ({ safe: false, condition });
const exact = (value: string) => ({
  safe: true,
  condition: { StringEquals: { ...audience.StringEquals, ...subject(value) } },
});

/** The same documents on every run: shapes in turn, a repository of its own for each. */
export function trustDocuments(count: number): TrustDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const shape = CONDITIONS[index % CONDITIONS.length]?.(`service-${index}`);
    const statement = {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: shape?.condition,
    };
    return {
      name: `role-${index}`,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
      safe: shape?.safe ?? false,
    };
  });
}
