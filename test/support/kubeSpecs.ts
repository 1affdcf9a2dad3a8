// A wide table of specs and choices: each becomes objects that a real API server must accept.
import type { Start } from './kubeStart.ts';
import { specText, workloadOf } from '../unit/domain/deploy/specTexts.ts';

const workload = (body: string, options?: Parameters<typeof specText>[1]) => workloadOf(specText(body, options));
const serve = (body: string) => workload(body, { kind: 'serve' });
const HOST = { hostUser: { uid: 1000, gid: 1000 } };
const GIB = 1024 ** 3;

export interface SpecCase extends Start {
  readonly name: string;
  /** Its pods must pass the level “restricted” too. */
  readonly isRestricted?: boolean;
}

export const SPEC_CASES: readonly SpecCase[] = [
  { name: 'the smallest run', workload: workload('') },
  { name: 'a run of a user by number', workload: workload('user: 1000:1000'), isRestricted: true },
  { name: 'a run of root', workload: workload('user: 0:0') },
  {
    name: 'a run with outputs as the user',
    workload: workload('outputs: [{ path: /app/outputs, to: outputs }]'),
    facts: HOST,
    isRestricted: true,
  },
  {
    name: 'an image with a user by number',
    workload: workload(''),
    facts: { image: { reference: 'app:1', user: '1001:0' } },
    isRestricted: true,
  },
  {
    name: 'an image with a user by name',
    workload: workload(''),
    facts: { image: { reference: 'app:1', user: 'app' } },
  },
  {
    name: 'parameters of all forms and words with dollars',
    workload: workload(
      [
        'command: [sh, -c, "echo $(HOME) $$ ${X}"]',
        'args: ["$(nope)", "--a=b c"]',
        'parameters: { epochs: 5, seed: { default: 1, as: environment }, lr: { default: 0.1, as: override }, fast: { default: true } }',
        'env: { A: "$(B)$$", PATH_LIKE: "/a:/b", EMPTY: "" }',
      ].join('\n'),
    ),
  },
  {
    name: 'retries, time limit and checkpoint',
    workload: workload('command: [python, train.py]\nretries: 3\ntimeout: 90m\ncheckpoint: /ckpt'),
    choices: { places: new Map([['/ckpt', { kind: 'claim', claim: 'checkpoints', subPath: 'run/one' }]]) },
  },
  { name: 'odd fractions of resources', workload: workload('resources: { cpu: 333m, memory: 1.3G, shm: 300Mi }') },
  {
    name: 'requests below limits',
    workload: workload('resources: { cpu: 4, memory: 8Gi }'),
    choices: { requests: { cpus: 0.25, memoryBytes: GIB } },
  },
  { name: 'GPUs by number', workload: workload('resources: { gpu: 2 }') },
  { name: 'a MIG slice', workload: workload('resources: { gpu: { mig: 1g.10gb } }') },
  { name: 'an AMD GPU', workload: workload('resources: { gpu: { count: 1, vendor: amd } }') },
  {
    name: 'claims, twice the same one, and scratch',
    workload: workload(
      'mounts: [{ pvc: data, path: /data, readOnly: true }, { pvc: data, path: /more, subPath: a/b }, { pvc: my.dotted.claim, path: /x_y }]',
    ),
    choices: {
      scratch: new Map([
        ['/scratch', 5 * GIB],
        ['/tmp', undefined],
      ]),
    },
  },
  {
    name: 'places for folders of this machine',
    workload: workload(
      'mounts: [{ workspace: /w }, { folder: data, path: /Data }, { folder: d2, path: /data }, { volume: c, path: /c-d }, { dataset: "hf://x/y", path: /c/d }]',
    ),
    choices: {
      places: new Map([
        ['/w', { kind: 'scratch', sizeBytes: GIB }],
        ['/Data', { kind: 'claim', claim: 'data' }],
        ['/data', { kind: 'scratch' }],
        ['/c-d', { kind: 'scratch' }],
        ['/c/d', { kind: 'scratch' }],
      ]),
    },
  },
  {
    name: 'secrets by reference',
    workload: workload('secrets: { HF_TOKEN: { secret: hub, key: token }, WANDB: { env: WANDB } }'),
    choices: { secrets: new Map([['WANDB', { secret: 'wandb.keys', key: 'api_key' }]]), pullSecrets: ['registry'] },
  },
  {
    name: 'facts of all kinds',
    workload: workload(
      'parameters: { epochs: 5 }\ntracking: { tracker: mlflow, uri: "http://mlflow:5000", experiment: digits }',
    ),
    facts: {
      user: 'Jörg Müller <jm@example.org>',
      run: { id: 'id-2', name: 'W_Run.Name with spaces and many words that do not end before sixty-three' },
      git: { commit: 'a'.repeat(40), isDirty: true },
      specPath: '/home/me/my project/trainyard.yaml',
      specDigest: `sha256:${'0'.repeat(64)}`,
      image: { reference: `app@sha256:${'1'.repeat(64)}`, digest: `sha256:${'1'.repeat(64)}` },
      outputs: [{ path: '/o', folder: '/home/me/o', isMounted: false }],
    },
  },
  {
    name: 'ports on a run',
    workload: workload('ports: [6006, { container: 9000, name: metrics }, { container: 53, protocol: udp }]'),
  },
  {
    name: 'a Job that is held, kept an hour and important',
    workload: workload(''),
    choices: { isSuspended: true, keepSeconds: 3600, serviceAccount: 'trainer', priorityClass: 'system-node-critical' },
  },
  { name: 'two nodes', workload: workload('nodes: 2\nretries: 2') },
  {
    name: 'two nodes with two processes',
    workload: workload('nodes: 2\nprocessesPerNode: 2\nuser: 1:1'),
    isRestricted: true,
  },
  {
    name: 'ten thousand nodes and the longest name',
    workload: workload('nodes: 10000'),
    facts: { run: { id: 'x', name: 'n'.repeat(63) } },
  },
  { name: 'a queue', workload: workload('nodes: 2'), choices: { queue: 'team-a' } },
  { name: 'the smallest server', workload: serve('') },
  { name: 'a server with a port', workload: serve('ports: [8080]\nuser: 1000:1000'), isRestricted: true },
  { name: 'a server of UDP alone', workload: serve('ports: [{ container: 5353, protocol: udp }]') },
  {
    name: 'a server with everything',
    workload: serve(
      [
        'replicas: 3',
        'ports: [{ container: 8080, name: http }, { container: 9090, name: metrics }, { container: 8080, protocol: udp }]',
        'health: { http: /healthz, port: 8080, startPeriod: 20m, interval: 500ms, timeout: 2s, retries: 5 }',
        'resources: { cpu: 500m, memory: 1Gi, shm: 64Mi, gpu: 1 }',
      ].join('\n'),
    ),
    choices: {
      autoscale: { least: 1, most: 5, cpuPercent: 70 },
      disruption: { mostUnavailable: 1 },
      ingress: { host: 'model.example.org', path: '/v1', className: 'nginx', tlsSecret: 'model-tls' },
    },
  },
  {
    name: 'a server that is updated in place',
    workload: serve('replicas: 0\nports: [80]'),
    choices: { update: 'inPlace', replicas: 2 },
  },
  { name: 'a server whose health is a command', workload: serve('health: { command: [python, "-c", "print($(1))"] }') },
  { name: 'a server on an older cluster', workload: serve('ports: [80]'), facts: { version: 'v1.27.16' } },
];
