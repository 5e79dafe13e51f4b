import type { FactSource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import type { Names } from "./references";

/** An event rule or a metric alarm, by what it looks at. */
export interface Alarm {
  /** Its pattern, or its metric's names, as text. */
  readonly text: string;
  readonly sources: readonly string[];
  /** False where the text is not known yet. */
  readonly known: boolean;
}

const INPUTS = [
  "eventPattern",
  "metricName",
  "namespace",
  "dimensions",
  "name",
  "alarmDescription",
];

export const alarms: FactSource<Alarm> = {
  appliesTo: ["aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/metricAlarm:MetricAlarm"],
  read({ type, props, propertyDependencies = {} }) {
    const off = props["state"] === "DISABLED" || props["isEnabled"] === false;
    if (off || props["actionsEnabled"] === false) return undefined;
    const read = type.endsWith("EventRule") ? ["eventPattern"] : INPUTS;
    const held = read.map((input) => props[input]);
    return {
      text: held
        .map((each) => (typeof each === "string" ? each : JSON.stringify(each ?? "")))
        .join("\n"),
      sources: read.flatMap((input) => propertyDependencies[input] ?? []),
      known: !held.some(isUnknown),
    };
  },
};

/** Whether the alarm is about the role: it names it, by its name or ARN, or was made from it. */
export function watches({ text, sources }: Alarm, { names }: Names): boolean {
  if (sources.some((source) => names.includes(source))) return true;
  return names.some((name) => new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`).test(text));
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
