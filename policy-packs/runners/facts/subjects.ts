import { conditionsOn } from "../../../access/requirements";
import { pinsOf } from "../../../access/pins";
import { globOf } from "../../../access/values";
import { type Reference, referenceOf } from "../../identity/facts/references";
import { at, githubTrusts, ROLE, trustOf } from "../../identity/trust";
import { JWT_ROLE } from "../../identity/facts/vault-mounts";
import { isRecord, listed } from "../../identity/policies";
import { claimValues } from "../../../access/vault";
import type { FactSource, Resource, ResourceContext } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { type Subject, subjectOf } from "../said";

/** Subjects of GitHub tokens that a role lets in. */
export interface Expectation {
  readonly subject: Subject;
  readonly expected: readonly ExpectedSubject[];
}

export interface ExpectedSubject {
  readonly path: string;
  /** With `*` and `?` where it is a pattern; undefined where it is not known yet. */
  readonly text: string | undefined;
  /** Names of the repositories that the role pins beside it, in lower case. */
  readonly repositories: readonly string[];
}

export const expectations: FactSource<Expectation> = {
  appliesTo: [ROLE, JWT_ROLE],
  read(resource, context) {
    const expected =
      resource.type === ROLE ? ofTrust(resource, context) : ofVault(resource, context);
    return expected.length > 0 ? { subject: subjectOf(resource), expected } : undefined;
  },
};

function ofTrust(resource: Resource, context: ResourceContext): ExpectedSubject[] {
  const document = trustOf(resource);
  if (document.unknown) return [];
  const declared = declaredRepository(context);
  return githubTrusts(document).flatMap(({ statement, issuer }) => {
    const pinned = pinsOf(statement, issuer, "repository") ?? [];
    return conditionsOn(statement, issuer, "sub").flatMap(({ values, operator }) =>
      values.map((value) => ({
        path: at(value.path),
        text: value.unknown
          ? undefined
          : globOf(value, operator?.comparison === "like", false).text,
        repositories: [...pinned, ...declared].map(nameOf),
      })),
    );
  });
}

function ofVault({ props }: Resource, context: ResourceContext): ExpectedSubject[] {
  const claims = isRecord(props["boundClaims"]) ? props["boundClaims"] : {};
  const whole = props["disableBoundClaimsParsing"] === true;
  const values = (held: unknown) => (whole || isUnknown(held) ? [held].flat() : claimValues(held));
  const repositories = [
    ...values(claims["repository"]).filter((each) => typeof each === "string"),
    ...declaredRepository(context),
  ].map(nameOf);
  const bound = listed(props["boundSubject"] || undefined, "boundSubject");
  const claimed = values(claims["sub"]).map((value) => ({ path: "boundClaims.sub", value }));
  return [...bound, ...claimed].flatMap(({ path, value }): ExpectedSubject[] => {
    if (isUnknown(value)) return [{ path, text: undefined, repositories }];
    return typeof value === "string" && isGithubs(value)
      ? [{ path, text: value, repositories }]
      : [];
  });
}

/** A JWT role may be another issuer's, whose subjects have no colons between claims. */
function isGithubs(text: string): boolean {
  return /^[a-z][a-z_]*:/.test(text) && !text.startsWith("system:");
}

function declaredRepository({ components }: ResourceContext): string[] {
  const claims = components.map(({ props }) => props["claims"]).find(isRecord);
  const repository = isRecord(claims?.["repository"]) ? claims["repository"] : {};
  return typeof repository["name"] === "string" ? [repository["name"]] : [];
}

/** A repository's name without its owner and ids. */
export function nameOf(repository: string): string {
  return (repository.split("/").at(-1) ?? "").replace(/@\d+$/, "").toLowerCase();
}

/** What a repository or the organization puts into subjects. */
export interface SubjectTemplate {
  readonly subject: Subject;
  /** Undefined for the organization's. */
  readonly repository: (Reference & { readonly value: unknown }) | undefined;
  readonly useDefault: unknown;
  readonly keys: unknown;
}

const REPOSITORY =
  "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate";

export const subjectTemplates: FactSource<SubjectTemplate> = {
  appliesTo: [
    REPOSITORY,
    "github:index/actionsOrganizationOidcSubjectClaimCustomizationTemplate:ActionsOrganizationOidcSubjectClaimCustomizationTemplate",
  ],
  read(resource) {
    const { props, type } = resource;
    const value = props["repository"];
    return {
      subject: subjectOf(resource),
      repository:
        type === REPOSITORY ? { ...referenceOf(resource, "repository"), value } : undefined,
      useDefault: type === REPOSITORY ? props["useDefault"] : false,
      keys: props["includeClaimKeys"] ?? undefined,
    };
  },
};
