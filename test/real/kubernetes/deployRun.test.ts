// A run of a trainyard.yaml on a real cluster: one pod, and several that find each other.
import assert from 'node:assert/strict';
import { gpuRequest } from '../../../src/domain/deploy/gpuRequest.ts';
import type { RunSpec } from '../../../src/domain/deploy/spec.ts';
import { ownedBy } from '../../../src/domain/deploy/toKubernetes/ownedBy.ts';
import { kubernetesRuns } from '../../../src/domain/runs/kubernetesRuns.ts';
import { continuePatch, stopPatch } from '../../../src/domain/rollout/patches.ts';
import type { Run } from '../../../src/domain/runs/run.ts';
import { RANKS, STAY, TRAIN } from '../../support/kubePrograms.ts';
import { manifestsOf, START_FACTS, type Start } from '../../support/kubeStart.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';
import { PYTHON } from '../../support/testImages.ts';

const program = (source: string) => JSON.stringify(['python3', '-c', source]);

describe('a run on a real cluster', function () {
  this.timeout(180_000);
  let kubectl: KubectlInNamespace;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'deploy-run', ['pod-security.kubernetes.io/enforce=restricted']);
  });
  after(() => kubectl?.close());

  async function apply(body: readonly string[], given: Omit<Start, 'workload'> = {}): Promise<RunSpec> {
    const lines = ['version: 1', 'workloads:', '  train:', `    image: ${PYTHON}`, '    pull: never'];
    const spec = specOf([...lines, ...body.map((line) => `    ${line}`), ''].join('\n'));
    const workload = spec.workloads.get('train');
    assert.ok(workload?.kind === 'run');
    const image = { reference: PYTHON };
    const facts = {
      ...START_FACTS,
      image,
      hostUser: { uid: 1000, gid: 1000 },
      ...given.facts,
      namespace: kubectl.namespace,
    };
    const { code, stderr } = await kubectl.apply(manifestsOf({ workload, ...given, facts }));
    assert.equal(code, 0, stderr);
    return workload;
  }

  async function runCalled(name: string): Promise<Run> {
    const [workloads, pods] = await Promise.all([kubectl.objects('jobs'), kubectl.objects('pods')]);
    const run = kubernetesRuns(workloads, pods, { clusterId: 'kube:test' }).find((one) => one.name === name);
    assert.ok(run, `no run ${name}`);
    return run;
  }

  it('runs to its end, with what the spec says, and is found again by its labels', async () => {
    await apply(
      [
        `command: ${program(TRAIN)}`,
        'args: ["$(HOSTNAME)", "$$"]',
        'user: host',
        'parameters: { epochs: 5, seed: { default: 1, as: environment } }',
        'env: { LITERAL: "$(HOSTNAME) $$" }',
        'resources: { cpu: 200m, memory: 128Mi, shm: 16Mi }',
        'outputs: [{ path: /app/outputs, to: outputs }]',
        'timeout: 5m',
      ],
      {
        choices: { parameters: new Map([['epochs', '7']]) },
        facts: { run: { id: 'id-1', name: 'train-calm-otter' }, git: { commit: 'abc', isDirty: true } },
      },
    );
    await kubectl.ok(['wait', '--for=condition=complete', 'job/train-calm-otter', '--timeout=120s']);
    const log = await kubectl.ok(['logs', 'job/train-calm-otter']);
    const [first = ''] = log.split('\n');
    const told: unknown = JSON.parse(first);
    assert.ok(typeof told === 'object' && told !== null && 'env' in told && 'args' in told && 'uid' in told);
    assert.deepEqual(told.args, ['$(HOSTNAME)', '$$', '--epochs', '7']);
    assert.equal(told.uid, 1000);
    const env = new Map(Object.entries(told.env as object));
    assert.equal(env.get('LITERAL'), '$(HOSTNAME) $$');
    assert.equal(env.get('SEED'), '1');
    assert.equal(env.get('TRAINYARD_RUN_ID'), 'id-1');
    assert.equal(env.get('HOME'), '/tmp');

    const run = await runCalled('train-calm-otter');
    assert.equal(run.state, 'ok');
    assert.equal(run.exitCode, 0);
    assert.deepEqual(
      [...run.parameters],
      [
        ['epochs', '7'],
        ['seed', '1'],
      ],
    );
    assert.equal(run.commit, 'abc');
    assert.equal(run.isDirty, true);
    assert.equal(run.image, PYTHON);
    assert.ok(run.startedAt && run.finishedAt && run.startedAt <= run.finishedAt);
    assert.equal(run.cluster?.objectName, 'train-calm-otter');
    assert.equal(run.containerId, `${kubectl.namespace}/${run.cluster?.pods[0]}/train`);
  });

  it('ends by its own failure, with its exit code in words', async () => {
    await apply([`command: ${program('import sys; sys.exit(3)')}`, 'user: host'], {
      facts: { run: { id: 'id-2', name: 'train-sad-crane' } },
    });
    await kubectl.ok(['wait', '--for=condition=failed', 'job/train-sad-crane', '--timeout=120s']);
    const run = await runCalled('train-sad-crane');
    assert.deepEqual([run.state, run.stateText, run.exitCode], ['failed', 'exited 3', 3]);
  });

  it('is ended by its time limit, and says so', async () => {
    await apply([`command: ${program(STAY)}`, 'user: host', 'timeout: 2s'], {
      facts: { run: { id: 'id-7', name: 'train-late-lynx' } },
    });
    await kubectl.ok(['wait', '--for=condition=failed', 'job/train-late-lynx', '--timeout=120s']);
    const run = await runCalled('train-late-lynx');
    assert.deepEqual([run.state, run.stateText, run.failure?.code], ['failed', 'ended by its time limit', 'timeout']);
  });

  it('is stopped, reads so for everybody, and can go on', async () => {
    await apply([`command: ${program(STAY)}`, 'user: host'], {
      facts: { run: { id: 'id-3', name: 'train-long-lark' } },
    });
    await kubectl.ok(['wait', '--for=jsonpath={.status.ready}=1', 'job/train-long-lark', '--timeout=120s']);
    assert.equal((await runCalled('train-long-lark')).state, 'running');
    const [before] = await kubectl.objects('jobs', '-l', 'trainyard.dev/run-id=id-3');
    assert.ok(before);
    const patch = (data: object) =>
      kubectl.ok(['patch', 'job', 'train-long-lark', '--type=merge', '-p', JSON.stringify(data)]);
    await patch(stopPatch(before, new Date()));
    await kubectl.ok([
      'wait',
      '--for=jsonpath={.status.conditions[?(@.type=="Suspended")].status}=True',
      'job/train-long-lark',
      '--timeout=60s',
    ]);
    assert.deepEqual(
      [(await runCalled('train-long-lark')).state, (await runCalled('train-long-lark')).stateText],
      ['cancelled', 'stopped'],
    );
    await patch(continuePatch(before));
    await kubectl.ok(['wait', '--for=jsonpath={.status.ready}=1', 'job/train-long-lark', '--timeout=120s']);
    assert.equal((await runCalled('train-long-lark')).state, 'running');
    await kubectl.ok(['delete', 'job', 'train-long-lark', '--wait=false']);
  });

  it('has ranks on two nodes that find each other by MASTER_ADDR', async () => {
    await apply([`command: ${program(RANKS)}`, 'user: host', 'nodes: 2', 'resources: { cpu: 100m, memory: 64Mi }'], {
      facts: { run: { id: 'id-4', name: 'train-two-pines' } },
    });
    await kubectl.ok(['wait', '--for=condition=complete', 'job/train-two-pines', '--timeout=150s']);
    const logOf = (rank: number) =>
      kubectl.ok(['logs', '-l', `job-name=train-two-pines,batch.kubernetes.io/job-completion-index=${rank}`]);
    assert.match(await logOf(0), /^rank 0 met rank 1 on train-two-pines-1$/m);
    assert.match(await logOf(1), /^rank 1 heard: all of 2 are here$/m);
    const run = await runCalled('train-two-pines');
    assert.equal(run.state, 'ok');
    assert.match(run.containerId, new RegExp(`^${kubectl.namespace}/train-two-pines-0-\\w+/train$`));
    assert.equal(run.cluster?.pods.length, 2);
  });

  it('takes its Service along when it goes', async () => {
    const workload = specOf(`version: 1\nworkloads: { train: { image: ${PYTHON}, nodes: 2 } }\n`).workloads.get(
      'train',
    );
    assert.ok(workload);
    const run = { id: 'id-5', name: 'train-short-ibis' };
    const manifests = manifestsOf({
      workload,
      facts: { namespace: kubectl.namespace, run },
      choices: { isSuspended: true },
    });
    assert.equal((await kubectl.apply(manifests)).code, 0);
    const owned = ownedBy(await kubectl.json('job', run.name), manifests);
    assert.deepEqual(
      owned.map(({ kind }) => kind),
      ['Service'],
    );
    assert.equal((await kubectl.apply(owned)).code, 0);
    await kubectl.ok(['delete', 'job', run.name]);
    await kubectl.ok(['wait', '--for=delete', `service/${run.name}`, '--timeout=60s']);
  });

  it('gets GPUs by model, and a request that cannot be met is refused in words', async () => {
    const nodes = await kubectl.objects('nodes');
    const facts = { run: { id: 'id-6', name: 'train-gpu-finch' }, nodes };
    await apply(
      [
        'user: host',
        `command: ${program('import os; print(os.environ["NVIDIA_VISIBLE_DEVICES"])')}`,
        'resources: { gpu: { model: a100, count: 2, memory: 80Gi } }',
      ],
      { facts },
    );
    await kubectl.ok(['wait', '--for=condition=complete', 'job/train-gpu-finch', '--timeout=120s']);
    const devices = (await kubectl.ok(['logs', 'job/train-gpu-finch'])).trim().split(',');
    assert.equal(devices.length, 2);

    const none = gpuRequest({ count: 1, model: 'H100', ids: [] }, { nodes });
    assert.ok(!none.ok);
    assert.equal(none.failure.nextStep, 'There are: NVIDIA-A100-SXM4-80GB (4 on one node, 80Gi).');
    const many = gpuRequest({ count: 8, ids: [] }, { nodes });
    assert.ok(!many.ok);
    assert.equal(many.failure.message, '8 GPUs are asked for on one node, and the largest has 4 that fit.');
  });
});
