import { isObject, mapValues, type Properties, secret } from "../values";
import type { Chart } from "./chart";
import type { ChartObject } from "./manifest";

const API_VERSION = "sandbox.airside.dev/v1";
const KIND = "UnrenderedChart";

/** What stands for a chart that cannot be rendered here: which one, and with which values. */
export function unrendered(chart: Chart): ChartObject {
  const { release, namespace, source, version, repository, prefix } = chart;
  const spec = {
    note: "Stands for the chart's objects, which the sandbox has not rendered.",
    chart: source,
    ...(version === "" ? {} : { version }),
    ...(repository === "" ? {} : { repository }),
    values: mapValues(chart.values, veil),
  };
  return {
    type: `kubernetes:${API_VERSION}:${KIND}`,
    name: `${prefix}:unrendered`,
    inputs: { apiVersion: API_VERSION, kind: KIND, metadata: { name: release, namespace }, spec },
    after: [],
    reference: KIND,
    retain: false,
  };

  /** The values' names say what is set. Which of their texts is a password only the chart knows. */
  function veil(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(veil);
    if (isObject(value)) return mapValues(value as Properties, veil);
    const harmless = value === null || typeof value === "boolean" || typeof value === "number";
    return harmless && !chart.secrets.includes(`${value}`) ? value : secret(value);
  }
}
