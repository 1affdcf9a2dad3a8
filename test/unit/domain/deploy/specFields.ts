import type { Spec } from '../../../../src/domain/deploy/spec.ts';
import { specText } from './specTexts.ts';

/** One field of the spec: a file with it, what is read, and a file in which it is wrong. */
export interface FieldCase {
  /** `<id of the record>.<field>`. */
  readonly field: string;
  readonly good: string;
  readonly read: (spec: Spec) => unknown;
  readonly expected: unknown;
  readonly bad: string;
}

type Read = (workload: Record<string, unknown>) => unknown;
const workload = (spec: Spec) => spec.workloads.get('w') as unknown as Record<string, unknown>;
const of =
  (name: string): Read =>
  (from) =>
    from[name];
const deep =
  (...names: readonly (string | number)[]): Read =>
  (from) =>
    names.reduce<unknown>((value, name) => (value as Record<string | number, unknown>)[name], from);

type Options = Parameters<typeof specText>[1];
const plain = (
  field: string,
  [good, bad]: readonly [string, string],
  read: Read,
  expected: unknown,
  options?: Options,
): FieldCase => ({
  field,
  good: specText(good, options),
  read: (spec) => read(workload(spec)),
  expected,
  bad: specText(bad, options),
});

const BUILT = { image: '' };
const SERVED = { kind: 'serve' };
const build = (name: string, good: string, bad: string, expected: unknown, read: Read = deep('image', name)) =>
  plain(`build.${name}`, [`build: { ${name}: ${good} }`, `build: { ${name}: ${bad} }`], read, expected, BUILT);
const parameter = (name: string, good: string, bad: string, read: Read, expected: unknown) =>
  plain(`parameter.${name}`, [`parameters: { p: ${good} }`, `parameters: { p: ${bad} }`], read, expected);
const resource = (name: string, good: string, bad: string, read: Read, expected: unknown) =>
  plain(`resources.${name}`, [`resources: { ${name}: ${good} }`, `resources: { ${name}: ${bad} }`], read, expected);
const gpu = (name: string, good: string, bad: string, expected: unknown, read: Read = deep('resources', 'gpu', name)) =>
  plain(
    `gpu.${name}`,
    [`resources: { gpu: { ${name}: ${good} } }`, `resources: { gpu: { ${name}: ${bad} } }`],
    read,
    expected,
  );
const mount = (name: string, good: string, bad: string, expected: unknown) =>
  plain(`mount.${name}`, [`mounts: [${good}]`, `mounts: [${bad}]`], deep('mounts', 0), expected);
const port = (name: string, good: string, bad: string, expected: unknown, read: Read = deep('ports', 0, name)) =>
  plain(`port.${name}`, [`ports: [{ ${good} }]`, `ports: [{ ${bad} }]`], read, expected);
const health = (name: string, good: string, bad: string, read: Read, expected: unknown) =>
  plain(`health.${name}`, [`health: { ${good} }`, `health: { ${bad} }`], read, expected, SERVED);
const target = (
  field: string,
  [good, bad]: readonly [string, string],
  read: (spec: Spec) => unknown,
  expected: unknown,
): FieldCase => ({
  field,
  good: specText('', { rest: `targets: { t: ${good} }` }),
  read,
  expected,
  bad: specText('', { rest: `targets: { t: ${bad} }` }),
});
const aTarget = (spec: Spec) => spec.targets.get('t');

