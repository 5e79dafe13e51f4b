import fc from "fast-check";

/** Pods of every shape that the API server may accept, each with few of the many things that can be wrong. */

type Json = Readonly<Record<string, unknown>>;

/** Mostly absent, so that a pod has a handful of settings and not all of them. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 5 });
const often = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const oneOf = (...values: readonly unknown[]) => fc.constantFrom(...values);

const flag = fc.boolean();
const seccomp = oneOf(
  { type: "RuntimeDefault" },
  { type: "RuntimeDefault" },
  { type: "Unconfined" },
  { type: "Localhost", localhostProfile: "web.json" },
  null,
);
const appArmor = oneOf(
  { type: "RuntimeDefault" },
  { type: "Unconfined" },
  { type: "Localhost", localhostProfile: "web" },
);
const seLinux = fc.record({
  type: often(
    oneOf("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t"),
  ),
  user: rarely(oneOf("", "system_u")),
  role: rarely(oneOf("", "system_r")),
  level: rarely(oneOf("s0:c123,c456")),
});
const CAPABILITIES = [
  "ALL",
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "KILL",
  "MKNOD",
  "NET_ADMIN",
  "NET_BIND_SERVICE",
  "NET_RAW",
  "SETPCAP",
  "SYS_CHROOT",
  "all",
  "chown",
  "CAP_CHOWN",
];
const capabilities = fc.record({
  drop: often(fc.subarray(["ALL", "ALL", "NET_RAW", "all"])),
  add: rarely(fc.subarray(CAPABILITIES, { maxLength: 3 })),
});

const containerContext = fc.record({
  allowPrivilegeEscalation: often(oneOf(false, false, false, true)),
  capabilities: often(capabilities),
  privileged: rarely(flag),
  procMount: rarely(oneOf("Default", "Unmasked")),
  readOnlyRootFilesystem: rarely(flag),
  runAsNonRoot: often(oneOf(true, true, false)),
  runAsUser: rarely(oneOf(0, 1, 1000)),
  seccompProfile: rarely(seccomp),
  appArmorProfile: rarely(appArmor),
  seLinuxOptions: rarely(seLinux),
  windowsOptions: rarely(fc.record({ hostProcess: rarely(oneOf(false)) })),
});

const host = rarely(oneOf("", "10.0.0.1", "db.shop.svc"));
const httpGet = fc.record({ port: oneOf(80), host });
const tcpSocket = fc.record({ port: oneOf(80), host });
const handler = fc.oneof(
  httpGet.map((value) => ({ httpGet: value })),
  tcpSocket.map((value) => ({ tcpSocket: value })),
);
const ports = fc.array(
  fc.record({
    containerPort: oneOf(80),
    hostPort: rarely(oneOf(0, 80)),
    protocol: oneOf("TCP", "UDP"),
  }),
  { maxLength: 1 },
);

const NAMES = ["app", "side", "init", "setup"];

function container(name: string): fc.Arbitrary<Json> {
  return fc.record({
    name: fc.constant(name),
    image: fc.constant("registry.example/app"),
    securityContext: often(containerContext),
    ports: rarely(ports),
    ...(name === NAMES[0] || name === NAMES[1]
      ? {
          livenessProbe: rarely(handler),
          readinessProbe: rarely(handler),
          startupProbe: rarely(handler),
          lifecycle: rarely(fc.record({ postStart: rarely(handler), preStop: rarely(handler) })),
        }
      : {}),
  });
}

const SOURCES: readonly Json[] = [
  {},
  { emptyDir: {} },
  { configMap: { name: "c" } },
  { secret: { secretName: "s" } },
  { downwardAPI: { items: [] } },
  { projected: { sources: [] } },
  { persistentVolumeClaim: { claimName: "c" } },
  { csi: { driver: "csi.example" } },
  { image: { reference: "registry.example/data", pullPolicy: "Always" } },
  {
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    },
  },
  { hostPath: { path: "/var/log" } },
  { hostPath: { path: "/" } },
  { nfs: { server: "nfs", path: "/" } },
  { iscsi: { targetPortal: "10.0.0.1:3260", iqn: "iqn.2001-04.com.example:a", lun: 0 } },
  { gcePersistentDisk: { pdName: "d" } },
  { awsElasticBlockStore: { volumeID: "vol-1" } },
  { azureFile: { secretName: "s", shareName: "s" } },
  { flexVolume: { driver: "example/d" } },
  { rbd: { monitors: ["m"], image: "i" } },
  { glusterfs: { endpoints: "e", path: "p" } },
  { cephfs: { monitors: ["m"] } },
  { vsphereVolume: { volumePath: "p" } },
];
const volumes = fc
  .array(oneOf(...SOURCES), { maxLength: 2 })
  .map((sources) => sources.map((source, index) => ({ name: `v${index}`, ...(source as Json) })));

const SYSCTLS = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_notsent_lowat",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_slow_start_after_idle",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
  "kernel.msgmax",
  "net.core.somaxconn",
];
const sysctls = fc
  .subarray(SYSCTLS, { maxLength: 2 })
  .map((names) => names.map((name) => ({ name, value: "1" })));

const podContext = fc.record({
  runAsNonRoot: often(oneOf(true, true, true, false)),
  runAsUser: rarely(oneOf(0, 1000)),
  seccompProfile: often(seccomp),
  appArmorProfile: rarely(appArmor),
  seLinuxOptions: rarely(seLinux),
  sysctls: rarely(sysctls),
  fsGroup: rarely(oneOf(0, 2000)),
});

const APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
const SECCOMP = "container.seccomp.security.alpha.kubernetes.io/";
const seccompValue = oneOf("runtime/default", "docker/default", "unconfined", "localhost/web", "");
const annotations = fc.record({
  [`${APP_ARMOR}app`]: rarely(oneOf("runtime/default", "localhost/web", "unconfined")),
  [`${SECCOMP}app`]: rarely(seccompValue),
  [`${SECCOMP}nobody`]: rarely(seccompValue),
  "seccomp.security.alpha.kubernetes.io/pod": rarely(seccompValue),
});

const linuxPod = fc.record({
  hostNetwork: rarely(flag),
  hostPID: rarely(flag),
  hostIPC: rarely(flag),
  hostUsers: rarely(flag),
  os: rarely(oneOf({ name: "linux" })),
  securityContext: often(podContext),
  containers: fc
    .tuple(container("app"), rarely(container("side")))
    .map((all) => all.filter((one) => one !== undefined)),
  initContainers: rarely(
    fc
      .tuple(container("init"), rarely(container("setup")))
      .map((all) => all.filter((one) => one !== undefined)),
  ),
  volumes: often(volumes),
});

const windowsOptions = fc.record({ runAsUserName: rarely(oneOf("ContainerUser")) });
const windowsPod = fc
  .record({ hostProcess: flag, own: windowsOptions, runAsNonRoot: rarely(flag), onPod: flag })
  .map(({ hostProcess, own, runAsNonRoot, onPod }) => {
    const options = { ...own, ...(hostProcess && { hostProcess }) };
    const context = { windowsOptions: options, runAsNonRoot };
    const app = {
      name: "app",
      image: "registry.example/app",
      ...(!onPod && { securityContext: context }),
    };
    return {
      os: { name: "windows" },
      ...(hostProcess && { hostNetwork: true }),
      ...(onPod && { securityContext: context }),
      containers: [app],
    };
  });

/** A pod as a manifest, without what is absent. */
export const randomPod: fc.Arbitrary<Json> = fc
  .tuple(
    fc.oneof({ weight: 12, arbitrary: linuxPod }, { weight: 1, arbitrary: windowsPod }),
    annotations,
  )
  .map(([spec, marks]) =>
    JSON.parse(
      JSON.stringify({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "drawn", annotations: marks },
        spec,
      }),
    ),
  );
