import type { Statement } from "../../../access/document";
import { audienceClaim, isGithubIssuer } from "../../../access/issuers";
import { isPin, pinsOf } from "../../../access/pins";
import { conditionsOn } from "../../../access/requirements";
import { isUnknown } from "../../../access/unknown";
import type { Finding, Resource, ResourceRule } from "../../lib/rule";
import { at, notKnown, ROLE, trustOf, unknownParts } from "../trust";

const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

export const trustAudiencePinned: ResourceRule = {
  name: "trust-audience-pinned",
  title: "A trust of an OIDC provider must pin the audience to AWS's own.",
  severity: "critical",
  level: "mandatory",
  rationale: "A token minted for another service could otherwise be replayed to assume the role.",
  remedy:
    "Pin the provider's aud to sts.amazonaws.com by StringEquals, as identity.TrustRole does.",
  controls: ["SOC 2 CC6.1"],
  kind: "resource",
  appliesTo: [ROLE, PROVIDER],
  exceptableDays: false,
  check(resource, { settings }) {
    const audiences = settings["identity.audiences"];
    if (resource.type === PROVIDER) return ofProvider(resource, audiences);
    const document = trustOf(resource);
    return [
      ...unknownParts(document),
      ...document.statements
        .filter(({ effect }) => effect === "Allow")
        .flatMap((statement) => ofStatement(resource.name, statement, audiences)),
    ];
  },
};

function ofStatement(name: string, statement: Statement, audiences: readonly string[]): Finding[] {
  return statement.principals.named.flatMap(({ provider }) => {
    if (provider === undefined) return [];
    const { issuer, partition } = provider;
    const china = partition === "aws-cn" && audiences.includes("sts.amazonaws.com");
    const allowed = china ? [...audiences, "sts.amazonaws.com.cn"] : audiences;
    const claim = audienceClaim(issuer);
    const asked = conditionsOn(statement, issuer, claim);
    const pins = pinsOf(statement, issuer, claim);
    if (pins?.every((audience) => allowed.includes(audience))) return [];
    const unknown = [
      ...statement.unknown.filter((path) => path.includes(".Condition")),
      ...asked.flatMap(({ values }) => values.filter((v) => v.unknown).map(({ path }) => path)),
    ];
    // One that is known and foreign is admitted, whatever turns out to stand beside it.
    const known = asked.map((c) => ({ ...c, values: c.values.filter((v) => !v.unknown) }));
    const foreign = known.filter(isPin).flatMap(({ values }) => values);
    const wrong = foreign.find(({ text }) => !allowed.includes(text));
    if (wrong === undefined && unknown.length > 0) return unknown.map((p) => notKnown(at(p)));
    const found = wrong === undefined ? "does not pin it" : `also admits "${wrong.text}"`;
    const path = wrong?.path ?? asked[0]?.path ?? statement.path;
    const message =
      `The role "${name}" must pin ${issuer}:${claim} to ${allowed.join(" or ")} by StringEquals, but ` +
      `${statement.path} ${found}.`;
    return [{ path: at(path), message }];
  });
}

function ofProvider({ name, props }: Resource, audiences: readonly string[]): Finding[] {
  const { url, clientIdLists } = props;
  if (typeof url === "string" && !isGithubIssuer(url.replace(/^https:\/\//i, ""))) return [];
  if (isUnknown(clientIdLists)) return [notKnown("clientIdLists")];
  const clients: unknown[] = Array.isArray(clientIdLists) ? clientIdLists : [];
  return clients.flatMap((client, index) => {
    const path = `clientIdLists[${index}]`;
    if (typeof client === "string" && audiences.includes(client)) return [];
    if (isUnknown(client) || isUnknown(url)) return [notKnown(isUnknown(url) ? "url" : path)];
    const message =
      `The OIDC provider "${name}" must register no audience but ${audiences.join(" or ")}, ` +
      `but ${path} is ${JSON.stringify(client)}.`;
    return [{ path, message }];
  });
}
