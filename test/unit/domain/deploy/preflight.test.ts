import assert from 'node:assert/strict';
import { fail } from '../../../../src/domain/base/failure.ts';
import { preflight } from '../../../../src/domain/deploy/preflight.ts';
import type { PreflightFacts } from '../../../../src/domain/deploy/preflightCheck.ts';
import { withChange } from '../../../../src/domain/deploy/preflightCheck.ts';
import type { ContainerPlan } from '../../../../src/domain/engines/containerPlan.ts';
import type { Container } from '../../../../src/domain/engines/engine.ts';
import { RUN_LABELS } from '../../../../src/domain/runs/labels.ts';
import { ENGINE } from './engineFacts.ts';
import { specText, workloadOf } from './specTexts.ts';

const PLAN: ContainerPlan = {
  name: 'w-1',
  image: 'app:1',
  environment: new Map(),
  labels: new Map(),
  mounts: [],
  ports: [],
};
const FACTS: PreflightFacts = {
  engine: ENGINE,
  containers: [],
  isRemote: false,
  folders: new Map(),
  outputFolders: new Map(),
  missingEnvironmentFiles: [],
  unsetSecrets: [],
  homeFolder: '/home/me',
};
const GIB = 1024 ** 3;

function container(facts: Partial<Container>): Container {
  return {
    id: 'c',
    name: 'other',
    imageName: '',
    imageId: '',
    command: '',
    createdAt: new Date(0),
    state: 'running',
    labels: new Map(),
    ports: [],
    networks: [],
    volumes: [],
    ...facts,
  };
}

function found(plan: Partial<ContainerPlan>, facts: Partial<PreflightFacts> = {}, body = '') {
  const checks = preflight(
    workloadOf(specText(body)),
    { ok: true, value: { ...PLAN, ...plan } },
    { ...FACTS, ...facts },
  );
  return checks.filter((check) => check.state !== 'ok');
}

/** `state id`, sorted as returned. */
const ids = (...given: Parameters<typeof found>) => found(...given).map((check) => `${check.state} ${check.id}`);
const bind = (source: string, isReadOnly = false) => ({ kind: 'bind', source, target: '/x', isReadOnly }) as const;
const engine = (facts: Partial<typeof ENGINE>) => ({ engine: { ...ENGINE, ...facts } });
const gpus = (facts: Partial<typeof ENGINE.gpus>) => engine({ gpus: { ...ENGINE.gpus, ...facts } });

