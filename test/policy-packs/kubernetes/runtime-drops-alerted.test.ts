import { runtimeDropsAlerted } from "../../../policy-packs/kubernetes/rules/runtime-drops-alerted";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

const config = (text: unknown) => object("core/v1:ConfigMap", { data: { "falco.yaml": text } });
const yaml = (drops: string, rest = "priority: debug\nmetrics: { enabled: true }") =>
  config(`syscall_event_drops: { ${drops} }\n${rest}`);
const FILE = 'data["falco.yaml"]';
const bad = yaml("threshold: 0.1, actions: [log, alert]");

describeRule(runtimeDropsAlerted, {
  pass: [
    { resource: yaml("threshold: 0, actions: [log, alert]") },
    {
      resource: yaml(
        "threshold: 0, actions: [alert, log], simulate_drops: false",
        "priority: DEBUG\nmetrics:\n  enabled: true",
      ),
    },
  ],
  fail: [
    {
      resource: yaml("threshold: 0, actions: [alert]"),
      expect: [
        {
          path: `${FILE}.syscall_event_drops.actions`,
          message: 'ConfigMap "web": syscall_event_drops.actions lacks log; add it.',
        },
      ],
    },
    { resource: yaml("threshold: 0, actions: [log, alert, ignore]") },

    { resource: bad, expect: [{ path: `${FILE}.syscall_event_drops.threshold` }] },
    {
      resource: yaml("threshold: 0, actions: [log]"),
      expect: [{ path: `${FILE}.syscall_event_drops.actions` }],
    },
    {
      resource: yaml("threshold: 0, actions: [log, alert, exit]"),
      expect: [{ path: `${FILE}.syscall_event_drops.actions[2]` }],
    },
    { resource: yaml("threshold: 0, actions: [log, alert], simulate_drops: true") },
    {
      resource: yaml(
        "threshold: 0, actions: [log, alert]",
        "priority: notice\nmetrics: { enabled: true }",
      ),
      expect: [{ path: `${FILE}.priority` }],
    },
    {
      resource: yaml("threshold: 0, actions: [log, alert]", "priority: debug"),
      expect: [{ path: `${FILE}.metrics.enabled` }],
    },
    { resource: config("{") },
    {
      resource: yaml("threshold: 0, actions: [log, alert], simulate_drops: 'true'"),
      expect: [{ path: `${FILE}.syscall_event_drops.simulate_drops` }],
    },
  ],
  notApplicable: [
    { resource: object("core/v1:ConfigMap", {}) },

    { resource: BUCKET },
    { resource: object("core/v1:ConfigMap", { data: { "other.yaml": "a: 1" } }) },
  ],
  unknown: { resource: config(UNKNOWN), expect: [{ path: FILE }] },
  secretBearing: { resource: secret(config(`priority: ${SECRET}`), FILE) },
  malformed: { resource: config(["syscall_event_drops"]) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
