import { specText } from './specTexts.ts';

/** One field of the spec: a file with it, what is read, and a file in which it is wrong. */
export interface FieldCase {
  /** `<id of the record>.<field>`. */
  readonly field: string;
  readonly good: string;
  /** Where in the spec it is read, and what; maps are compared as lists of pairs. */
  readonly at: readonly (string | number)[];
  readonly expected: unknown;
  readonly bad: string;
}

type Pair = readonly [good: string, bad: string];
type Options = Parameters<typeof specText>[1];

/** A case from the path of its value, for example `w.resources.cpus`. */
const row = (
  field: string,
  [good, bad]: Pair,
  [at, expected]: readonly [string, unknown],
  options?: Options,
): FieldCase => ({
  field,
  good: specText(good, options),
  at: at.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  expected,
  bad: specText(bad, options),
});

const both = ([good, bad]: Pair, frame: (text: string) => string): Pair => [frame(good), frame(bad)];
const BUILT = { image: '' };
const SERVED = { kind: 'serve' };
const build = (name: string, texts: Pair, expected: unknown, at = name) =>
  row(
    `build.${name}`,
    both(texts, (text) => `build: { ${name}: ${text} }`),
    [`w.image.${at}`, expected],
    BUILT,
  );
const parameter = (name: string, texts: Pair, at: string, expected: unknown) =>
  row(
    `parameter.${name}`,
    both(texts, (text) => `parameters: { p: ${text} }`),
    [`w.parameters.0.${at}`, expected],
  );
const resource = (name: string, texts: Pair, at: string, expected: unknown) =>
  row(
    `resources.${name}`,
    both(texts, (text) => `resources: { ${name}: ${text} }`),
    [`w.resources.${at}`, expected],
  );
const gpu = (name: string, texts: Pair, expected: unknown, at = name) =>
  row(
    `gpu.${name}`,
    both(texts, (text) => `resources: { gpu: { ${name}: ${text} } }`),
    [`w.resources.gpu.${at}`, expected],
  );
const mount = (name: string, texts: Pair, expected: unknown) =>
  row(
    `mount.${name}`,
    both(texts, (text) => `mounts: [${text}]`),
    ['w.mounts.0', expected],
  );
const port = (name: string, texts: Pair, expected: unknown, at = name) =>
  row(
    `port.${name}`,
    both(texts, (text) => `ports: [{ ${text} }]`),
    [`w.ports.0.${at}`, expected],
  );
const health = (name: string, texts: Pair, at: string, expected: unknown) =>
  row(
    `health.${name}`,
    both(texts, (text) => `health: { ${text} }`),
    [`w.health.${at}`, expected],
    SERVED,
  );
const serve = (name: string, [good, bad]: Pair, at: string, expected: unknown) =>
  row(name, [`ports: [80]\n${good}`, `ports: [80]\n${bad}`], [`w.${at}`, expected], SERVED);
const inCluster = (field: string, texts: Pair, expected: object): FieldCase =>
  target(
    `kubernetesTarget.${field}`,
    both(texts, (text) => `{ kubernetes: { ${field}: ${text} } }`),
    { kind: 'kubernetes', name: 't', ...expected },
  );
const target = (field: string, [good, bad]: Pair, expected: unknown): FieldCase => ({
  field,
  good: specText('', { rest: `targets: { t: ${good} }` }),
  at: ['targets', 0, 1],
  expected,
  bad: specText('', { rest: `targets: { t: ${bad} }` }),
});

