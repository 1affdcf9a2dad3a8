import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { DockerChoices, DockerFacts } from '../../../../src/domain/deploy/dockerFacts.ts';
import { toDocker } from '../../../../src/domain/deploy/toDocker.ts';
import type { ContainerPlan } from '../../../../src/domain/engines/containerPlan.ts';
import { RUN_LABELS } from '../../../../src/domain/runs/labels.ts';
import { ENGINE } from './engineFacts.ts';
import { specText, workloadOf } from './specTexts.ts';

const FACTS: DockerFacts = {
  engine: ENGINE,
  hasBridgeNetwork: true,
  hostUser: { uid: 1000, gid: 100 },
  homeFolder: '/home/me',
  specFolder: '/project',
  workspaceFolder: '/project',
  secrets: new Map(),
  environmentFiles: new Map(),
  image: { reference: 'app:1' },
  run: { id: 'id1', name: 'w-calm-otter' },
};

interface Case {
  readonly body?: string;
  readonly options?: Parameters<typeof specText>[1];
  readonly facts?: Partial<DockerFacts>;
  readonly choices?: Partial<DockerChoices>;
}

function plan({ body = '', options, facts = {}, choices = {} }: Case) {
  const workload = workloadOf(specText(body, options));
  const { cpus, memoryBytes, gpu } = workload.resources;
  const limits = Object.fromEntries(
    Object.entries({ cpus, memoryBytes, gpu }).filter(([, value]) => value !== undefined),
  );
  return toDocker(workload, { parameters: new Map(), ...limits, ...choices }, { ...FACTS, ...facts });
}

function planned(given: Case): ContainerPlan {
  const result = plan(given);
  assert.ok(result.ok, result.ok ? '' : result.failure.message);
  return result.value;
}

function refused(given: Case) {
  const result = plan(given);
  assert.ok(!result.ok);
  return result.failure;
}

