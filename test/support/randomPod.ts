/** A value of a field: each as likely as the others. */
type Choices = readonly unknown[];

const UNSET = undefined;

/** Fields of the securityContext of a container, the usual value first. */
const CONTAINER: Readonly<Record<string, Choices>> = {
  allowPrivilegeEscalation: [false, false, false, true, UNSET],
  runAsNonRoot: [true, true, true, UNSET, false],
  runAsUser: [UNSET, UNSET, 1000, 0],
  privileged: [UNSET, UNSET, UNSET, false, true],
  procMount: [UNSET, UNSET, UNSET, 'Default', 'Unmasked'],
  capabilities: [
    { drop: ['ALL'] },
    { drop: ['ALL'] },
    { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
    { drop: ['ALL'], add: ['CHOWN'] },
    { add: ['SYS_ADMIN'] },
    { add: ['NET_RAW', 'KILL'] },
    { drop: ['all'] },
    { drop: ['NET_RAW'] },
    UNSET,
  ],
  seccompProfile: [
    { type: 'RuntimeDefault' },
    { type: 'RuntimeDefault' },
    UNSET,
    { type: 'Unconfined' },
    { type: 'Localhost', localhostProfile: 'a.json' },
  ],
  appArmorProfile: [UNSET, UNSET, UNSET, { type: 'RuntimeDefault' }, { type: 'Unconfined' }],
  seLinuxOptions: [
    UNSET,
    UNSET,
    UNSET,
    { level: 's0:c1' },
    { type: 'container_t' },
    { type: 'container_engine_t' },
    { type: 'spc_t' },
    { user: 'u' },
    { role: '' },
  ],
};
/** Fields of that of the pod. */
const POD: Readonly<Record<string, Choices>> = {
  runAsNonRoot: [UNSET, UNSET, true, false],
  runAsUser: [UNSET, UNSET, UNSET, 1000, 0],
  fsGroup: [UNSET, 0],
  seccompProfile: [UNSET, UNSET, { type: 'RuntimeDefault' }, { type: 'Unconfined' }],
  appArmorProfile: [UNSET, UNSET, UNSET, { type: 'RuntimeDefault' }, { type: 'Unconfined' }],
  seLinuxOptions: [UNSET, UNSET, UNSET, UNSET, { type: 'container_kvm_t' }, { type: 'other_t' }],
  sysctls: [
    UNSET,
    UNSET,
    UNSET,
    [{ name: 'net.ipv4.tcp_syncookies', value: '1' }],
    [{ name: 'net.ipv4.tcp_keepalive_time', value: '60' }],
    [{ name: 'net.ipv4.ip_local_reserved_ports', value: '1' }],
    [{ name: 'net.ipv4.tcp_rmem', value: '1 2 3' }],
    [{ name: 'net.core.somaxconn', value: '1' }],
    [{ name: 'kernel.shm_rmid_forced', value: '1' }],
  ],
};
/** Fields of the pod itself. */
const SPEC: Readonly<Record<string, Choices>> = {
  hostNetwork: [UNSET, UNSET, UNSET, UNSET, false, true],
  hostPID: [UNSET, UNSET, UNSET, UNSET, false, true],
  hostIPC: [UNSET, UNSET, UNSET, UNSET, false, true],
  hostUsers: [UNSET, UNSET, UNSET, false],
};
const VOLUMES: Choices = [
  { emptyDir: {} },
  { configMap: { name: 'a' } },
  { secret: { secretName: 'a' } },
  { persistentVolumeClaim: { claimName: 'a' } },
  { projected: { sources: [] } },
  { downwardAPI: { items: [] } },
  { csi: { driver: 'a.example.com' } },
  { image: { reference: 'a:1' } },
  {
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    },
  },
  { nfs: { server: 'a', path: '/' } },
  { iscsi: { targetPortal: 'a', iqn: 'iqn.2001-04.com.example:a', lun: 0 } },
  { hostPath: { path: '/mnt' } },
  {},
];
const PORTS: Choices = [
  UNSET,
  UNSET,
  UNSET,
  [{ containerPort: 80 }],
  [{ containerPort: 80, hostPort: 0 }],
  [{ containerPort: 80, hostPort: 80 }],
];
const PROBES: Choices = [
  UNSET,
  UNSET,
  UNSET,
  { tcpSocket: { port: 80 } },
  { httpGet: { port: 80, host: '' } },
  { httpGet: { port: 80, host: '127.0.0.1' } },
  { tcpSocket: { port: 80, host: 'a.example.com' } },
];
const HOOKS: Choices = [
  UNSET,
  UNSET,
  UNSET,
  UNSET,
  { preStop: { httpGet: { port: 80 } } },
  { preStop: { httpGet: { port: 80, host: '10.0.0.1' } } },
];
const ANNOTATIONS: Choices = [UNSET, UNSET, UNSET, UNSET, 'runtime/default', 'localhost/a', 'unconfined'];

/**
 * A pod whose fields that admission looks at have values at random, so that many are allowed by a level and many are not.
 * @param level the lower, the more fields of the higher one are left out
 */
export function randomPod(name: string, random: () => number, level: 'baseline' | 'restricted'): object {
  const pick = (choices: Choices): unknown => choices[Math.floor(random() * choices.length)];
  const usual = (choices: Choices): unknown => (random() < 0.8 ? choices[0] : pick(choices));
  const fields = (table: Readonly<Record<string, Choices>>): object =>
    Object.fromEntries(Object.entries(table).map(([key, choices]) => [key, usual(choices)]));
  const isHardened = level === 'restricted' || random() < 0.3;
  const container = (own: string): object => ({
    name: own,
    image: 'a:1',
    ports: usual(PORTS),
    readinessProbe: own === 'main' ? usual(PROBES) : UNSET,
    lifecycle: own === 'main' ? usual(HOOKS) : UNSET,
    securityContext: isHardened || random() < 0.5 ? fields(CONTAINER) : UNSET,
  });
  const appArmor = usual(ANNOTATIONS);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      annotations: appArmor === UNSET ? UNSET : { 'container.apparmor.security.beta.kubernetes.io/main': appArmor },
    },
    spec: {
      ...fields(SPEC),
      os: random() < 0.05 ? { name: 'windows' } : UNSET,
      securityContext: random() < 0.7 ? fields(POD) : UNSET,
      containers: random() < 0.3 ? [container('main'), container('other')] : [container('main')],
      initContainers: random() < 0.3 ? [container('first')] : UNSET,
      volumes: random() < 0.5 ? [{ name: 'a', ...usualVolume(usual(VOLUMES)) }] : UNSET,
    },
  };
  // Without the fields that are unset.
  return JSON.parse(JSON.stringify(pod));
}

function usualVolume(volume: unknown): object {
  return typeof volume === 'object' && volume !== null ? volume : {};
}