describe('preflight', () => {
  it('finds nothing wrong with a plain run', () => assert.deepEqual(found({}), []));

  it('says where a store of this machine is mounted, and that another machine does not have it', () => {
    const body = 'tracking: { tracker: mlflow, uri: "sqlite:///mlflow.db" }';
    const facts = { ...FACTS, specFolder: '/p' };
    const said = (isRemote: boolean) =>
      preflight(workloadOf(specText(body)), { ok: true, value: PLAN }, { ...facts, isRemote }).find(
        ({ id }) => id === 'tracking',
      );
    assert.equal(
      said(false)?.message,
      'Metrics are recorded in /p/mlflow.db, which the container gets at the same path.',
    );
    assert.equal(said(true)?.state, 'problem');
    assert.match(said(true)?.message ?? '', /mlflow server/);
  });

  it('says by which name a container calls a server of this machine, and what keeps it from that', () => {
    const body = 'tracking: { tracker: mlflow, uri: "http://localhost:5000" }';
    assert.deepEqual(ids({}, {}, body), []);
    assert.deepEqual(ids({}, { trackingAnswer: 'closed' }, body), ['warning tracking']);
    assert.deepEqual(ids({}, { trackingAnswer: 'loopbackOnly' }, body), ['problem tracking']);
    assert.match(found({}, { trackingAnswer: 'nameRefused' }, body)[0]?.message ?? '', /--allowed-hosts/);
    assert.deepEqual(ids({ network: 'host' }, { trackingAnswer: 'loopbackOnly' }, body), []);
    assert.deepEqual(ids({}, { isRemote: true }, body), ['problem tracking']);
  });

  it('shows why there is no plan, and still checks the rest', () => {
    const failure = { code: 'unsupported', message: 'No.', nextStep: 'Change it.' } as const;
    const checks = preflight(workloadOf(specText('')), fail(failure), { ...FACTS, missingEnvironmentFiles: ['.env'] });
    assert.deepEqual(
      checks.map(({ id, message }) => [id, message]),
      [
        ['envFile:.env', 'The environment file .env is not there.'],
        ['plan', 'No. Change it.'],
      ],
    );
    const same = preflight(
      workloadOf(specText('')),
      fail({ code: 'not-found', message: 'The environment file .env is not there.' }),
      { ...FACTS, missingEnvironmentFiles: ['.env'] },
    );
    assert.equal(same.length, 1);
  });

  it('names secrets without value, not their values', () => {
    const unsetSecrets = [{ variable: 'A', from: { kind: 'environment', variable: 'B' } }] as const;
    assert.match(found({}, { unsetSecrets })[0]?.message ?? '', /A has no value: the variable B/);
  });

  it('does not trust the silence of Podman about GPUs', () => {
    const wanted = { gpus: { kind: 'nvidia', count: 1 } } as const;
    assert.deepEqual(ids(wanted), []);
    assert.deepEqual(ids(wanted, gpus({ nvidiaRuntime: 'no' })), ['problem gpu']);
    assert.deepEqual(ids(wanted, gpus({ nvidiaRuntime: 'unknown' })), ['warning gpu']);
    assert.deepEqual(ids(wanted, engine({ product: 'podman' })), ['problem gpu']);
    assert.deepEqual(ids({ gpus: { kind: 'cdi', devices: ['nvidia.com/gpu=0'] } }, engine({ product: 'podman' })), [
      'warning gpu',
    ]);
  });

  it('knows the devices of CDI and of AMD', () => {
    const listed = gpus({ cdiDevices: ['nvidia.com/gpu=0'] });
    assert.deepEqual(ids({ gpus: { kind: 'cdi', devices: ['nvidia.com/gpu=0'] } }, listed), []);
    assert.match(
      found({ gpus: { kind: 'cdi', devices: ['nvidia.com/gpu=3'] } }, listed)[0]?.message ?? '',
      /no GPU nvidia\.com\/gpu=3.*nvidia\.com\/gpu=0/,
    );
    assert.deepEqual(ids({ gpus: { kind: 'devices', paths: ['/dev/kfd'], groups: [] } }), ['problem gpu']);
    assert.deepEqual(ids({ gpus: { kind: 'devices', paths: ['/dev/kfd'], groups: [] } }, gpus({ amd: true })), []);
  });

  it('counts GPUs, and sees who uses them', () => {
    const known = [{ id: '0', model: 'L4', memoryBytes: 24 * GIB }];
    const many = found({ gpus: { kind: 'nvidia', count: 2 } }, { gpus: known })[0];
    assert.deepEqual(many?.fix?.change, { kind: 'gpu', gpu: { count: 1, ids: [] } });
    assert.deepEqual(ids({ gpus: { kind: 'nvidiaIds', ids: ['4'] } }, { gpus: known }), ['problem gpu']);
    const busy = [container({ limits: { gpus: 1, gpuIds: ['0'] } })];
    assert.deepEqual(ids({ gpus: { kind: 'nvidiaIds', ids: ['0'] } }, { gpus: known, containers: busy }), [
      'warning gpu-shared',
    ]);
    assert.deepEqual(ids({ gpus: { kind: 'nvidiaIds', ids: ['1'] } }, { containers: busy }), []);
    assert.deepEqual(ids({ gpus: { kind: 'nvidia', count: 1 } }, { gpus: known, containers: busy }), [
      'warning gpu-shared',
    ]);
  });

  it('compares limits with the engine', () => {
    assert.deepEqual(found({ cpus: 8 })[0]?.fix?.change, { kind: 'cpus', cpus: 4 });
    assert.deepEqual(ids({ cpus: 4, memoryBytes: 8 * GIB }), []);
    const memory = found({ memoryBytes: 16 * GIB })[0];
    assert.ok(memory?.fix?.change.kind === 'memory' && memory.fix.change.memoryBytes < 8 * GIB);
    assert.deepEqual(ids({ memoryBytes: 1024 ** 2 }), ['problem memory']);
    assert.deepEqual(ids({ memoryBytes: 4 * GIB }, { containers: [container({ limits: { memoryBytes: 6 * GIB } })] }), [
      'warning memory',
    ]);
    assert.deepEqual(
      ids({ memoryBytes: 4 * GIB }, { containers: [container({ state: 'exited', limits: { memoryBytes: 6 * GIB } })] }),
      [],
    );
  });

  it('names who has a port', () => {
    const ports = [{ containerPort: 80, hostPort: 8080, hostIp: '127.0.0.1', protocol: 'tcp' }] as const;
    const user = (facts: Partial<Container['ports'][number]>, state: Container['state'] = 'running') => ({
      containers: [container({ state, ports: [{ containerPort: 1, protocol: 'tcp', hostPort: 8080, ...facts }] })],
    });
    const taken = found({ ports }, user({ hostIp: '0.0.0.0' }))[0];
    assert.match(taken?.message ?? '', /container “other”/);
    assert.deepEqual(taken?.fix?.change, { kind: 'port', containerPort: 80, hostPort: 0 });
    assert.deepEqual(ids({ ports }, user({ hostIp: '127.0.0.2' })), []);
    assert.deepEqual(ids({ ports }, user({ protocol: 'udp' })), []);
    assert.deepEqual(ids({ ports }, user({}, 'exited')), []);
    assert.match(found({ ports }, { listeningPorts: new Set([8080]) })[0]?.message ?? '', /another program/);
    assert.deepEqual(ids({ ports: [{ ...ports[0], hostPort: 80 }] }, engine({ isRootless: true })), [
      'problem port:80',
    ]);
    assert.deepEqual(ids({ ports: [{ ...ports[0], hostIp: '0.0.0.0' }] }), ['warning port:8080:open']);
  });

  it('looks at the program’s own ports in the machine’s network', () => {
    const busy = { containers: [container({ labels: new Map([[RUN_LABELS.hostPorts, '9000/tcp,80/tcp']]) })] };
    assert.deepEqual(ids({ network: 'host' }, busy, 'ports: [80]'), ['problem port:80']);
    assert.deepEqual(ids({ network: 'host' }, { listeningPorts: new Set([80]) }, 'ports: [80]'), ['problem port:80']);
    assert.deepEqual(ids({ network: 'host' }, {}, 'network: host'), ['warning host-network']);
  });

  it('compares the image with the engine', () => {
    const image = (facts: Partial<NonNullable<PreflightFacts['image']>>) => ({
      image: { architecture: 'amd64', os: 'linux', user: 'app', ...facts },
    });
    assert.deepEqual(ids({}, image({})), []);
    assert.deepEqual(ids({}, image({ architecture: 'arm64' })), ['problem image']);
    assert.deepEqual(ids({ platform: 'linux/arm64' }, image({ architecture: 'aarch64' })), ['warning image']);
    assert.deepEqual(ids({}, { ...image({}), ...engine({ architecture: 'x86_64' }) }), []);
    assert.deepEqual(ids({}, image({ os: 'windows' })), ['problem image']);
  });

  it('looks at folders, unless the engine is elsewhere', () => {
    const folders = new Map([
      ['/a', 'missing'],
      ['/b', 'readOnly'],
      ['/c', 'writable'],
      ['/f', 'file'],
    ] as const);
    assert.deepEqual(found({ mounts: [bind('/a')] }, { folders })[0]?.fix?.change, {
      kind: 'createFolder',
      path: '/a',
    });
    assert.deepEqual(ids({ mounts: [bind('/b')] }, { folders }), ['warning folder:/b']);
    assert.deepEqual(ids({ mounts: [bind('/b', true), bind('/c'), bind('/f')] }, { folders }), []);
    assert.deepEqual(ids({ mounts: [bind('/a')] }, { folders, isRemote: true }), ['warning remote-folders']);
    const outputFolders = new Map([
      ['/o', 'file'],
      ['/p', 'readOnly'],
      ['/q', 'missing'],
    ] as const);
    assert.deepEqual(ids({}, { outputFolders }), ['problem output:/o', 'problem output:/p']);
  });

  it('warns when files would belong to root', () => {
    const image = { architecture: 'amd64', os: 'linux', user: '' };
    assert.deepEqual(ids({ mounts: [bind('/c')] }, { image }), ['warning owner']);
    assert.deepEqual(ids({ mounts: [bind('/c', true)] }, { image }), []);
    assert.deepEqual(ids({ mounts: [bind('/c')], user: '1000:1000' }, { image }), []);
    assert.deepEqual(ids({ mounts: [bind('/c')] }, { image, ...engine({ isRootless: true }) }), []);
  });

  it('wants a confirmation for every way to hand the machine over (S14)', () => {
    const risky = [
      '/var/run/docker.sock',
      '/run/docker.sock',
      '/run/user/1000/docker.sock',
      '/run/user/1000/podman/podman.sock',
      '/var/run/../run/docker.sock',
      '/run//docker.sock',
      '/run/containerd/containerd.sock',
      '/',
      '//',
      '/var',
      '/var/run',
      '/run/',
      '/etc',
      '/etc/passwd',
      '/proc',
      '/sys/fs',
      '/dev',
      '/var/lib/docker/volumes',
      '/boot',
      '/home',
      '/home/me',
      '/home/me/',
      '/home/me/.ssh',
      '/home/me/x/../.ssh/id_rsa',
      '/home/me/.aws/credentials',
      '/home/me/.kube',
      '/home/me/.docker/config.json',
      '/home/me/.config/gcloud',
      '/home/me/.gnupg',
      '/home/me/.netrc',
      '\\\\.\\pipe\\docker_engine',
      '//./pipe/docker_engine',
      'C:\\',
    ];
    for (const source of risky) {
      const [check] = found({ mounts: [bind(source, true)] });
      assert.equal(check?.state, 'problem', source);
      assert.deepEqual(check?.fix?.change, { kind: 'accept', id: `risk:${source}` });
      assert.deepEqual(ids({ mounts: [bind(source, true)] }, { accepted: new Set([`risk:${source}`]) }), []);
    }
    for (const source of [
      '/project',
      '/home/me/project',
      '/home/other',
      '/home/me/.cache/pip',
      '/data',
      '/runs',
      '/etcetera',
      '/home/me/.sshx',
    ]) {
      assert.deepEqual(ids({ mounts: [bind(source, true)] }), [], source);
    }
    assert.deepEqual(
      ids({ mounts: [bind('/project/s', true)] }, { realPaths: new Map([['/project/s', '/run/docker.sock']]) }),
      ['problem risk:/project/s'],
    );
  });

  it('knows that DataLoader workers need shared memory', () => {
    assert.deepEqual(found({}, {}, 'parameters: { num_workers: 4 }')[0]?.fix?.change, { kind: 'shm', shmBytes: GIB });
    assert.deepEqual(ids({}, { usesDataLoaderWorkers: true }), ['warning shm']);
    assert.deepEqual(ids({}, {}, 'command: [python, t.py, --workers=4]'), ['warning shm']);
    assert.deepEqual(ids({ shmBytes: GIB }, {}, 'parameters: { num_workers: 4 }'), []);
    assert.deepEqual(ids({}, {}, 'parameters: { num_workers: 0 }'), []);
  });

  it('looks for networks and names', () => {
    assert.deepEqual(ids({ network: 'lab' }, { networks: ['bridge'] }), ['problem network']);
    assert.deepEqual(ids({ network: 'lab' }, { networks: ['lab'] }), []);
    assert.deepEqual(ids({}, { containers: [container({ name: 'w-1' })] }), ['problem name']);
  });

  it('shows problems first', () => {
    const order = preflight(
      workloadOf(specText('parameters: { workers: 1 }')),
      { ok: true, value: { ...PLAN, cpus: 99, memoryBytes: GIB } },
      FACTS,
    );
    assert.deepEqual(
      order.map((check) => check.state),
      ['problem', 'warning', 'ok'],
    );
  });
});

