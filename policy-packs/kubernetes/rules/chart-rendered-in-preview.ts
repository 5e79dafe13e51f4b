import type { FactSource, StackRule } from "../../lib/rule";

interface ChartFact {
  readonly resource: string;
  readonly names: readonly string[];
}

const releases: FactSource<string> = {
  appliesTo: ["kubernetes:helm.sh/v3:Release"],
  read: ({ urn, name }) => urn ?? name,
};

const charts: FactSource<ChartFact> = {
  appliesTo: ["kubernetes:helm.sh/v4:Chart"],
  read: ({ urn, name }) => ({
    resource: urn ?? name,
    names: urn === undefined ? [name] : [urn, name],
  }),
};

/** What the sandbox has in place of a chart's objects where it cannot render them. */
const STANDS_FOR_A_CHART = "kubernetes:sandbox.airside.dev/v1:UnrenderedChart";

const parents: FactSource<string> = {
  appliesTo: ["kubernetes:*"],
  read: ({ type, parent }) => (type === STANDS_FOR_A_CHART ? undefined : parent),
};

export const chartRenderedInPreview: StackRule = {
  kind: "stack",
  name: "chart-rendered-in-preview",
  title: "A chart must be rendered where the preview, and every rule, can see what is in it.",
  severity: "medium",
  level: "mandatory-in-production",
  rationale:
    "A Release renders inside the provider, so that no rule and no reviewer ever sees its workloads.",
  remedy: "Use kubernetes.helm.v4.Chart, whose children are ordinary resources.",
  controls: [],
  exceptableDays: 90,
  reads: [releases, charts, parents],
  check(facts) {
    const seen = new Set(facts.of(parents));
    const opaque = facts.of(releases).map((resource) => ({
      resource,
      path: "",
      message: `The Release "${resource}" hides what it installs; use kubernetes.helm.v4.Chart.`,
    }));
    const empty = facts
      .of(charts)
      .filter(({ names }) => !names.some((name) => seen.has(name)))
      .map(({ resource }) => ({
        resource,
        path: "",
        message: `The Chart "${resource}" shows none of its objects in this preview; what it installs is not known yet.`,
        unknown: true as const,
      }));
    return [...opaque, ...empty];
  },
};
