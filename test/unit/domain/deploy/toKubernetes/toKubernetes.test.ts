import assert from 'node:assert/strict';
import type { Manifest } from '../../../../../src/domain/cluster/ports.ts';
import { fieldOf } from '../../../../../src/domain/deploy/plainData.ts';
import { toKubernetes } from '../../../../../src/domain/deploy/toKubernetes/toKubernetes.ts';
import { gpuNode, kubeNode } from '../../../../support/kubeObjects.ts';
import { choicesOf, manifestsOf, start, START_FACTS, type Start } from '../../../../support/kubeStart.ts';
import { specText, workloadOf } from '../specTexts.ts';

const run = (body = '') => workloadOf(specText(body));
const serve = (body = '') => workloadOf(specText(body, { kind: 'serve' }));

function refused(given: Start) {
  const result = start(given);
  assert.ok(!result.ok);
  return result.failure;
}

const template = (manifest: Manifest | undefined) => fieldOf(manifest, 'spec', 'template', 'spec');
function specWithoutTemplate(manifest: Manifest | undefined): object {
  const spec = fieldOf(manifest, 'spec');
  return Object.fromEntries(Object.entries(spec ?? {}).filter(([name]) => name !== 'template'));
}
function container(manifest: Manifest | undefined): unknown {
  const containers = fieldOf(template(manifest), 'containers');
  return Array.isArray(containers) ? containers[0] : undefined;
}
function variables(manifest: Manifest | undefined): ReadonlyMap<string, unknown> {
  const env = fieldOf(container(manifest), 'env');
  const list = Array.isArray(env) ? env : [];
  return new Map(list.map((one) => [String(fieldOf(one, 'name')), fieldOf(one, 'value') ?? fieldOf(one, 'valueFrom')]));
}

const LABELS = {
  'app.kubernetes.io/name': 'w',
  'app.kubernetes.io/instance': 'w-calm-otter',
  'app.kubernetes.io/managed-by': 'trainyard',
  'trainyard.dev/run-id': 'id1',
  'trainyard.dev/run-name': 'w-calm-otter',
  'trainyard.dev/workload': 'w',
  'trainyard.dev/kind': 'run',
};

