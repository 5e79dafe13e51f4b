/** An IAM policy document of permissions, as plain data, so that a preview can be judged. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** IAM's quota on all inline policies of a role together, and on a managed policy, without white space. */
const INLINE_CHARACTERS = 10_240;
const MANAGED_CHARACTERS = 6_144;

export function documentSize(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

export function inlineSizeProblems(documents: Readonly<Record<string, PolicyDocument>>): string[] {
  const sizes = Object.entries(documents).map(([key, document]) => ({
    key,
    size: documentSize(document),
  }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total <= INLINE_CHARACTERS) return [];
  const each = sizes.map(({ key, size }) => `${key} ${size}`).join(", ");
  return [
    `inlinePolicies have ${total} characters in all and IAM takes ${INLINE_CHARACTERS} (${each}); ` +
      "move the largest into a managed policy",
  ];
}

export function managedSizeProblems(field: string, document: PolicyDocument): string[] {
  const size = documentSize(document);
  if (size <= MANAGED_CHARACTERS) return [];
  return [
    `${field} makes a policy of ${size} characters and IAM takes ${MANAGED_CHARACTERS}; name fewer entries`,
  ];
}
