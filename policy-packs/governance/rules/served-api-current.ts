import { Recent } from "../../../access/recent";
import type { Finding, Resource, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { falcoEngines } from "../falco-engine";

interface Retired {
  readonly api: RegExp;
  readonly kind: RegExp;
  readonly use: string;
}

const CEL_POLICY =
  "policies.kyverno.io/v1 ValidatingPolicy, MutatingPolicy, GeneratingPolicy or ImageValidatingPolicy";

/** What its product has stopped serving or honouring, and what takes its place. */
const RETIRED: readonly Retired[] = [
  { api: /^kyverno\.io\//, kind: /^(Cluster)?Policy$/, use: CEL_POLICY },
  {
    api: /^kyverno\.io\//,
    kind: /^(Cluster)?CleanupPolicy$/,
    use: "policies.kyverno.io/v1 DeletingPolicy",
  },
  {
    api: /^kyverno\.io\//,
    kind: /^PolicyException$/,
    use: "policies.kyverno.io/v1 PolicyException",
  },
  { api: /^policies\.kyverno\.io\/v1alpha1$/, kind: /./, use: "policies.kyverno.io/v1" },
  { api: /^external-secrets\.io\/v1beta1$/, kind: /./, use: "external-secrets.io/v1" },
  {
    api: /^external-secrets\.io\/v1alpha1$/,
    kind: /^(?!PushSecret$)./,
    use: "external-secrets.io/v1",
  },
  {
    api: /^actions\.summerwind\.dev\//,
    kind: /./,
    use: "actions.github.com/v1alpha1 AutoscalingRunnerSet, as runners.RunnerLane makes it",
  },
  {
    api: /./,
    kind: /^PodSecurityPolicy$/,
    use: "the Pod Security labels of the namespace",
  },
  {
    api: /^extensions\/v1beta1$/,
    kind: /./,
    use: "the same kind in apps/v1, networking.k8s.io/v1 or policy/v1",
  },
];

export const servedApiCurrent: ResourceRule = {
  kind: "resource",
  name: "served-api-current",
  title: "Every Kubernetes kind and Falco engine must be one that its product still honours.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A control that is written for a retired API is stored, looks present, and enforces nothing.",
  remedy: "Use the replacement that the finding names.",
  controls: [],
  exceptableDays: 30,
  appliesTo: ["kubernetes:*"],
  check(resource) {
    return [...retired(resource), ...falcoEngines(resource)];
  },
};

function retired({ type, name, props }: Resource): Finding[] {
  if (type.endsWith(":List")) return members(name, props["items"]);
  const { api, kind, use } = tokens.of(type, readToken);
  return finding(name, api, kind, use, "");
}

/** What a type token names, and what takes its place, if anything must. */
interface Token {
  readonly api: string;
  readonly kind: string;
  readonly use: string | undefined;
}

/** A stack has thousands of resources of a few types. */
const tokens = new Recent<Token>(200, 500);

function readToken(type: string): Token {
  const [, api = "", name = ""] = type.split(":");
  const kind = name.replace(/(Patch|List)$/, "");
  return { api, kind, use: replacement(api, kind) };
}

/** A plain `List` holds objects of any kind, which say themselves what they are. */
function members(name: string, items: unknown): Finding[] {
  if (isUnknown(items)) return [notKnown(name, "items")];
  const list = Array.isArray(items) ? items : [];
  return list.flatMap((member, index) => {
    const path = `items[${index}]`;
    const { apiVersion, kind } = Object(member);
    if ([member, apiVersion, kind].some(isUnknown)) return [notKnown(name, path)];
    const [api, its] = [String(apiVersion), String(kind)];
    return finding(name, api, its, replacement(api, its), path);
  });
}

function notKnown(name: string, path: string): Finding {
  return { path, message: `the kind of a member of "${name}" is not known`, unknown: true };
}

function finding(
  name: string,
  api: string,
  kind: string,
  use: string | undefined,
  path: string,
): Finding[] {
  if (use === undefined) return [];
  const message = `"${name}" is a ${kind} of ${api}, which is no longer served; use ${use}.`;
  return [{ path, message }];
}

function replacement(api: string, kind: string): string | undefined {
  return RETIRED.find((each) => each.api.test(api) && each.kind.test(kind))?.use;
}