describe('toDocker', () => {
  it('starts a run that is debugged under debugpy, and says in labels how it is attached to', () => {
    const body = 'command: [torchrun, --nproc_per_node=2, train.py]\ntimeout: 1m';
    const { entrypoint, command, labels } = planned({ body, choices: { debug: {} } });
    assert.deepEqual(entrypoint?.slice(0, 2), ['/bin/sh', '-c']);
    assert.deepEqual(command?.slice(0, 5), [
      'python3',
      '-m',
      'torch.distributed.run',
      '--nproc_per_node=2',
      '--no_python',
    ]);
    const names = [RUN_LABELS.debugPort, RUN_LABELS.debugProcesses, RUN_LABELS.debugPython];
    assert.deepEqual(
      names.map((name) => labels.get(name)),
      ['5678', '2', 'python3'],
    );
    assert.match(refused({ choices: { debug: {} } }).message, /leaves it to the image/);
    const server = planned({ body: 'command: [python, s.py]', options: { kind: 'serve' }, choices: { debug: {} } });
    assert.deepEqual(server.entrypoint, ['python', 's.py']);
  });

  it('makes the smallest plan of the smallest workload', () => {
    const { environment, labels, ...rest } = planned({});
    assert.deepEqual(rest, { name: 'w-calm-otter', image: 'app:1', mounts: [], ports: [], restart: { policy: 'no' } });
    assert.deepEqual([...environment.keys()], ['PYTHONUNBUFFERED', 'TRAINYARD_RUN_ID', 'TRAINYARD_RUN_NAME']);
    assert.equal(labels.get(RUN_LABELS.runId), 'id1');
  });

  it('tells the client of MLflow which run and which code it records, where it records', () => {
    const git = { commit: 'abc', isDirty: true };
    const tracked = planned({
      body: 'tracking: { tracker: mlflow, uri: "http://m:5000" }',
      facts: { git },
    }).environment;
    assert.deepEqual(JSON.parse(tracked.get('MLFLOW_RUN_CONTEXT') ?? ''), {
      'mlflow.runName': 'w-calm-otter',
      'trainyard.run-id': 'id1',
      'trainyard.workload': 'w',
      'mlflow.source.git.commit': 'abc',
      'trainyard.git.dirty': 'true',
    });
    const byVariable = planned({ body: 'env: { MLFLOW_TRACKING_URI: "http://m:5000" }' }).environment;
    assert.match(byVariable.get('MLFLOW_RUN_CONTEXT') ?? '', /w-calm-otter/);
    const own = planned({
      body: 'env: { MLFLOW_TRACKING_URI: "http://m:5000", MLFLOW_RUN_CONTEXT: mine }',
    }).environment;
    assert.equal(own.get('MLFLOW_RUN_CONTEXT'), 'mine');
    const none = 'tracking: { tracker: none }\nenv: { MLFLOW_TRACKING_URI: "http://m:5000" }';
    assert.equal(planned({ body: none }).environment.has('MLFLOW_RUN_CONTEXT'), false);
  });

  it('puts the command in place of the entry point, and the words after it', () => {
    const { entrypoint, command } = planned({
      body: 'command: [python, t.py]\nargs: [-v]\nparameters: { epochs: 2 }',
      choices: { parameters: new Map([['epochs', '3']]) },
    });
    assert.deepEqual(
      [entrypoint, command],
      [
        ['python', 't.py'],
        ['-v', '--epochs', '3'],
      ],
    );
    const without = planned({ body: 'args: [-v]' });
    assert.deepEqual([without.entrypoint, without.command], [undefined, ['-v']]);
  });

  it('keeps the time limit inside of the container', () => {
    const { entrypoint, command } = planned({ body: 'command: [python, t.py]\ntimeout: 90s' });
    assert.deepEqual(
      [entrypoint?.slice(0, 2), entrypoint?.slice(-3), command],
      [
        ['/bin/sh', '-c'],
        ['sh', '10', '90'],
        ['python', 't.py'],
      ],
    );
    assert.equal(refused({ body: 'timeout: 90s' }).code, 'invalid');
  });

  it('takes limits from the choices, and shared memory from the spec', () => {
    const { cpus, memoryBytes, shmBytes } = planned({
      body: 'resources: { cpu: 2, memory: 1Gi, shm: 1Gi }',
      choices: { cpus: 3 },
    });
    assert.deepEqual([cpus, memoryBytes, shmBytes], [3, 1024 ** 3, 1024 ** 3]);
    assert.equal(planned({ body: 'resources: { shm: 1Gi }', choices: { shmBytes: 5e9 } }).shmBytes, 5e9);
  });

  it('finds folders from the spec, the home and the root', () => {
    const body =
      'mounts: [{ workspace: /w }, { folder: ../data, path: /d, readOnly: true }, { folder: ~/x, path: /x }, { folder: /abs/./y, path: /y }, { volume: v, path: /v }]';
    assert.deepEqual(planned({ body }).mounts, [
      { kind: 'bind', source: '/project', target: '/w', isReadOnly: false },
      { kind: 'bind', source: '/data', target: '/d', isReadOnly: true },
      { kind: 'bind', source: '/home/me/x', target: '/x', isReadOnly: false },
      { kind: 'bind', source: '/abs/y', target: '/y', isReadOnly: false },
      { kind: 'volume', source: 'v', target: '/v', isReadOnly: false },
    ]);
    const windows = planned({
      body: 'mounts: [{ folder: data, path: /d }]',
      facts: { specFolder: 'C:\\work\\digits' },
    });
    assert.deepEqual(windows.mounts[0], {
      kind: 'bind',
      source: 'C:\\work\\digits\\data',
      target: '/d',
      isReadOnly: false,
    });
  });

  it('binds ports to this machine alone unless told otherwise', () => {
    const body = 'ports: [80, { container: 81, host: 8081 }, { container: 82, hostIp: 0.0.0.0, protocol: udp }]';
    assert.deepEqual(planned({ body }).ports, [
      { containerPort: 80, hostIp: '127.0.0.1', protocol: 'tcp' },
      { containerPort: 81, hostPort: 8081, hostIp: '127.0.0.1', protocol: 'tcp' },
      { containerPort: 82, hostIp: '0.0.0.0', protocol: 'udp' },
    ]);
    const free = planned({
      body,
      choices: {
        hostPorts: new Map([
          [81, 0],
          [80, 8080],
        ]),
      },
    });
    assert.deepEqual(
      free.ports.map((port) => port.hostPort),
      [8080, undefined, undefined],
    );
  });

  it('uses the machine’s network where there is no bridge, and remembers the ports in a label', () => {
    const { network, ports, labels } = planned({ body: 'ports: [80]', facts: { hasBridgeNetwork: false } });
    assert.deepEqual([network, ports, labels.get(RUN_LABELS.hostPorts)], ['host', [], '80/tcp']);
    assert.equal(planned({ body: 'network: lab', facts: { hasBridgeNetwork: false } }).network, 'lab');
  });

  it('runs as the host’s user, as root of a rootless engine, or as told', () => {
    const mine = planned({ body: 'user: host' });
    assert.deepEqual([mine.user, mine.environment.get('HOME')], ['1000:100', '/tmp']);
    const rootless = planned({ body: 'user: host', facts: { engine: { ...ENGINE, isRootless: true } } });
    assert.deepEqual([rootless.user, rootless.environment.get('HOME')], ['0:0', undefined]);
    assert.equal(planned({ body: 'user: 7:8' }).user, '7:8');
    assert.equal(planned({ body: 'user: image' }).user, undefined);
    const { hostUser: _, ...windows } = FACTS;
    assert.equal(toDocker(workloadOf(specText('user: host')), { parameters: new Map() }, windows).ok, true);
  });

  it('sets variables so that the nearer source wins', () => {
    const facts = {
      environmentFiles: new Map([['a.env', 'A=file\nB=file\nC=file\nPYTHONUNBUFFERED=0']]),
      secrets: new Map([['D', 'secret']]),
    };
    const body =
      'envFiles: [a.env]\nenv: { B: env, C: env }\nparameters: { C: { default: p, as: environment } }\nsecrets: { D: { env: X } }\ntracking: { tracker: mlflow, uri: "http://m:1", experiment: e }\ncheckpoint: /c\nprocessesPerNode: 2';
    const { environment } = planned({ body, facts });
    const values = [
      'A',
      'B',
      'C',
      'D',
      'PYTHONUNBUFFERED',
      'MLFLOW_TRACKING_URI',
      'MLFLOW_EXPERIMENT_NAME',
      'TRAINYARD_CHECKPOINT',
      'PET_NPROC_PER_NODE',
    ].map((name) => environment.get(name));
    assert.deepEqual(values, ['file', 'env', 'p', 'secret', '0', 'http://m:1', 'e', '/c', '2']);
  });

  it('refuses sources that are not there, without quoting their contents', () => {
    assert.equal(refused({ body: 'envFiles: [a.env]' }).code, 'not-found');
    const line = refused({
      body: 'envFiles: [a.env]',
      facts: { environmentFiles: new Map([['a.env', 'A=1\nhunter2']]) },
    });
    assert.match(line.message, /a\.env:2/);
    assert.doesNotMatch(JSON.stringify(line), /hunter2/);
    assert.match(refused({ body: 'secrets: { A: { env: B } }' }).message, /variable B is not set/);
    assert.match(refused({ body: 'secrets: { A: { file: f } }' }).message, /f cannot be read/);
    assert.equal(refused({ body: 'secrets: { A: { secret: s } }' }).code, 'unsupported');
  });

  it('refuses what one Docker engine cannot do', () => {
    assert.match(refused({ body: 'nodes: 2' }).message, /2 nodes/);
    assert.match(refused({ body: 'replicas: 2', options: { kind: 'serve' } }).message, /2 replicas/);
    for (const body of ['mounts: [{ pvc: c, path: /c }]', 'mounts: [{ dataset: "s3://b/k", path: /c }]', 'nodes: 2']) {
      const failure = refused({ body });
      assert.equal(failure.code, 'unsupported');
      assert.ok(failure.nextStep);
    }
  });

  it('labels the run with all that ties it to its origin', () => {
    const facts = {
      specPath: '/project/trainyard.yaml',
      specDigest: 'd',
      git: { commit: 'c0ffee', isDirty: true },
      image: { reference: 'app:1', digest: 'sha256:1' },
    };
    const { labels } = planned({ body: 'parameters: { __proto__: 1, a: "x\\"y" }\noutputs: [{ path: /o }]', facts });
    assert.deepEqual(Object.fromEntries(labels), {
      'trainyard.run-id': 'id1',
      'trainyard.run-name': 'w-calm-otter',
      'trainyard.workload': 'w',
      'trainyard.kind': 'run',
      'trainyard.spec': '/project/trainyard.yaml',
      'trainyard.spec-digest': 'd',
      'trainyard.parameters': '{"__proto__":"1","a":"x\\"y"}',
      'trainyard.outputs': '[{"path":"/o","to":"outputs"}]',
      'trainyard.git-commit': 'c0ffee',
      'trainyard.git-dirty': 'true',
      'trainyard.image-digest': 'sha256:1',
      'trainyard.workspace': '/project',
    });
  });

  it('mounts a store of this machine at its own path, for the user who starts the run', () => {
    const { mounts, environment, user } = planned({
      body: 'tracking: { tracker: mlflow, uri: "sqlite:///data/mlflow.db" }',
    });
    assert.deepEqual(mounts, [{ kind: 'bind', source: '/project/data', target: '/project/data', isReadOnly: false }]);
    assert.equal(environment.get('MLFLOW_TRACKING_URI'), 'sqlite:////project/data/mlflow.db');
    assert.equal(environment.get('_MLFLOW_SERVER_ARTIFACT_ROOT'), '/project/data/mlruns');
    assert.equal(user, '1000:100');
    const files = planned({ body: 'tracking: { tracker: mlflow, uri: "file:../my%20runs" }' });
    assert.equal(files.mounts[0]?.target, '/my runs');
    assert.equal(files.environment.get('MLFLOW_TRACKING_URI'), 'file:///my%20runs');
  });

  it('mounts a store of Windows at a path that a container has', () => {
    const { mounts, environment } = planned({
      body: 'tracking: { tracker: mlflow, uri: "sqlite:///mlflow.db" }',
      facts: { specFolder: 'C:\\work' },
    });
    assert.deepEqual(mounts[0], { kind: 'bind', source: 'C:\\work', target: '/trainyard/tracking', isReadOnly: false });
    assert.equal(environment.get('MLFLOW_TRACKING_URI'), 'sqlite:////trainyard/tracking/mlflow.db');
  });

  it('leaves a path that the user mounts something at, and mounts nothing on another machine', () => {
    const tracking = 'tracking: { tracker: mlflow, uri: "file:./mlruns" }';
    const { mounts } = planned({ body: `mounts: [{ volume: v, path: /project/mlruns }]\n${tracking}` });
    assert.deepEqual(
      mounts.map(({ kind }) => kind),
      ['volume'],
    );
    assert.deepEqual(planned({ body: tracking, facts: { isRemote: true } }).mounts, []);
  });

  it('gives a server of this machine the name that containers have for it', () => {
    const body = 'tracking: { tracker: mlflow, uri: "http://localhost:5000/ml" }';
    const { environment, extraHosts } = planned({ body });
    assert.equal(environment.get('MLFLOW_TRACKING_URI'), 'http://host.docker.internal:5000/ml');
    assert.deepEqual(extraHosts, ['host.docker.internal:host-gateway']);
    const shared = planned({ body: `network: host\n${body}` });
    assert.equal(shared.environment.get('MLFLOW_TRACKING_URI'), 'http://localhost:5000/ml');
    assert.equal(shared.extraHosts, undefined);
  });

  it('remembers where it records as this machine reaches it, and no login', () => {
    const labelOf = (uri: string) =>
      planned({ body: `tracking: { tracker: mlflow, uri: "${uri}" }` }).labels.get('trainyard.tracking');
    assert.equal(labelOf('sqlite:///mlflow.db'), '/project/mlflow.db');
    assert.equal(labelOf('http://localhost:5000/'), 'http://localhost:5000');
    assert.equal(labelOf('https://ml.example.invalid/t'), 'https://ml.example.invalid/t');
    assert.equal(labelOf('https://me:hidden@ml.example.invalid'), undefined);
  });

  it('names the run that it came from, in its labels and to MLflow', () => {
    const facts = { run: { id: 'id2', name: 'w-2', from: { id: 'id1', name: 'w-1' } } };
    const { labels, environment } = planned({ body: 'tracking: { tracker: mlflow, uri: "http://m:5000" }', facts });
    assert.deepEqual([labels.get('trainyard.from-run-id'), labels.get('trainyard.from-run')], ['id1', 'w-1']);
    const context = environment.get('MLFLOW_RUN_CONTEXT') ?? '';
    assert.match(context, /"trainyard.from-run-id":"id1","trainyard.from-run":"w-1"/);
  });

  it('never puts a secret into a label', () => {
    const { labels } = planned({ body: 'secrets: { A: { env: B } }', facts: { secrets: new Map([['A', 'hunter2']]) } });
    assert.doesNotMatch(JSON.stringify([...labels]), /hunter2/);
  });

  it('asks for health from inside, with the address as an argument', () => {
    const { healthcheck, restart } = planned({
      body: 'ports: [80]\nhealth: { http: "/h$(id)", retries: 5 }',
      options: { kind: 'serve' },
    });
    assert.deepEqual(
      [healthcheck?.command.at(-1), healthcheck?.retries, restart],
      ['http://127.0.0.1:80/h$(id)', 5, { policy: 'on-failure', maximumRetries: 3 }],
    );
    assert.doesNotMatch(healthcheck?.command[2] ?? '', /\$\(id\)/);
    assert.deepEqual(planned({ body: 'retries: 2' }).restart, { policy: 'on-failure', maximumRetries: 2 });
  });

  it('writes shell lines that a real shell runs', function () {
    this.timeout(30_000);
    if (process.platform === 'win32') this.skip();
    const run = (words: readonly string[], env?: NodeJS.ProcessEnv) =>
      spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8', env: env ?? process.env, timeout: 20_000 });
    const timed = ({ entrypoint = [], command = [] }: ContainerPlan) => [...entrypoint, ...command];
    const quick = run(timed(planned({ body: 'command: [printf, "%s|", "a b", "$HOME"]\ntimeout: 90s' })));
    assert.deepEqual([quick.stdout, quick.status], ['a b|$HOME|', 0]);
    assert.equal(run(timed(planned({ body: 'command: [sleep, "60"]\ntimeout: 100ms' }))).status, 124);
    assert.equal(run(timed(planned({ body: 'command: [sh, -c, exit 7]\ntimeout: 90s' }))).status, 7);
    const shell = run(timed(planned({ body: 'command: printf "%s|" x\nparameters: { p: "a b" }' })));
    assert.equal(shell.stdout, 'x|--p|a b|');
  });

  it('asks a real server for its health', async function () {
    this.timeout(30_000);
    if (process.platform === 'win32') this.skip();
    const server = createServer((request, response) => response.writeHead(request.url === '/ok' ? 200 : 503).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    const ask = async (path: string) => {
      const body = `health: { http: ${path}, port: ${address.port} }`;
      const [program = '', ...words] = planned({ body, options: { kind: 'serve' } }).healthcheck?.command ?? [];
      const child = spawn(program, words, { stdio: 'ignore' });
      const [code]: unknown[] = await once(child, 'exit');
      return code === 0;
    };
    try {
      assert.deepEqual([await ask('/ok'), await ask('/bad')], [true, false]);
    } finally {
      server.close();
    }
  });

  it('carries platform and init on', () => {
    assert.equal(planned({ body: 'build: { platform: linux/arm64 }', options: { image: '' } }).platform, 'linux/arm64');
    assert.equal(planned({ facts: { hasInit: true } }).useInit, true);
  });
});
