/**
 * The packs' configuration: one flat table of dotted keys, the same in every front (contracts.md, Settings).
 * The types here are what a rule reads; `readSettings` builds and checks them.
 */
export interface Settings {
  /** `production` makes rules of level `mandatory-in-production` mandatory. */
  readonly environment: string | undefined;
  readonly "identity.audiences": readonly string[];
  readonly "identity.boundaries": readonly string[] | undefined;
  readonly "identity.trustPolicyCharacters": number;
  readonly "runners.bootstrapActions": readonly string[] | undefined;
  readonly "repository.approvals": number;
  readonly "aws.accounts": readonly string[] | undefined;
  readonly "aws.regions": readonly string[] | undefined;
  readonly "aws.adminPorts": readonly number[];
  readonly "podSecurity.level": "baseline" | "restricted" | "privileged";
  /** `v1.0` to `v1.37`, or `latest`. */
  readonly "podSecurity.version": string;
  /** A namespace's own level, by name. */
  readonly "podSecurity.namespaces": Readonly<Record<string, "privileged" | "baseline" | "restricted">>;
  readonly "kubernetes.systemNamespaces": readonly string[];
  readonly "images.registries": readonly string[] | undefined;
  readonly "charts.sources": readonly string[] | undefined;
  /** First and second bound on the number of resources in a stack. */
  readonly "stack.resources": readonly number[];
  /** The moment to judge by. */
  readonly now: Date;
}
