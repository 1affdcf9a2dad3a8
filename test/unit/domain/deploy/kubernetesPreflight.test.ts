import assert from 'node:assert/strict';
import type { RegistryAnswer } from '../../../../src/domain/images/registryImage.ts';
import { type FailureCode, fail, ok } from '../../../../src/domain/base/failure.ts';
import {
  kubernetesPreflight,
  type KubernetesPreflightFacts,
  wouldBeRefused,
} from '../../../../src/domain/deploy/kubernetesPreflight.ts';
import { gpuNode, kubeClaim, kubeNode, kubePod, kubeQuota } from '../../../support/kubeObjects.ts';
import { podsToTry } from '../../../../src/domain/deploy/kubernetesPreflightPods.ts';
import { choicesOf, start, type Start } from '../../../support/kubeStart.ts';
import { specText, workloadOf } from './specTexts.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const FACTS: KubernetesPreflightFacts = {
  namespace: 'training',
  namespaces: ['training'],
  mayCreate: new Map(['Job', 'Service', 'Deployment'].map((kind) => [kind, ok(true)])),
  quotas: [],
  nodes: [kubeNode('n')],
  pods: [],
  claims: [],
  secrets: new Map(),
  image: { reference: `app@${DIGEST}`, answer: ok({ digest: DIGEST, architectures: ['amd64'], by: 'anybody' }) },
  dryRun: new Map(
    ['Job/w-calm-otter', 'Service/w-calm-otter', 'Service/w', 'Deployment/w'].map((name) => [name, ok({})]),
  ),
};
const run = (body = '') => workloadOf(specText(body));
const serve = (body = '') => workloadOf(specText(body, { kind: 'serve' }));
const refusal = (code: FailureCode, message: string) => fail({ code, message, nextStep: 'Do it.' });

function checks(given: Start, facts: Partial<KubernetesPreflightFacts> = {}) {
  return kubernetesPreflight(given.workload, start(given), {
    choices: choicesOf(given),
    facts: { ...FACTS, ...facts },
  });
}
/** `fail claim:data`, for all that are not good. */
const bad = (...given: Parameters<typeof checks>) =>
  checks(...given).flatMap(({ id, state }) => (state === 'pass' ? [] : [`${state} ${id}`]));
function check(id: string, ...given: Parameters<typeof checks>) {
  const found = checks(...given).find((one) => one.id === id);
  assert.ok(found, `no check ${id}`);
  return found;
}

