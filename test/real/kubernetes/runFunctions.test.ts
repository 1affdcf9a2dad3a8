// Starting, comparing and stopping runs by the functions of the domain, without any view, on a real cluster.
import assert from 'node:assert/strict';
import { packChanges, unpackChanges } from '../../../src/adapters/git/packChanges.ts';
import { credentialsIn } from '../../../src/adapters/docker/credentials.ts';
import { ok } from '../../../src/domain/base/failure.ts';
import { ClusterHub } from '../../../src/domain/cluster/clusterHub.ts';
import { JOB_KIND } from '../../../src/domain/cluster/knownKinds.ts';
import type { Cluster, Manifest } from '../../../src/domain/cluster/ports.ts';
import { EngineHub } from '../../../src/domain/engines/engineHub.ts';
import { kubernetesChoices, withCluster } from '../../../src/domain/runs/clusterChoices.ts';
import { kubernetesRuns } from '../../../src/domain/runs/kubernetesRuns.ts';
import { readRunChanges } from '../../../src/domain/runs/readRunChanges.ts';
import { readRunSheet } from '../../../src/domain/runs/readRunSheet.ts';
import { initialChoices } from '../../../src/domain/runs/runChoices.ts';
import type { Run } from '../../../src/domain/runs/run.ts';
import { startClusterRun } from '../../../src/domain/runs/startClusterRun.ts';
import { stopClusterRun } from '../../../src/domain/runs/stopClusterRun.ts';
import { SERVE, STAY } from '../../support/kubePrograms.ts';
import { START_FACTS } from '../../support/kubeStart.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { readClaimZones } from '../../../src/domain/deploy/claimZones.ts';
import { readPullSecrets } from '../../../src/domain/deploy/pullSecrets.ts';
import { toKubernetes } from '../../../src/domain/deploy/toKubernetes/toKubernetes.ts';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { PYTHON } from '../../support/testImages.ts';

const { signal } = new AbortController();
const PATCH = 'diff --git a/train.py b/train.py\n';