describe('toKubernetes', () => {
  it('makes the smallest Job of the smallest run', () => {
    assert.deepEqual(manifestsOf({ workload: run() }), [
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: 'w-calm-otter',
          namespace: 'training',
          labels: LABELS,
          annotations: { 'trainyard.dev/parameters': '{}' },
        },
        spec: {
          backoffLimit: 0,
          template: {
            metadata: { labels: LABELS, annotations: { 'trainyard.dev/parameters': '{}' } },
            spec: {
              restartPolicy: 'Never',
              containers: [
                {
                  name: 'w',
                  image: 'app:1',
                  imagePullPolicy: 'IfNotPresent',
                  env: [
                    { name: 'PYTHONUNBUFFERED', value: '1' },
                    { name: 'TRAINYARD_RUN_ID', value: 'id1' },
                    { name: 'TRAINYARD_RUN_NAME', value: 'w-calm-otter' },
                  ],
                  securityContext: { allowPrivilegeEscalation: false },
                },
              ],
              securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
              automountServiceAccountToken: false,
              enableServiceLinks: false,
            },
          },
        },
      },
    ]);
  });

  it('makes an indexed Job and a Service for names of its pods of several nodes', () => {
    const [service, job, ...others] = manifestsOf({ workload: run('nodes: 3\nretries: 2\ntimeout: 90s') });
    assert.deepEqual(others, []);
    assert.deepEqual(service, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: job?.metadata,
      spec: {
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector: { 'app.kubernetes.io/instance': 'w-calm-otter' },
      },
    });
    assert.deepEqual(specWithoutTemplate(job), {
      backoffLimit: 6,
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 3,
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      },
    });
    assert.equal(fieldOf(template(job), 'subdomain'), 'w-calm-otter');
    assert.equal(fieldOf(template(job), 'activeDeadlineSeconds'), 90, 'from the start of the pod, not while it waits');
    const rank = { fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" } };
    const env = variables(job);
    const ranks = [
      'MASTER_ADDR',
      'MASTER_PORT',
      'NNODES',
      'NODE_RANK',
      'NPROC_PER_NODE',
      'WORLD_SIZE',
      'RANK',
      'LOCAL_RANK',
    ];
    assert.deepEqual(
      ranks.map((name) => env.get(name)),
      ['w-calm-otter-0.w-calm-otter', '29500', '3', rank, '1', '3', rank, '0'],
    );
    assert.deepEqual(
      [env.get('PET_NNODES'), env.get('PET_NODE_RANK'), env.get('PET_MASTER_ADDR')],
      ['3', rank, env.get('MASTER_ADDR')],
    );
  });

  it('leaves ranks to torchrun where a node has several processes, and lets the spec win', () => {
    const [, job] = manifestsOf({
      workload: run('nodes: 2\nprocessesPerNode: 4\nenv: { MASTER_PORT: 1234, NODE_RANK: 9 }'),
      choices: { masterPort: 4000 },
    });
    const env = variables(job);
    assert.deepEqual([env.has('RANK'), env.has('WORLD_SIZE')], [false, false]);
    assert.deepEqual(
      ['NPROC_PER_NODE', 'PET_NPROC_PER_NODE', 'PET_MASTER_PORT', 'MASTER_PORT', 'NODE_RANK'].map((name) =>
        env.get(name),
      ),
      ['4', '4', '4000', '1234', '9'],
    );
  });

  it('starts a run that is debugged under debugpy, with all of its words, and marks Job and pods', () => {
    const workload = run('command: [python, -u, "$(x).py"]\nargs: [a]\nparameters: { epochs: 5 }');
    const [job] = manifestsOf({ workload, choices: { debug: {} } });
    const debugpy = '-m debugpy --listen 127.0.0.1:5678 --wait-for-client'.split(' ');
    const wanted = ['python', '-u', ...debugpy, '$$(x).py', 'a', '--epochs', '5'];
    assert.deepEqual(fieldOf(container(job), 'command'), wanted);
    assert.equal(fieldOf(container(job), 'args'), undefined);
    for (const path of [['metadata'], ['spec', 'template', 'metadata']])
      assert.equal(fieldOf(job, ...path, 'labels', 'trainyard.dev/debug-port'), '5678');
    const refusal = refused({ workload: run('command: [accelerate, launch, train.py]'), choices: { debug: {} } });
    assert.match(refusal.message, /“accelerate” starts the ranks/);
    const launched = run('command: [torchrun, --nproc_per_node=4, train.py]');
    const [ranks] = manifestsOf({ workload: launched, choices: { debug: {} } });
    assert.equal(fieldOf(ranks, 'metadata', 'labels', 'trainyard.dev/debug-processes'), '4');
    const unknown = run('command: [torchrun, --nproc_per_node=auto, train.py]');
    assert.match(refused({ workload: unknown, choices: { debug: {} } }).message, /leaves it to the machine/);
    assert.match(refused({ workload: run(), choices: { debug: {} } }).message, /leaves it to the image/);
    const server = manifestsOf({ workload: serve('command: [python, s.py]'), choices: { debug: {} } });
    assert.doesNotMatch(JSON.stringify(server), /debug/);
  });

  it('makes the reference Deployment, updated without downtime', () => {
    const [service, deployment, ...others] = manifestsOf({
      workload: serve(
        'replicas: 3\nports: [{ container: 8080, name: http }]\nhealth: { http: /healthz }\nresources: { cpu: 1, memory: 1Gi }',
      ),
      choices: { objectName: 'model-inference', requests: { cpus: 0.5, memoryBytes: 512 * 1024 ** 2 } },
    });
    assert.deepEqual(others, []);
    assert.deepEqual(service?.['spec'], {
      selector: { 'app.kubernetes.io/instance': 'model-inference' },
      ports: [{ name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP' }],
    });
    assert.deepEqual(specWithoutTemplate(deployment), {
      replicas: 3,
      selector: { matchLabels: { 'app.kubernetes.io/instance': 'model-inference' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      progressDeadlineSeconds: 600,
    });
    const probe = { httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' }, periodSeconds: 10, timeoutSeconds: 5 };
    const { startupProbe, readinessProbe, livenessProbe, resources, lifecycle } = container(deployment) as Record<
      string,
      unknown
    >;
    assert.deepEqual(startupProbe, { ...probe, failureThreshold: 6 });
    assert.deepEqual(
      [readinessProbe, livenessProbe],
      [
        { ...probe, failureThreshold: 3 },
        { ...probe, failureThreshold: 3 },
      ],
    );
    assert.deepEqual(resources, { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m', memory: '512Mi' } });
    assert.deepEqual(lifecycle, { preStop: { sleep: { seconds: 5 } } });
  });

  it('makes what is asked for besides, and leaves the replicas to the autoscaler', () => {
    const manifests = manifestsOf({
      workload: serve('replicas: 3\nports: [8080]'),
      choices: {
        autoscale: { least: 2, most: 9, cpuPercent: 70 },
        disruption: { mostUnavailable: 1 },
        ingress: { host: 'm.example.org', tlsSecret: 'm-tls' },
      },
    });
    assert.deepEqual(
      manifests.map(({ kind }) => kind),
      ['Service', 'Deployment', 'PodDisruptionBudget', 'HorizontalPodAutoscaler', 'Ingress'],
    );
    assert.equal(fieldOf(manifests[1], 'spec', 'replicas'), undefined);
    assert.deepEqual(fieldOf(manifests[4], 'spec', 'tls'), [{ hosts: ['m.example.org'], secretName: 'm-tls' }]);
  });

  it('is ready when its port listens, when the spec does not say how to tell', () => {
    const [, deployment] = manifestsOf({ workload: serve('ports: [8080]'), facts: { version: 'v1.28.0' } });
    const { readinessProbe, lifecycle } = container(deployment) as Record<string, unknown>;
    assert.deepEqual(readinessProbe, { tcpSocket: { port: 8080 }, periodSeconds: 5 });
    assert.deepEqual(lifecycle, { preStop: { exec: { command: ['sleep', '5'] } } }, 'the field is too new for 1.28');
    const silent = container(manifestsOf({ workload: serve() })[0]) as Record<string, unknown>;
    assert.equal(silent['readinessProbe'], undefined);
  });

  it('does not start pods anew for a commit or another number of replicas', () => {
    const given = { workload: serve('ports: [8080]') };
    const deployments = ['a', 'b'].map((commit) =>
      manifestsOf({
        ...given,
        facts: { git: { commit, isDirty: false }, specDigest: commit },
        choices: { replicas: commit === 'a' ? 1 : 2 },
      }).find(({ kind }) => kind === 'Deployment'),
    );
    const [first, second] = deployments;
    assert.deepEqual(fieldOf(first, 'spec', 'template'), fieldOf(second, 'spec', 'template'));
    assert.notDeepEqual(first?.metadata, second?.metadata);
  });

  it('passes words as they are, though the API would replace $(…)', () => {
    const [job] = manifestsOf({
      workload: run('command: [sh, -c, "echo $(date) $HOME $$"]\nargs: ["$"]\nenv: { A: "$(B)" }'),
    });
    const { command, args } = container(job) as Record<string, unknown>;
    assert.deepEqual(command, ['sh', '-c', 'echo $$(date) $$HOME $$$$']);
    assert.deepEqual(args, ['$']);
    assert.equal(variables(job).get('A'), '$$(B)');
  });

  it('takes parameters, environment and secrets in the order in which they win', () => {
    const [job] = manifestsOf({
      workload: run(
        [
          'envFiles: [.env]',
          'env: { A: env, B: env }',
          'parameters: { b: { default: 1, as: environment, variable: B }, lr: 0.1 }',
          'secrets: { S: { secret: hub, key: token }, L: { env: L } }',
          'tracking: { tracker: mlflow, uri: "http://m:5000", experiment: e }',
        ].join('\n'),
      ),
      facts: { environmentFiles: new Map([['.env', 'A=file\nC=file']]) },
      choices: { parameters: new Map([['lr', '0.2']]), secrets: new Map([['L', { secret: 'mine', key: 'l' }]]) },
    });
    const env = variables(job);
    assert.deepEqual(
      ['A', 'B', 'C', 'S', 'L', 'MLFLOW_TRACKING_URI'].map((name) => env.get(name)),
      [
        'env',
        '1',
        'file',
        { secretKeyRef: { name: 'hub', key: 'token' } },
        { secretKeyRef: { name: 'mine', key: 'l' } },
        'http://m:5000',
      ],
    );
    assert.deepEqual(fieldOf(container(job), 'args'), ['--lr', '0.2']);
    assert.equal(fieldOf(job, 'metadata', 'annotations', 'trainyard.dev/parameters'), '{"b":"1","lr":"0.2"}');
  });

  it('gives the tracker that pods reach, with tags that lead to the pod, and its address for the row of the run', () => {
    const tracked = (tracking: string) => {
      const [job] = manifestsOf({ workload: run(`tracking: ${tracking}`) });
      const address = fieldOf(job, 'metadata', 'annotations', 'trainyard.dev/tracking');
      return { job, address, env: variables(job) };
    };
    const { env, address, job } = tracked('{ tracker: mlflow, uri: "http://m:5000/", experiment: e }');
    assert.deepEqual([env.get('MLFLOW_TRACKING_URI'), env.get('MLFLOW_EXPERIMENT_NAME')], ['http://m:5000/', 'e']);
    assert.equal(address, 'http://m:5000');
    const tags: unknown = JSON.parse(String(env.get('MLFLOW_RUN_CONTEXT')));
    assert.equal(fieldOf(tags, 'trainyard.run-id'), fieldOf(job, 'metadata', 'labels', 'trainyard.dev/run-id'));
    assert.equal(fieldOf(tags, 'trainyard.kubernetes.namespace'), START_FACTS.namespace);
    assert.equal(fieldOf(tags, 'trainyard.kubernetes.object'), `Job/${String(fieldOf(job, 'metadata', 'name'))}`);
    // The cluster replaces it, as the variable stands before it.
    assert.equal(fieldOf(tags, 'trainyard.kubernetes.pod'), '$(TRAINYARD_POD)');
    const names = [...env.keys()];
    assert.ok(names.indexOf('TRAINYARD_POD') < names.indexOf('MLFLOW_RUN_CONTEXT'));

    assert.equal(tracked('{ tracker: mlflow, uri: "https://me:secret@m" }').address, undefined, 'a login is not told');
    for (const uri of ['sqlite:///mlflow.db', 'file:./mlruns', 'http://localhost:5000']) {
      const here = tracked(`{ tracker: mlflow, uri: "${uri}" }`);
      assert.deepEqual([here.env.get('MLFLOW_TRACKING_URI'), here.address], [undefined, undefined], uri);
    }
  });

  it('refuses secrets, files and parameters that it cannot take, with a way out', () => {
    const secret = refused({ workload: run('secrets: { S: { file: token } }') });
    assert.deepEqual([secret.code, /Make a Secret/.test(secret.nextStep ?? '')], ['unsupported', true]);
    assert.equal(refused({ workload: run('envFiles: [.env]') }).code, 'not-found');
    assert.equal(refused({ workload: run(), choices: { parameters: new Map([['x', '1']]) } }).code, 'invalid');
    assert.equal(refused({ workload: run('network: host') }).code, 'unsupported');
  });

  it('refuses kinds that it does not make, naming the one that it does', () => {
    const given = (workload: Start['workload']) => ({ choices: choicesOf({ workload }), facts: START_FACTS });
    const kinds = (['TrainJob', 'PyTorchJob', 'RayJob', 'Deployment'] as const).map((kind) =>
      toKubernetes(run(), kind, given(run())),
    );
    for (const result of kinds) {
      assert.ok(!result.ok);
      assert.equal(result.failure.code, 'unsupported');
      assert.match(result.failure.nextStep ?? '', /create: Job/);
    }
    for (const kind of ['InferenceService', 'Job'] as const) {
      const result = toKubernetes(serve(), kind, given(serve()));
      assert.ok(!result.ok);
      assert.match(result.failure.nextStep ?? '', /create: Deployment/);
    }
    assert.ok(toKubernetes(run(), 'Job', given(run())).ok);
  });

  it('puts GPU pods on nodes with such GPUs, and tells the scheduler nothing that it knows', () => {
    const taints = [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }];
    const nodes = [
      gpuNode('a', 'NVIDIA-A100-SXM4-80GB', { taints }),
      gpuNode('t', 'Tesla-T4', { memoryMib: 15_360, count: 1 }),
    ];
    const [job] = manifestsOf({ workload: run('resources: { gpu: { model: A100, count: 4 } }'), facts: { nodes } });
    assert.deepEqual(
      fieldOf(template(job), 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'),
      {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'nvidia.com/gpu.product', operator: 'In', values: ['NVIDIA-A100-SXM4-80GB'] }] },
        ],
      },
    );
    assert.deepEqual(fieldOf(template(job), 'tolerations'), [
      { key: 'nvidia.com/gpu', operator: 'Equal', value: 'present', effect: 'NoSchedule' },
    ]);
    assert.deepEqual(fieldOf(container(job), 'resources'), {
      limits: { 'nvidia.com/gpu': '4' },
      requests: { 'nvidia.com/gpu': '4' },
    });
    const [plain] = manifestsOf({ workload: run('resources: { gpu: 1 }'), facts: { nodes: nodes.slice(0, 1) } });
    assert.equal(fieldOf(template(plain), 'affinity'), undefined);
  });

  it('keeps to nodes that can run the image, where others are there too', () => {
    const image = { reference: 'app:1', architectures: ['arm64'] };
    const nodes = [kubeNode('a'), kubeNode('b', { architecture: 'arm64' })];
    const of = (given: Partial<typeof START_FACTS>) =>
      fieldOf(template(manifestsOf({ workload: run(), facts: given })[0]), 'affinity');
    assert.match(JSON.stringify(of({ image, nodes })), /"kubernetes.io\/arch","operator":"In","values":\["arm64"\]/);
    assert.equal(of({ image, nodes: nodes.slice(1) }), undefined);
  });
});