export const FIELD_CASES: readonly FieldCase[] = [
  { ...row('spec.version', ['', ''], ['version', 1]), bad: specText('').replace('version: 1', 'version: 2') },
  {
    ...row('spec.name', ['', ''], ['name', 'digits'], { rest: 'name: digits' }),
    bad: specText('', { rest: 'name: Über Projekt' }),
  },
  { ...row('spec.workloads', ['', ''], ['workloads.0.0', 'w']), bad: 'version: 1\nworkloads: {}\n' },
  {
    ...row('spec.targets', ['', ''], ['targets', []], { rest: 'targets: {}' }),
    bad: specText('', { rest: 'targets: [local]' }),
  },
  { ...row('workload.kind', ['', ''], ['w.kind', 'run']), bad: specText('', { kind: 'srve' }) },
  row('workload.build', ['build: src', 'build: [src]'], ['w.image.context', 'src'], BUILT),
  row('workload.image', ['image: ghcr.io/o/x:1', 'image: "a b"'], ['w.image.reference', 'ghcr.io/o/x:1'], BUILT),
  row('workload.pull', ['pull: always', 'pull: allways'], ['w.image.pull', 'always']),
  row('workload.command', ['command: [python, -u]', 'command: {a: b}'], ['w.command', ['python', '-u']]),
  row('workload.args', ['args: [--lr, 1.10, true]', 'args: text'], ['w.args', ['--lr', '1.10', 'true']]),
  row('workload.workingDir', ['workingDir: /app', 'workingDir: app'], ['w.workingDir', '/app']),
  row(
    'workload.parameters',
    ['parameters: { epochs: 20 }', 'parameters: { "a b": 1 }'],
    ['w.parameters.0.default', '20'],
  ),
  row('workload.env', ['env: { A: 010 }', 'env: { A-B: 1 }'], ['w.environment', [['A', '010']]]),
  row('workload.envFiles', ['envFiles: [.env]', 'envFiles: .env'], ['w.environmentFiles', ['.env']]),
  row(
    'workload.secrets',
    ['secrets: { A: { env: B } }', 'secrets: { A: value }'],
    ['w.secrets.0', { variable: 'A', from: { kind: 'environment', variable: 'B' } }],
  ),
  row('workload.resources', ['resources: {}', 'resources: 2'], ['w.resources', {}]),
  row('workload.mounts', ['mounts: []', 'mounts: data:/data'], ['w.mounts', []]),
  row('workload.outputs', ['outputs: [{ path: /o }]', 'outputs: [/o]'], ['w.outputs', [{ path: '/o', to: 'outputs' }]]),
  row('workload.ports', ['ports: [80]', 'ports: ["80:80"]'], ['w.ports', [{ containerPort: 80, protocol: 'tcp' }]]),
  row('workload.network', ['network: training', 'network: "a b"'], ['w.network', 'training']),
  row('workload.tracking', ['tracking: { tracker: none }', 'tracking: mlflow'], ['w.tracking', { tracker: 'none' }]),
  row('workload.target', ['target: t', 'target: u'], ['w.target', 't'], { rest: 'targets: { t: { docker: {} } }' }),
  row('workload.user', ['user: 1000:100', 'user: root'], ['w.user', { uid: 1000, gid: 100 }]),
  row('workload.nodes', ['nodes: 4', 'nodes: 0'], ['w.nodes', 4]),
  row('workload.processesPerNode', ['processesPerNode: 8', 'processesPerNode: many'], ['w.processesPerNode', 8]),
  row('workload.retries', ['retries: 3', 'retries: -1'], ['w.retries', 3]),
  row('workload.timeout', ['timeout: 1h30m', 'timeout: 90'], ['w.timeoutMs', 5_400_000]),
  row('workload.checkpoint', ['checkpoint: /c', 'checkpoint: c'], ['w.checkpoint', '/c']),
  row('workload.replicas', ['replicas: 2', 'replicas: 1.5'], ['w.replicas', 2], SERVED),
  serve('workload.autoscale', ['autoscale: { max: 4 }', 'autoscale: 4'], 'autoscale', {
    least: 1,
    most: 4,
    cpuPercent: 80,
  }),
  serve('autoscale.min', ['autoscale: { min: 2, max: 4 }', 'autoscale: { min: 0, max: 4 }'], 'autoscale.least', 2),
  serve('autoscale.max', ['autoscale: { max: 4 }', 'autoscale: { min: 1 }'], 'autoscale.most', 4),
  serve(
    'autoscale.cpu',
    ['autoscale: { max: 4, cpu: 50 }', 'autoscale: { max: 4, cpu: 50% }'],
    'autoscale.cpuPercent',
    50,
  ),
  serve('workload.maxUnavailable', ['maxUnavailable: 1', 'maxUnavailable: 0'], 'mostUnavailable', 1),
  serve('workload.update', ['update: inPlace', 'update: Recreate'], 'update', 'inPlace'),
  row(
    'workload.ingress',
    ['ports: [80]\ningress: { host: a.b }', 'ports: [80]\ningress: a.b'],
    ['w.ingress', { host: 'a.b' }],
    SERVED,
  ),
  serve('ingress.host', ['ingress: { host: "*.a.b" }', 'ingress: { host: "http://a" }'], 'ingress.host', '*.a.b'),
  serve('ingress.path', ['ingress: { host: a, path: /v1 }', 'ingress: { host: a, path: v1 }'], 'ingress.path', '/v1'),
  serve(
    'ingress.class',
    ['ingress: { host: a, class: nginx }', 'ingress: { host: a, class: N }'],
    'ingress.className',
    'nginx',
  ),
  serve(
    'ingress.tlsSecret',
    ['ingress: { host: a, tlsSecret: s }', 'ingress: { host: a, tlsSecret: [s] }'],
    'ingress.tlsSecret',
    's',
  ),
  row('workload.health', ['health: { command: [x] }', 'health: /healthz'], ['w.health.retries', 3], SERVED),

  build('context', ['..', '[a]'], '..'),
  build('dockerfile', ['docker/x.Dockerfile', '{}'], 'docker/x.Dockerfile'),
  build('target', ['train', '[train]'], 'train'),
  build('args', ['{ A: 1.10 }', '{ A: [1] }'], [['A', '1.10']]),
  build('secrets', ['[{ id: a, file: f }]', '[a]'], [{ id: 'a', file: 'f' }]),
  build('platform', ['linux/arm64', 'arm64'], 'linux/arm64'),
  build('cache', ['false', '"no"'], false, 'useCache'),
  build('tag', ['x:1', '"x 1"'], 'x:1'),
  row(
    'buildSecret.id',
    ['build: { secrets: [{ id: a, env: B }] }', 'build: { secrets: [{ env: B }] }'],
    ['w.image.secrets.0.id', 'a'],
    BUILT,
  ),
  row(
    'buildSecret.file',
    ['build: { secrets: [{ id: a, file: f }] }', 'build: { secrets: [{ id: a }] }'],
    ['w.image.secrets.0.file', 'f'],
    BUILT,
  ),
  row(
    'buildSecret.env',
    ['build: { secrets: [{ id: a, env: B }] }', 'build: { secrets: [{ id: a, env: B-C }] }'],
    ['w.image.secrets.0.env', 'B'],
    BUILT,
  ),

  parameter('default', ['{ default: 1e-3 }', '{ default: [1] }'], 'type', 'float'),
  parameter('type', ['{ type: int, default: 1 }', '{ type: integer }'], 'type', 'int'),
  parameter('choices', ['{ choices: [a, 2] }', '{ choices: [] }'], 'choices', ['a', '2']),
  parameter('as', ['{ as: override, default: 1 }', '{ as: flag }'], 'passAs', { kind: 'override', key: 'p' }),
  parameter('flag', ['{ flag: -p, default: 1 }', '{ flag: p }'], 'passAs', {
    kind: 'argument',
    flag: '-p',
    joined: false,
  }),
  parameter('joined', ['{ joined: true, default: 1 }', '{ joined: 1 }'], 'passAs.joined', true),
  parameter('variable', ['{ as: environment, variable: V }', '{ as: environment, variable: V-W }'], 'passAs', {
    kind: 'environment',
    variable: 'V',
  }),
  parameter('key', ['{ as: override, key: +a.b }', '{ as: override, key: "a b" }'], 'passAs.key', '+a.b'),
  parameter('description', ['{ description: How fast }', '{ description: [] }'], 'description', 'How fast'),

  row(
    'secret.env',
    ['secrets: { A: { env: B } }', 'secrets: { A: { env: "B C" } }'],
    ['w.secrets.0.from.variable', 'B'],
  ),
  row(
    'secret.file',
    ['secrets: { A: { file: ~/t } }', 'secrets: { A: { file: [t] } }'],
    ['w.secrets.0.from', { kind: 'file', path: '~/t' }],
  ),
  row(
    'secret.secret',
    ['secrets: { A: { secret: s } }', 'secrets: { A: { secret: S } }'],
    ['w.secrets.0.from', { kind: 'kubernetes', secret: 's', key: 'A' }],
  ),
  row(
    'secret.key',
    ['secrets: { A: { secret: s, key: k } }', 'secrets: { A: { secret: s, key: "k k" } }'],
    ['w.secrets.0.from.key', 'k'],
  ),

  resource('cpu', ['500m', 'fast'], 'cpus', 0.5),
  resource('memory', ['2Gi', '2GB'], 'memoryBytes', 2 * 1024 ** 3),
  resource('shm', ['1.5G', '1'], 'shmBytes', 1.5e9),
  resource('gpu', ['all', 'some'], 'gpu', { count: 'all', ids: [] }),
  gpu('count', ['2', '-1'], 2),
  gpu('ids', ['[0, GPU-1]', '0'], 2, 'count'),
  gpu('model', ['A100', '[A100]'], 'A100'),
  gpu('memory', ['40Gi', 'big'], 40 * 1024 ** 3, 'memoryBytes'),
  gpu('mig', ['1g.10gb', '{}'], '1g.10gb'),
  gpu('vendor', ['amd', 'amdd'], 'amd'),

  mount('workspace', ['{ workspace: /w }', '{ workspace: w }'], { kind: 'workspace', path: '/w', isReadOnly: false }),
  mount('folder', ['{ folder: ~/d, path: /d }', '{ folder: [d], path: /d }'], {
    kind: 'folder',
    source: '~/d',
    path: '/d',
    isReadOnly: false,
  }),
  mount('volume', ['{ volume: v, path: /d }', '{ volume: ./v, path: /d }'], {
    kind: 'volume',
    name: 'v',
    path: '/d',
    isReadOnly: false,
  }),
  mount('pvc', ['{ pvc: c, path: /d }', '{ pvc: C, path: /d }'], {
    kind: 'pvc',
    claim: 'c',
    path: '/d',
    isReadOnly: false,
  }),
  mount('scratch', ['{ scratch: 1Gi, path: /d }', '{ scratch: big, path: /d }'], {
    kind: 'scratch',
    sizeBytes: 1024 ** 3,
    path: '/d',
    isReadOnly: false,
  }),
  mount('dataset', ['{ dataset: "hf://a/b", path: /d }', '{ dataset: a/b, path: /d }'], {
    kind: 'dataset',
    uri: 'hf://a/b',
    path: '/d',
    isReadOnly: false,
  }),
  mount('path', ['{ volume: v, path: /x }', '{ volume: v, path: x }'], {
    kind: 'volume',
    name: 'v',
    path: '/x',
    isReadOnly: false,
  }),
  mount('subPath', ['{ pvc: c, path: /d, subPath: a/b }', '{ pvc: c, path: /d, subPath: ../a }'], {
    kind: 'pvc',
    claim: 'c',
    path: '/d',
    subPath: 'a/b',
    isReadOnly: false,
  }),
  mount('readOnly', ['{ volume: v, path: /d, readOnly: true }', '{ volume: v, path: /d, readOnly: yes }'], {
    kind: 'volume',
    name: 'v',
    path: '/d',
    isReadOnly: true,
  }),
  row('output.path', ['outputs: [{ path: /o, to: x }]', 'outputs: [{ to: x }]'], ['w.outputs.0.path', '/o']),
  row(
    'output.to',
    ['outputs: [{ path: /o, to: x/y }]', 'outputs: [{ path: /o, to: ../y }]'],
    ['w.outputs.0.to', 'x/y'],
  ),

  port('container', ['container: 80', 'host: 80'], 80, 'containerPort'),
  port('host', ['container: 80, host: 8080', 'container: 80, host: 70000'], 8080, 'hostPort'),
  port('hostIp', ['container: 80, hostIp: 0.0.0.0', 'container: 80, hostIp: here'], '0.0.0.0'),
  port('name', ['container: 80, name: http', 'container: 80, name: HTTP'], 'http'),
  port('protocol', ['container: 80, protocol: udp', 'container: 80, protocol: sctp'], 'udp'),

  row(
    'tracking.tracker',
    ['tracking: { tracker: mlflow }', 'tracking: { tracker: wandb }'],
    ['w.tracking.tracker', 'mlflow'],
  ),
  row(
    'tracking.uri',
    ['tracking: { tracker: mlflow, uri: "http://m:5000" }', 'tracking: { tracker: mlflow, uri: m }'],
    ['w.tracking.uri', 'http://m:5000'],
  ),
  row(
    'tracking.experiment',
    ['tracking: { tracker: mlflow, experiment: e }', 'tracking: { tracker: mlflow, experiment: [] }'],
    ['w.tracking.experiment', 'e'],
  ),

  health('http', ['http: /h, port: 80', 'http: h, port: 80'], 'check', { kind: 'http', path: '/h', port: 80 }),
  health('port', ['http: /h, port: 81', 'http: /h'], 'check.port', 81),
  health('command', ['command: [a, b]', 'command: a'], 'check', { kind: 'command', command: ['a', 'b'] }),
  health('interval', ['command: [a], interval: 1m', 'command: [a], interval: 1'], 'intervalMs', 60_000),
  health('timeout', ['command: [a], timeout: 2s', 'command: [a], timeout: soon'], 'timeoutMs', 2000),
  health('retries', ['command: [a], retries: 5', 'command: [a], retries: 0'], 'retries', 5),
  health(
    'startPeriod',
    ['command: [a], startPeriod: 5m', 'command: [a], startPeriod: "5 m"'],
    'startPeriodMs',
    300_000,
  ),

  target('target.docker', ['{ docker: {} }', '{ docker: default }'], { kind: 'docker', name: 't' }),
  target('target.kubernetes', ['{ kubernetes: {} }', '{ kubernetes: lab, docker: {} }'], {
    kind: 'kubernetes',
    name: 't',
  }),
  target('dockerTarget.context', ['{ docker: { context: c } }', '{ docker: { context: [] } }'], {
    kind: 'docker',
    name: 't',
    context: 'c',
  }),
  target('kubernetesTarget.context', ['{ kubernetes: { context: c } }', '{ kubernetes: { context: {} } }'], {
    kind: 'kubernetes',
    name: 't',
    context: 'c',
  }),
  target('kubernetesTarget.namespace', ['{ kubernetes: { namespace: n } }', '{ kubernetes: { namespace: N } }'], {
    kind: 'kubernetes',
    name: 't',
    namespace: 'n',
  }),
  target('kubernetesTarget.create', ['{ kubernetes: { create: RayJob } }', '{ kubernetes: { create: Rayjob } }'], {
    kind: 'kubernetes',
    name: 't',
    create: 'RayJob',
  }),
  inCluster('pullSecrets', ['[a, b]', 'a'], { pullSecrets: ['a', 'b'] }),
  inCluster('serviceAccount', ['trainer', '[a]'], { serviceAccount: 'trainer' }),
  inCluster('priorityClass', ['low', 'Low'], { priorityClass: 'low' }),
  inCluster('queue', ['team', '""'], { queue: 'team' }),
  inCluster('keep', ['7d', '7'], { keepMs: 604_800_000 }),
];