export const FIELD_CASES: readonly FieldCase[] = [
  {
    field: 'spec.version',
    good: specText(''),
    read: (spec) => spec.version,
    expected: 1,
    bad: specText('').replace('version: 1', 'version: 2'),
  },
  {
    field: 'spec.name',
    good: specText('', { rest: 'name: digits' }),
    read: (spec) => spec.name,
    expected: 'digits',
    bad: specText('', { rest: 'name: Über Projekt' }),
  },
  {
    field: 'spec.workloads',
    good: specText(''),
    read: (spec) => [...spec.workloads.keys()],
    expected: ['w'],
    bad: 'version: 1\nworkloads: {}\n',
  },
  {
    field: 'spec.targets',
    good: specText('', { rest: 'targets: {}' }),
    read: (spec) => spec.targets.size,
    expected: 0,
    bad: specText('', { rest: 'targets: [local]' }),
  },
  { ...plain('workload.kind', ['', ''], of('kind'), 'run'), bad: specText('', { kind: 'srve' }) },
  plain('workload.build', ['build: src', 'build: [src]'], deep('image', 'context'), 'src', BUILT),
  plain('workload.image', ['image: ghcr.io/o/x:1', 'image: "a b"'], deep('image', 'reference'), 'ghcr.io/o/x:1', BUILT),
  plain('workload.pull', ['pull: always', 'pull: allways'], deep('image', 'pull'), 'always'),
  plain('workload.command', ['command: [python, -u]', 'command: {a: b}'], of('command'), ['python', '-u']),
  plain('workload.args', ['args: [--lr, 1.10, true]', 'args: text'], of('args'), ['--lr', '1.10', 'true']),
  plain('workload.workingDir', ['workingDir: /app', 'workingDir: app'], of('workingDir'), '/app'),
  plain(
    'workload.parameters',
    ['parameters: { epochs: 20 }', 'parameters: { "a b": 1 }'],
    deep('parameters', 0, 'default'),
    '20',
  ),
  plain(
    'workload.env',
    ['env: { A: 010 }', 'env: { A-B: 1 }'],
    (from) => [...(from['environment'] as Map<string, string>)],
    [['A', '010']],
  ),
  plain('workload.envFiles', ['envFiles: [.env]', 'envFiles: .env'], of('environmentFiles'), ['.env']),
  plain('workload.secrets', ['secrets: { A: { env: B } }', 'secrets: { A: value }'], deep('secrets', 0), {
    variable: 'A',
    from: { kind: 'environment', variable: 'B' },
  }),
  plain('workload.resources', ['resources: {}', 'resources: 2'], of('resources'), {}),
  plain('workload.mounts', ['mounts: []', 'mounts: data:/data'], of('mounts'), []),
  plain('workload.outputs', ['outputs: [{ path: /o }]', 'outputs: [/o]'], of('outputs'), [
    { path: '/o', to: 'outputs' },
  ]),
  plain('workload.ports', ['ports: [80]', 'ports: ["80:80"]'], of('ports'), [{ containerPort: 80, protocol: 'tcp' }]),
  plain('workload.network', ['network: training', 'network: "a b"'], of('network'), 'training'),
  plain('workload.tracking', ['tracking: { tracker: none }', 'tracking: mlflow'], of('tracking'), { tracker: 'none' }),
  plain('workload.target', ['target: t', 'target: u'], of('target'), 't', { rest: 'targets: { t: { docker: {} } }' }),
  plain('workload.user', ['user: 1000:100', 'user: root'], of('user'), { uid: 1000, gid: 100 }),
  plain('workload.nodes', ['nodes: 4', 'nodes: 0'], of('nodes'), 4),
  plain('workload.processesPerNode', ['processesPerNode: 8', 'processesPerNode: many'], of('processesPerNode'), 8),
  plain('workload.retries', ['retries: 3', 'retries: -1'], of('retries'), 3),
  plain('workload.timeout', ['timeout: 1h30m', 'timeout: 90'], of('timeoutMs'), 5_400_000),
  plain('workload.checkpoint', ['checkpoint: /c', 'checkpoint: c'], of('checkpoint'), '/c'),
  plain('workload.replicas', ['replicas: 2', 'replicas: 1.5'], of('replicas'), 2, SERVED),
  plain('workload.health', ['health: { command: [x] }', 'health: /healthz'], deep('health', 'retries'), 3, SERVED),

  build('context', '..', '[a]', '..'),
  build('dockerfile', 'docker/x.Dockerfile', '{}', 'docker/x.Dockerfile'),
  build('target', 'train', '[train]', 'train'),
  build('args', '{ A: 1.10 }', '{ A: [1] }', [['A', '1.10']], (from) => [
    ...(deep('image', 'args')(from) as Map<string, string>),
  ]),
  build('secrets', '[{ id: a, file: f }]', '[a]', [{ id: 'a', file: 'f' }]),
  build('platform', 'linux/arm64', 'arm64', 'linux/arm64'),
  build('cache', 'false', '"no"', false, deep('image', 'useCache')),
  build('tag', 'x:1', '"x 1"', 'x:1'),
  plain(
    'buildSecret.id',
    ['build: { secrets: [{ id: a, env: B }] }', 'build: { secrets: [{ env: B }] }'],
    deep('image', 'secrets', 0, 'id'),
    'a',
    BUILT,
  ),
  plain(
    'buildSecret.file',
    ['build: { secrets: [{ id: a, file: f }] }', 'build: { secrets: [{ id: a }] }'],
    deep('image', 'secrets', 0, 'file'),
    'f',
    BUILT,
  ),
  plain(
    'buildSecret.env',
    ['build: { secrets: [{ id: a, env: B }] }', 'build: { secrets: [{ id: a, env: B-C }] }'],
    deep('image', 'secrets', 0, 'env'),
    'B',
    BUILT,
  ),

  parameter('default', '{ default: 1e-3 }', '{ default: [1] }', deep('parameters', 0, 'type'), 'float'),
  parameter('type', '{ type: int, default: 1 }', '{ type: integer }', deep('parameters', 0, 'type'), 'int'),
  parameter('choices', '{ choices: [a, 2] }', '{ choices: [] }', deep('parameters', 0, 'choices'), ['a', '2']),
  parameter('as', '{ as: override, default: 1 }', '{ as: flag }', deep('parameters', 0, 'passAs'), {
    kind: 'override',
    key: 'p',
  }),
  parameter('flag', '{ flag: -p, default: 1 }', '{ flag: p }', deep('parameters', 0, 'passAs'), {
    kind: 'argument',
    flag: '-p',
    joined: false,
  }),
  parameter('joined', '{ joined: true, default: 1 }', '{ joined: 1 }', deep('parameters', 0, 'passAs', 'joined'), true),
  parameter(
    'variable',
    '{ as: environment, variable: V }',
    '{ as: environment, variable: V-W }',
    deep('parameters', 0, 'passAs'),
    { kind: 'environment', variable: 'V' },
  ),
  parameter(
    'key',
    '{ as: override, key: +a.b }',
    '{ as: override, key: "a b" }',
    deep('parameters', 0, 'passAs', 'key'),
    '+a.b',
  ),
  parameter(
    'description',
    '{ description: How fast }',
    '{ description: [] }',
    deep('parameters', 0, 'description'),
    'How fast',
  ),

  plain(
    'secret.env',
    ['secrets: { A: { env: B } }', 'secrets: { A: { env: "B C" } }'],
    deep('secrets', 0, 'from', 'variable'),
    'B',
  ),
  plain('secret.file', ['secrets: { A: { file: ~/t } }', 'secrets: { A: { file: [t] } }'], deep('secrets', 0, 'from'), {
    kind: 'file',
    path: '~/t',
  }),
  plain(
    'secret.secret',
    ['secrets: { A: { secret: s } }', 'secrets: { A: { secret: S } }'],
    deep('secrets', 0, 'from'),
    { kind: 'kubernetes', secret: 's', key: 'A' },
  ),
  plain(
    'secret.key',
    ['secrets: { A: { secret: s, key: k } }', 'secrets: { A: { secret: s, key: "k k" } }'],
    deep('secrets', 0, 'from', 'key'),
    'k',
  ),

  resource('cpu', '500m', 'fast', deep('resources', 'cpus'), 0.5),
  resource('memory', '2Gi', '2GB', deep('resources', 'memoryBytes'), 2 * 1024 ** 3),
  resource('shm', '1.5G', '1', deep('resources', 'shmBytes'), 1.5e9),
  resource('gpu', 'all', 'some', deep('resources', 'gpu'), { count: 'all', ids: [] }),
  gpu('count', '2', '-1', 2),
  gpu('ids', '[0, GPU-1]', '0', 2, deep('resources', 'gpu', 'count')),
  gpu('model', 'A100', '[A100]', 'A100'),
  gpu('memory', '40Gi', 'big', 40 * 1024 ** 3, deep('resources', 'gpu', 'memoryBytes')),
  gpu('mig', '1g.10gb', '{}', '1g.10gb'),
  gpu('vendor', 'amd', 'amdd', 'amd'),

  mount('workspace', '{ workspace: /w }', '{ workspace: w }', { kind: 'workspace', path: '/w', isReadOnly: false }),
  mount('folder', '{ folder: ~/d, path: /d }', '{ folder: [d], path: /d }', {
    kind: 'folder',
    source: '~/d',
    path: '/d',
    isReadOnly: false,
  }),
  mount('volume', '{ volume: v, path: /d }', '{ volume: ./v, path: /d }', {
    kind: 'volume',
    name: 'v',
    path: '/d',
    isReadOnly: false,
  }),
  mount('pvc', '{ pvc: c, path: /d }', '{ pvc: C, path: /d }', {
    kind: 'pvc',
    claim: 'c',
    path: '/d',
    isReadOnly: false,
  }),
  mount('dataset', '{ dataset: "hf://a/b", path: /d }', '{ dataset: a/b, path: /d }', {
    kind: 'dataset',
    uri: 'hf://a/b',
    path: '/d',
    isReadOnly: false,
  }),
  mount('path', '{ volume: v, path: /x }', '{ volume: v, path: x }', {
    kind: 'volume',
    name: 'v',
    path: '/x',
    isReadOnly: false,
  }),
  mount('subPath', '{ pvc: c, path: /d, subPath: a/b }', '{ pvc: c, path: /d, subPath: ../a }', {
    kind: 'pvc',
    claim: 'c',
    path: '/d',
    subPath: 'a/b',
    isReadOnly: false,
  }),
  mount('readOnly', '{ volume: v, path: /d, readOnly: true }', '{ volume: v, path: /d, readOnly: yes }', {
    kind: 'volume',
    name: 'v',
    path: '/d',
    isReadOnly: true,
  }),
  plain('output.path', ['outputs: [{ path: /o, to: x }]', 'outputs: [{ to: x }]'], deep('outputs', 0, 'path'), '/o'),
  plain(
    'output.to',
    ['outputs: [{ path: /o, to: x/y }]', 'outputs: [{ path: /o, to: ../y }]'],
    deep('outputs', 0, 'to'),
    'x/y',
  ),

  port('container', 'container: 80', 'host: 80', 80, deep('ports', 0, 'containerPort')),
  port('host', 'container: 80, host: 8080', 'container: 80, host: 70000', 8080, deep('ports', 0, 'hostPort')),
  port('hostIp', 'container: 80, hostIp: 0.0.0.0', 'container: 80, hostIp: here', '0.0.0.0'),
  port('name', 'container: 80, name: http', 'container: 80, name: HTTP', 'http'),
  port('protocol', 'container: 80, protocol: udp', 'container: 80, protocol: sctp', 'udp'),

  plain(
    'tracking.tracker',
    ['tracking: { tracker: mlflow }', 'tracking: { tracker: wandb }'],
    deep('tracking', 'tracker'),
    'mlflow',
  ),
  plain(
    'tracking.uri',
    ['tracking: { tracker: mlflow, uri: "http://m:5000" }', 'tracking: { tracker: mlflow, uri: m }'],
    deep('tracking', 'uri'),
    'http://m:5000',
  ),
  plain(
    'tracking.experiment',
    ['tracking: { tracker: mlflow, experiment: e }', 'tracking: { tracker: mlflow, experiment: [] }'],
    deep('tracking', 'experiment'),
    'e',
  ),

  health('http', 'http: /h, port: 80', 'http: h, port: 80', deep('health', 'check'), {
    kind: 'http',
    path: '/h',
    port: 80,
  }),
  health('port', 'http: /h, port: 81', 'http: /h', deep('health', 'check', 'port'), 81),
  health('command', 'command: [a, b]', 'command: a', deep('health', 'check'), { kind: 'command', command: ['a', 'b'] }),
  health('interval', 'command: [a], interval: 1m', 'command: [a], interval: 1', deep('health', 'intervalMs'), 60_000),
  health('timeout', 'command: [a], timeout: 2s', 'command: [a], timeout: soon', deep('health', 'timeoutMs'), 2000),
  health('retries', 'command: [a], retries: 5', 'command: [a], retries: 0', deep('health', 'retries'), 5),
  health(
    'startPeriod',
    'command: [a], startPeriod: 5m',
    'command: [a], startPeriod: "5 m"',
    deep('health', 'startPeriodMs'),
    300_000,
  ),

  target('target.docker', ['{ docker: {} }', '{ docker: default }'], aTarget, { kind: 'docker', name: 't' }),
  target('target.kubernetes', ['{ kubernetes: {} }', '{ kubernetes: lab, docker: {} }'], aTarget, {
    kind: 'kubernetes',
    name: 't',
  }),
  target('dockerTarget.context', ['{ docker: { context: c } }', '{ docker: { context: [] } }'], aTarget, {
    kind: 'docker',
    name: 't',
    context: 'c',
  }),
  target('kubernetesTarget.context', ['{ kubernetes: { context: c } }', '{ kubernetes: { context: {} } }'], aTarget, {
    kind: 'kubernetes',
    name: 't',
    context: 'c',
  }),
  target(
    'kubernetesTarget.namespace',
    ['{ kubernetes: { namespace: n } }', '{ kubernetes: { namespace: N } }'],
    aTarget,
    { kind: 'kubernetes', name: 't', namespace: 'n' },
  ),
  target(
    'kubernetesTarget.create',
    ['{ kubernetes: { create: RayJob } }', '{ kubernetes: { create: Rayjob } }'],
    aTarget,
    { kind: 'kubernetes', name: 't', create: 'RayJob' },
  ),
];