describe('withChange', () => {
  const choices = { parameters: new Map(), cpus: 8, gpu: { count: 2, ids: [] } } as const;

  it('puts a fix into the choices', () => {
    assert.equal(withChange(choices, { kind: 'cpus', cpus: 4 }).cpus, 4);
    assert.equal(withChange(choices, { kind: 'memory', memoryBytes: 7 }).memoryBytes, 7);
    assert.equal(withChange(choices, { kind: 'shm', shmBytes: 7 }).shmBytes, 7);
    assert.equal('gpu' in withChange(choices, { kind: 'gpu' }), false);
    assert.equal(withChange(choices, { kind: 'gpu', gpu: { count: 1, ids: [] } }).gpu?.count, 1);
    const twice = withChange(withChange(choices, { kind: 'port', containerPort: 80, hostPort: 0 }), {
      kind: 'port',
      containerPort: 81,
      hostPort: 9,
    });
    assert.deepEqual(
      [...(twice.hostPorts ?? [])],
      [
        [80, 0],
        [81, 9],
      ],
    );
    assert.deepEqual([...(withChange(choices, { kind: 'accept', id: 'a' }).accepted ?? [])], ['a']);
    assert.equal(withChange(choices, { kind: 'createFolder', path: '/a' }), choices);
  });
});