describe('kubernetesPreflight', () => {
  it('is all well for a plain run, and says what was looked at', () => {
    const all = checks({ workload: run() });
    assert.deepEqual(
      all.map(({ id, state }) => `${state} ${id}`),
      ['pass namespace', 'pass image', 'pass rights:Job', 'pass quota', 'pass dryRun:Job/w-calm-otter'],
    );
    assert.equal(wouldBeRefused(all), false);
  });

  it('says that a pod reaches no store and no server of this machine', () => {
    for (const uri of ['sqlite:///mlflow.db', 'file:./mlruns', 'http://127.0.0.1:5000']) {
      const given = { workload: run(`tracking: { tracker: mlflow, uri: "${uri}" }`) };
      assert.deepEqual(bad(given), ['fail tracking'], uri);
      assert.match(check('tracking', given).fix ?? '', /^Run “mlflow server” where pods reach it/);
    }
    assert.deepEqual(bad({ workload: run('tracking: { tracker: mlflow, uri: "http://mlflow:5000" }') }), []);
    const variable = { workload: run('env: { MLFLOW_TRACKING_URI: "http://localhost:5000" }') };
    assert.deepEqual(bad(variable), ['fail tracking'], 'by a variable, too');
    assert.match(check('tracking', variable).message, /^For a pod localhost:5000 is the pod itself\.$/);
    const unnamed = { workload: run('tracking: { tracker: mlflow, experiment: digits }') };
    assert.deepEqual(bad(unnamed), ['warning tracking']);
    const named = 'env: { MLFLOW_TRACKING_URI: "http://mlflow:5000" }\ntracking: { tracker: mlflow }';
    assert.deepEqual(bad({ workload: run(named) }), []);
  });

  it('says that a run waits for the debugger, and refuses what cannot be debugged', () => {
    const choices = { debug: {} };
    const one = { workload: run('command: [python, train.py]'), choices };
    assert.deepEqual(bad(one), ['warning debug']);
    assert.match(check('debug', one).message, /^It waits for the debugger; the image needs debugpy\.$/);
    const ranks = { workload: run('command: [python, train.py]\nnodes: 3'), choices };
    assert.match(check('debug', ranks).message, /^Each of 3 ranks waits/);
    const accelerate = checks({ workload: run('command: [accelerate, train.py]'), choices });
    assert.equal(accelerate[0]?.id, 'plan');
    assert.equal(wouldBeRefused(accelerate), true);
  });

  it('calls nothing good that could not be found out', () => {
    const nothing: KubernetesPreflightFacts = {
      namespace: 'training',
      mayCreate: new Map(),
      image: { reference: 'app:1' },
      dryRun: new Map(),
    };
    const workload = run('mounts: [{ pvc: data, path: /d }]\nsecrets: { S: { secret: s } }\nresources: { gpu: 1 }');
    const all = kubernetesPreflight(workload, start({ workload }), {
      choices: choicesOf({ workload }),
      facts: nothing,
    });
    assert.deepEqual(new Set(all.map(({ state }) => state)), new Set(['unknown']));
    assert.equal(wouldBeRefused(all), false);
  });

  it('says what is left out, and what an autoscaler needs', () => {
    assert.deepEqual(bad({ workload: run('network: training') }), ['warning network']);
    const autoscale = { least: 1, most: 2, cpuPercent: 70 };
    const facts = {
      mayCreate: new Map([...FACTS.mayCreate, ['HorizontalPodAutoscaler', ok(true)]]),
      dryRun: new Map([...FACTS.dryRun, ['HorizontalPodAutoscaler/w', ok({})]]),
    };
    assert.deepEqual(bad({ workload: serve('ports: [80]'), choices: { autoscale } }, facts), ['fail autoscale']);
    assert.deepEqual(bad({ workload: serve('ports: [80]'), choices: { autoscale, cpus: 1 } }, facts), []);
  });

  it('turns the failure of the plan into a check', () => {
    const all = checks({ workload: run('mounts: [{ folder: d, path: /d }]') });
    assert.deepEqual([all[0]?.id, all[0]?.state, wouldBeRefused(all)], ['plan', 'fail', true]);
    assert.match(all[0]?.fix ?? '', /claim/);
  });

  it('knows rights, namespace and the server’s answer', () => {
    const given = { workload: run() };
    assert.deepEqual(bad(given, { namespaces: ['other'] }), ['fail namespace']);
    assert.deepEqual(bad(given, { mayCreate: new Map([['Job', ok(false)]]) }), ['fail rights:Job']);
    assert.deepEqual(bad(given, { mayCreate: new Map([['Job', refusal('timeout', 'late')]]) }), ['unknown rights:Job']);
    const dryRun = (code: 'invalid' | 'timeout') => ({ dryRun: new Map([['Job/w-calm-otter', refusal(code, 'no')]]) });
    assert.deepEqual(bad(given, dryRun('invalid')), ['fail dryRun:Job/w-calm-otter']);
    assert.deepEqual(bad(given, dryRun('timeout')), ['unknown dryRun:Job/w-calm-otter']);
    assert.equal(wouldBeRefused(checks(given, dryRun('invalid'))), true);
  });

  it('asks about the pods themselves, which a Job hides', () => {
    const given = { workload: run() };
    const of = (code: 'invalid' | 'forbidden' | 'timeout', message: string) => {
      const dryRun = new Map([...FACTS.dryRun, ['Pod/w-calm-otter', fail({ code, message })]]);
      return bad(given, { dryRun });
    };
    assert.deepEqual(of('forbidden', 'violates PodSecurity "restricted:latest"'), ['fail dryRun:Pod/w-calm-otter']);
    assert.deepEqual(of('forbidden', 'User "dev" cannot patch resource "pods"'), ['unknown dryRun:Pod/w-calm-otter']);
    assert.deepEqual(of('timeout', 'late'), ['unknown dryRun:Pod/w-calm-otter']);
    const manifests = start(given);
    assert.ok(manifests.ok);
    const [pod] = podsToTry(manifests.value);
    assert.deepEqual([pod?.kind, pod?.metadata.name, pod?.metadata.namespace], ['Pod', 'w-calm-otter', 'training']);
  });

  it('looks at claims: there, bound, in a zone with nodes, and open to as many pods', () => {
    const given = { workload: run('mounts: [{ pvc: data, path: /d }]') };
    const claim = (given: Parameters<typeof kubeClaim>[1] = {}) => ({ claims: [kubeClaim('data', given)] });
    assert.equal(
      check('claim:data', given, { claims: [kubeClaim('other')] }).fix,
      'Create it, or choose one of: other.',
    );
    assert.equal(check('claim:data', given, claim()).state, 'pass');
    assert.equal(check('claim:data', given, claim({ phase: 'Pending' })).state, 'warning');
    assert.equal(check('claim:data', given, claim({ phase: 'Lost' })).state, 'fail');
    const zones = { ...claim(), claimZones: new Map([['data', ['z1']]]) };
    assert.equal(check('claim:data', given, zones).state, 'fail');
    const node = kubeNode('z', { labels: { 'topology.kubernetes.io/zone': 'z1' } });
    assert.equal(check('claim:data', given, { ...zones, nodes: [node] }).state, 'pass');
    const many = { workload: run('nodes: 2\nmounts: [{ pvc: data, path: /d }]') };
    assert.equal(check('claim:data', many, claim()).state, 'warning');
    assert.equal(check('claim:data', many, claim({ accessModes: ['ReadWriteOncePod'] })).state, 'fail');
    assert.equal(check('claim:data', many, claim({ accessModes: ['ReadWriteMany'] })).state, 'pass');
    const read = { workload: run('nodes: 2\nmounts: [{ pvc: data, path: /d, readOnly: true }]') };
    assert.equal(check('claim:data', read, claim({ accessModes: ['ReadOnlyMany'] })).state, 'pass');
  });

  it('looks for secrets by name and key', () => {
    const given = { workload: run('secrets: { S: { secret: hub, key: token } }'), choices: { pullSecrets: ['reg'] } };
    assert.deepEqual(bad(given), ['fail secret:hub/token', 'fail secret:reg']);
    assert.equal(check('secret:hub/token', given, { secrets: new Map([['hub', ['other']]]) }).fix, 'It has: other.');
    assert.equal(check('secret:hub/token', given, { secrets: new Map([['hub', undefined]]) }).state, 'pass');
  });

  it('warns of outputs and checkpoints that go with the pod', () => {
    const body = 'outputs: [{ path: /o, to: o }]\ncheckpoint: /c\nretries: 1';
    assert.deepEqual(bad({ workload: run(body) }), ['warning written:/o', 'warning written:/c']);
    assert.match(check('written:/c', { workload: run(body) }).message, /a retry begins from the start/);
    const places = new Map([
      ['/o', { kind: 'claim', claim: 'out' } as const],
      ['/c', { kind: 'claim', claim: 'out' } as const],
    ]);
    assert.deepEqual(bad({ workload: run(body), choices: { places } }, { claims: [kubeClaim('out')] }), []);
  });

  it('says whether the GPUs are free now', () => {
    const nodes = [gpuNode('a', 'NVIDIA-A100-SXM4-80GB'), gpuNode('b', 'NVIDIA-A100-SXM4-80GB')];
    const pods = [kubePod('p', { node: 'a', requests: { 'nvidia.com/gpu': 6 } })];
    const gpus = (body: string, facts = { nodes, pods }) => {
      const { state, message } = check('gpus', { workload: run(body) }, facts);
      return `${state} ${message}`;
    };
    assert.equal(gpus('resources: { gpu: 2 }'), 'pass 2 GPUs: fits on 2 nodes now.');
    assert.equal(gpus('resources: { gpu: 4 }'), 'pass 4 GPUs: fits on one node now.');
    assert.equal(gpus('nodes: 2\nresources: { gpu: 4 }'), 'pass 4 GPUs: fits on one node now.');
    assert.equal(gpus('nodes: 2\nresources: { gpu: 8 }'), 'warning 8 GPUs for each of 2 pods: 1 can be held now.');
    assert.match(gpus('resources: { gpu: { model: H100 } }'), /^fail No node of the cluster has/);
    assert.match(
      gpus('resources: { gpu: 8 }', { nodes: nodes.slice(0, 1), pods }),
      /^warning 8 GPUs: not free on one node now/,
    );
  });

  it('warns of an update that needs one GPU more than there is', () => {
    const nodes = [gpuNode('a', 'T4', { count: 2 })];
    const given = { workload: serve('replicas: 2\nports: [80]\nresources: { gpu: 1 }') };
    assert.deepEqual(bad(given, { nodes }), ['warning surge']);
    assert.deepEqual(bad({ ...given, choices: { update: 'inPlace' } }, { nodes }), []);
  });

  it('compares with what is left of the quota', () => {
    const given = { workload: run('nodes: 2\nresources: { cpu: 2, memory: 1Gi, gpu: 4 }') };
    const nodes = [gpuNode('a', 'A100')];
    const quota = (hard: Readonly<Record<string, number>>, used = {}) => ({
      nodes,
      quotas: [kubeQuota('q', hard, used)],
    });
    assert.deepEqual(
      bad(
        given,
        quota({
          'requests.nvidia.com/gpu': 8,
          'requests.cpu': 4,
          cpu: 4,
          'limits.memory': 2 * 1024 ** 3,
          pods: 2,
          'count/jobs.batch': 1,
        }),
      ),
      [],
    );
    const failed = check(
      'quota:q/requests.nvidia.com/gpu',
      given,
      quota({ 'requests.nvidia.com/gpu': 10 }, { 'requests.nvidia.com/gpu': 4 }),
    );
    assert.equal(failed.message, 'Quota “q” leaves 6 of requests.nvidia.com/gpu, and 8 are asked for.');
    assert.deepEqual(bad(given, quota({ 'count/jobs.batch': 3 }, { 'count/jobs.batch': 3 })), [
      'fail quota:q/count/jobs.batch',
    ]);
    assert.deepEqual(bad({ workload: run() }, { quotas: [kubeQuota('q', { 'limits.memory': 5 })] }), [
      'fail quota:q/limits.memory',
    ]);
  });

  it('knows images by digest, by tag, for other processors, and those that are not there', () => {
    const image = (reference: string, answer: NonNullable<KubernetesPreflightFacts['image']['answer']>) => ({
      image: { reference, answer },
    });
    const given = { workload: run() };
    const found = (architectures: readonly string[], by: RegistryAnswer['by'] = 'anybody') =>
      ok({ digest: DIGEST, architectures, by });
    const amd64 = found(['amd64']);
    assert.equal(check('image:tag', given, image('app:1', amd64)).fix, `Deploy app:1@${DIGEST}.`);
    assert.deepEqual(bad(given, image(`app@${DIGEST}`, amd64)), []);
    assert.deepEqual(bad(given, image('a@b', found(['arm64']))), ['fail image']);
    assert.deepEqual(bad(given, image('a:1', refusal('not-found', 'gone'))), ['fail image']);
    assert.deepEqual(bad(given, image('a:1', refusal('timeout', 'late'))), ['unknown image']);
    // Without a login that is taken nothing is known of the nodes; with a Secret that is refused it is.
    assert.deepEqual(bad(given, image('a:1', refusal('unauthorized', 'who'))), ['unknown image']);
    assert.deepEqual(bad(given, image('a:1', refusal('forbidden', 'no'))), ['fail image']);
    assert.deepEqual(bad(given, image(`a@${DIGEST}`, found(['amd64'], 'you'))), ['unknown image']);
    assert.deepEqual(bad(given, image(`a@${DIGEST}`, found(['amd64'], { secret: 's' }))), []);
    assert.equal(
      check('image', given, { image: { reference: 'a', whyNotAsked: 'built later' } }).message,
      'built later',
    );
  });
});