describe('runs without a view, on a real cluster', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;
  let places: { readonly hub: EngineHub; readonly clusters: ClusterHub };

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'run-functions');
    cluster = await openedCluster(await clusterContext());
    const nothing = { onDidChange: () => ({ dispose: () => undefined }), dispose: () => undefined };
    places = {
      hub: new EngineHub({
        loadCatalog: async () => ({ list: async () => [], ...nothing }),
        open: () => assert.fail('no engine is asked'),
        mayConnect: () => true,
      }),
      clusters: new ClusterHub({
        loadCatalog: async () => ({ list: async () => [cluster.connection], problems: [], ...nothing }),
        open: async () => ok(cluster),
        mayConnect: () => true,
      }),
    };
  });
  after(async () => {
    cluster?.dispose();
    await kubectl?.close();
  });

  async function planned(body: readonly string[], change: Parameters<typeof withCluster>[1] = {}) {
    const lines = ['version: 1', 'workloads:', '  w:', `    image: ${PYTHON}`, '    pull: never'];
    const source = body.includes('kind: serve') ? SERVE : STAY;
    const program = `command: ${JSON.stringify(['python3', '-c', source])}`;
    const spec = specOf([...lines, ...[program, ...body].map((line) => `    ${line}`), ''].join('\n'));
    const workload = spec.workloads.get('w');
    assert.ok(workload);
    const choices = kubernetesChoices(workload, undefined, withCluster(initialChoices(workload, undefined), change));
    const git = { commit: 'abc', isDirty: true, changes: await packChanges(PATCH) };
    const facts = { ...START_FACTS, namespace: kubectl.namespace, image: { reference: PYTHON }, git };
    const plan = toKubernetes(workload, undefined, { choices, facts });
    assert.ok(plan.ok, plan.ok ? '' : plan.failure.message);
    return plan.value;
  }

  async function start(manifests: readonly Manifest[]): Promise<void> {
    const started = await startClusterRun(manifests, { cluster, namespace: kubectl.namespace }, signal);
    assert.ok(started.ok, JSON.stringify(started));
  }

  async function onlyRun(kind: 'jobs' | 'deployments'): Promise<Run> {
    const [workloads, pods] = await Promise.all([kubectl.objects(kind), kubectl.objects('pods')]);
    const [run] = kubernetesRuns(workloads, pods, { clusterId: cluster.connection.id });
    return run ?? assert.fail('no run');
  }

  it('starts, tells what it was started with, keeps its changes, and stops', async () => {
    await start(
      await planned([
        'parameters: { lr: 0.1 }',
        'resources: { cpu: 100m, memory: 64Mi, shm: 16Mi }',
        'mounts: [{ scratch: 1Gi, path: /s }]',
      ]),
    );
    const run = await onlyRun('jobs');
    const { data, problem } = await readRunSheet(places, run, new Date(), signal);
    assert.equal(problem, undefined);
    assert.deepEqual(data['resources'], { cpu: '100m', memory: '64Mi', shm: '16Mi' });
    assert.deepEqual([data['parameters'], data['mounts']], [{ lr: '0.1' }, { '/s': 'scratch 1Gi' }]);
    assert.deepEqual(data['git'], { commit: 'abc', uncommittedChanges: true });
    const keeper = { unpack: unpackChanges, keep: async () => undefined, kept: async () => undefined };
    assert.deepEqual(await readRunChanges({ ...places, keeper }, run, signal), ok(PATCH));
    // Pods do not carry them too, and rows do not hold them.
    const pod = await kubectl.ok(['get', 'pods', '-o', 'jsonpath={.items[*].metadata.annotations}']);
    assert.doesNotMatch(pod, /git-changes/);
    const ref = { resource: JOB_KIND, namespace: kubectl.namespace, name: run.cluster?.objectName ?? '' };
    assert.ok((await stopClusterRun(cluster, ref, new Date(), signal)).ok);
    assert.equal((await onlyRun('jobs')).state, 'cancelled');
    await kubectl.ok(['delete', 'job', ref.name, '--wait=false']);
    const gone = await readRunSheet(
      places,
      { ...run, cluster: run.cluster && { ...run.cluster, objectName: 'none' } } as Run,
      new Date(),
      signal,
    );
    assert.match(gone.problem ?? '', /none/);
  });

  it('finds the Secrets that its pods would pull with, also those of their account', async () => {
    const login = ['--docker-server=reg.example', '--docker-username=me', '--docker-password=pw'];
    for (const name of ['own', 'of-account']) await kubectl.ok(['create', 'secret', 'docker-registry', name, ...login]);
    await kubectl.ok(['create', 'serviceaccount', 'puller']);
    await kubectl.ok(['patch', 'serviceaccount', 'puller', '-p', '{"imagePullSecrets":[{"name":"of-account"}]}']);
    const choices = { pullSecrets: ['own', 'missing'], serviceAccount: 'puller' };
    const found = await readPullSecrets(cluster.reader, kubectl.namespace, choices, signal);
    assert.deepEqual(
      found.map(({ name, config }) => [name, config === undefined ? '' : credentialsIn(atob(config), 'reg.example')]),
      [
        ['own', { kind: 'password', username: 'me', password: 'pw' }],
        ['missing', ''],
        ['of-account', { kind: 'password', username: 'me', password: 'pw' }],
      ],
    );
  });

  it('finds the zone that the volume of a claim is in', async () => {
    const volumeName = `${kubectl.namespace}-zoned`;
    const size = { storage: '1Mi' };
    const shared = { accessModes: ['ReadWriteOnce'], storageClassName: '' };
    const expression = { key: 'topology.kubernetes.io/zone', operator: 'In', values: ['zone-nowhere'] };
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volumeName },
      spec: {
        ...shared,
        capacity: size,
        hostPath: { path: '/nowhere' },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
      },
    };
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'zoned' },
      spec: { ...shared, volumeName, resources: { requests: size } },
    };
    try {
      assert.equal((await kubectl.apply([volume])).code, 0);
      await kubectl.ok(['wait', '--for=jsonpath={.status.phase}=Available', `pv/${volumeName}`, '--timeout=60s']);
      assert.equal((await kubectl.apply([claim])).code, 0);
      await kubectl.ok(['wait', '--for=jsonpath={.status.phase}=Bound', 'pvc/zoned', '--timeout=60s']);
      const claims = await kubectl.objects('claims');
      const zones = await readClaimZones(cluster.reader, claims, ['zoned'], signal);
      assert.deepEqual([...zones], [['zoned', ['zone-nowhere']]]);
    } finally {
      await kubectl.run(['delete', 'pv', volumeName, '--wait=false', '--ignore-not-found']);
    }
  });

  const SERVER = [
    'kind: serve',
    'ports: [{ container: 8080, name: http }]',
    'resources: { cpu: 50m, memory: 64Mi }',
    'autoscale: { min: 2, max: 3, cpu: 70 }',
    'maxUnavailable: 1',
    'user: 1000:1000',
    'env: { VERSION: "1" }',
    'health: { http: /, interval: 1s, timeout: 5s, startPeriod: 60s }',
    'ingress: { host: model.example, path: /v1, class: none, tlsSecret: model-tls }',
  ];
  const around = () =>
    kubectl.ok(['get', 'hpa,pdb,ingress', '-o', 'jsonpath={range .items[*]}{.kind} {end}']).then((text) => text.trim());

  it('is taken by the strict check of the server with everything around a server', async () => {
    const { code, stderr } = await kubectl.apply(await planned(SERVER), { dryRun: true });
    assert.equal(code, 0, stderr);
  });

  it('has around a server what the spec asks for, and no longer when it was taken out', async () => {
    await start(await planned(SERVER));
    assert.equal(await around(), 'HorizontalPodAutoscaler PodDisruptionBudget Ingress');
    await kubectl.ok(['wait', '--for=condition=Available', 'deployment/w', '--timeout=90s']);
    const rules = await kubectl.ok([
      'get',
      'ingress/w',
      '-o',
      'jsonpath={.spec.rules[0].host}{.spec.rules[0].http.paths[0].path}',
    ]);
    assert.equal(rules, 'model.example/v1');
    await start(await planned(SERVER, { autoscale: 'none', ingressHost: '', replicas: 1 }));
    assert.equal(await around(), 'PodDisruptionBudget');
    await kubectl.ok(['wait', '--for=jsonpath={.spec.replicas}=1', 'deployment/w', '--timeout=60s']);
    await kubectl.ok(['delete', 'deployment/w']);
    await kubectl.ok(['wait', '--for=delete', 'pdb/w', '--timeout=60s']);
  });
});
