import { podSecuritySysctls } from "../../../policy-packs/kubernetes/rules/pod-security-sysctls";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, SECRET, secret, UNKNOWN } from "./builders";

const sysctls = (...names: unknown[]) =>
  pod({ securityContext: { sysctls: names.map((name) => ({ name, value: "1" })) } });
const at = (version: string) => ({ "podSecurity.version": version });
const bad = sysctls("kernel.shm_rmid_forced", "kernel.msgmax");
/** Sysctls with the last version that refuses and the first that allows them. */
const GROWTH = [
  ["net.ipv4.ip_local_reserved_ports", "v1.26", "v1.27"],
  ["net.ipv4.tcp_fin_timeout", "v1.28", "v1.29"],
  ["net.ipv4.tcp_keepalive_intvl", "v1.28", "v1.29"],
  ["net.ipv4.tcp_keepalive_probes", "v1.28", "v1.29"],
  ["net.ipv4.tcp_keepalive_time", "v1.28", "v1.29"],
  ["net.ipv4.tcp_rmem", "v1.31", "v1.32"],
  ["net.ipv4.tcp_wmem", "v1.31", "v1.32"],
  ["net.ipv4.tcp_notsent_lowat", "v1.36", "v1.37"],
  ["net.ipv4.tcp_slow_start_after_idle", "v1.36", "latest"],
] as const;

describeRule(podSecuritySysctls, {
  pass: [
    { resource: pod() },
    {
      resource: sysctls(
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_syncookies",
      ),
      settings: at("v1.0"),
    },
    ...GROWTH.map(([name, , from]) => ({ resource: sysctls(name), settings: at(from) })),
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.securityContext.sysctls[1].name" }] },
    ...GROWTH.map(([name, until]) => ({ resource: sysctls(name), settings: at(until) })),
    { resource: pod({ securityContext: { sysctls: [{ value: "1" }] } }) },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: bad, settings: { "podSecurity.level": "privileged" } },
  ],
  unknown: {
    resource: sysctls(UNKNOWN),
    expect: [{ path: "spec.securityContext.sysctls[0].name" }],
  },
  secretBearing: { resource: secret(sysctls(SECRET), "spec.securityContext.sysctls[0].name") },
  malformed: { resource: pod({ securityContext: { sysctls: "kernel.msgmax" } }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
