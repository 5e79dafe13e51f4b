import * as template from "@pulumi/github/actionsRepositoryOidcSubjectClaimCustomizationTemplate";
import * as pulumi from "@pulumi/pulumi";

import { claimProblems, type JobClaims, type SubjectForm } from "../identity/claims";
import { repositoryProblems, type RepositoryRef } from "../lib/github-names";
import { keyProblems } from "../lib/names";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";

export interface SubjectTemplateArgs {
  readonly repository: RepositoryRef;
  /** The subject that the repository's tokens carry from now on. @default { form: "immutable" } */
  readonly subject?: SubjectForm;
  /** The claims of every trust that rests on this repository's tokens, in AWS and in Vault, under keys. */
  readonly trusts: Readonly<Record<string, JobClaims>>;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/**
 * The shape of a repository's subjects, held to GitHub's default. A template changes every token at once, so
 * nothing is registered unless every trust that rests on it is written for the same subject: they change in one
 * update, or not at all. Whether ids stand in it is switched in GitHub itself; this provider has no field for it.
 */
export class SubjectTemplate extends pulumi.ComponentResource {
  /** What the trusts must wait for. */
  readonly created: readonly pulumi.Resource[];

  constructor(name: string, args: SubjectTemplateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:repository:SubjectTemplate", name, args, opts);
    rejectInvalid(this, problemsOf(args));

    const made = new template.ActionsRepositoryOidcSubjectClaimCustomizationTemplate(
      name,
      { repository: args.repository.name, useDefault: true },
      { parent: this },
    );

    this.created = [made];
    this.registerOutputs({});
  }
}

function problemsOf({ repository, subject, trusts }: SubjectTemplateArgs): string[] {
  const form = formOf(subject);
  return [
    ...repositoryProblems("repository", repository),
    ...keyProblems("trusts", Object.keys(trusts)),
    ...Object.entries(trusts).flatMap(([key, claims]) => [
      ...claimProblems(claims).map((problem) => `trusts.${key}: ${problem}`),
      ...(claims.repository?.id === repository?.id
        ? []
        : [
            `trusts.${key} must be of the repository ${repository?.id}, got ${shown(claims.repository?.id)}`,
          ]),
      ...(formOf(claims.subject) === form
        ? []
        : [
            `trusts.${key} must expect the template's subject (${form}), got ${formOf(claims.subject)}; ` +
              "change the template and every trust in one update",
          ]),
    ]),
  ];
}

function formOf(subject: SubjectForm | undefined): string {
  if (subject?.form === "both") return `both until ${subject.sunset}`;
  return subject?.form ?? "immutable";
}
