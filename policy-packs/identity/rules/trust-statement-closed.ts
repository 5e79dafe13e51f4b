import type { Statement } from "../../../access/document";
import type { Finding, ResourceRule } from "../../lib/rule";
import { at, ROLE, trustOf, unknownParts } from "../trust";

const ACTIONS = ["sts:assumerolewithwebidentity", "sts:tagsession"];

export const trustStatementClosed: ResourceRule = {
  name: "trust-statement-closed",
  title: "A trust statement must name whom it lets in and the one action by which they enter.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "`*`, NotPrincipal and NotAction admit everyone who is not thought of, and conditions meant for one provider do not hold another's tokens.",
  remedy:
    "Write one statement a provider with sts:AssumeRoleWithWebIdentity, as identity.TrustRole does.",
  controls: ["CIS AWS 7.0 2.21"],
  kind: "resource",
  appliesTo: [ROLE],
  exceptableDays: false,
  check(resource) {
    const document = trustOf(resource);
    const unread = document.unreadable.map((path) => ({
      path,
      problem: "holds no statement that can be read",
    }));
    const open = document.statements
      .filter(({ effect, path }) => effect === "Allow" && !document.unreadable.includes(path))
      .flatMap((statement) => [...principalProblems(statement), ...actionProblems(statement)]);
    return [
      ...unknownParts(document),
      ...[...unread, ...open].map(({ path, problem }): Finding => {
        const message = `The role "${resource.name}" must name whom it trusts and for what: ${at(path)} ${problem}.`;
        return { path: at(path), message };
      }),
    ];
  },
};

interface Problem {
  readonly path: string;
  readonly problem: string;
}

function principalProblems({ principals, unknown }: Statement): Problem[] {
  const { path, named, not, missing, everyone } = principals;
  if (unknown.includes(path) || principals.unknown.length > 0) return [];
  if (not) return [{ path, problem: "is NotPrincipal, which means everyone else" }];
  if (missing) return [{ path, problem: "is missing" }];
  const wild = named.filter(({ value }) => /[*?]/.test(value));
  if (wild.length > 0) {
    return wild.map(({ path, value }) => ({
      path,
      problem: `is "${value}", which means everyone it fits`,
    }));
  }
  if (everyone) return [{ path, problem: "cannot be read and counts as everyone" }];
  const providers = named.filter(({ provider }) => provider !== undefined);
  const others = new Set(named.map(({ value }) => value)).size - 1;
  return providers.length === 0 || others === 0
    ? []
    : [
        {
          path,
          problem: `names ${others + 1} principals, one of them an OIDC provider, which must stand alone`,
        },
      ];
}

function actionProblems({ principals, actions, unknown }: Statement): Problem[] {
  const { path, not, values } = actions;
  if (unknown.includes(path)) return [];
  if (not && path.endsWith(".NotAction")) {
    return [{ path, problem: "is NotAction, which means every other action" }];
  }
  if (!principals.named.some(({ provider }) => provider !== undefined)) return [];
  if (not) return [{ path, problem: "is missing" }];
  const other = values.find((value) => !ACTIONS.includes(value.toLowerCase()));
  return other === undefined
    ? []
    : [
        {
          path,
          problem: `holds "${other}"; an OIDC provider needs sts:AssumeRoleWithWebIdentity alone`,
        },
      ];
}
