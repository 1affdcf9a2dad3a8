// What the preflight names before a start is what a real cluster says after it.
import assert from 'node:assert/strict';
import { fail, ok } from '../../../src/domain/base/failure.ts';
import { kubernetesPreflight } from '../../../src/domain/deploy/kubernetesPreflight.ts';
import { podsToTry } from '../../../src/domain/deploy/kubernetesPreflightPods.ts';
import { fieldOf } from '../../../src/domain/deploy/plainData.ts';
import { kubernetesRuns } from '../../../src/domain/runs/kubernetesRuns.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { choicesOf, start, START_FACTS } from '../../support/kubeStart.ts';
import { specText, workloadOf } from '../../unit/domain/deploy/specTexts.ts';
import { PYTHON } from '../../support/testImages.ts';

describe('preflight against a real cluster', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'deploy-preflight');
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'team' },
      spec: { hard: { pods: '3' } },
    };
    assert.equal((await kubectl.apply([quota])).code, 0);
    await kubectl.ok(['wait', '--for=jsonpath={.status.hard.pods}=3', 'resourcequota/team', '--timeout=30s']);
  });
  after(() => kubectl?.close());

  async function started(name: string, body: string) {
    const workload = workloadOf(
      specText(`command: [sleep, "60"]\nuser: 1000:1000\n${body}`, { image: `image: ${PYTHON}\n    pull: never` }),
    );
    const [nodes, quotas, claims, secrets] = await Promise.all([
      kubectl.objects('nodes'),
      kubectl.objects('quotas'),
      kubectl.objects('claims'),
      kubectl.json('secrets'),
    ]);
    const { namespace } = kubectl;
    const facts = { ...START_FACTS, namespace, nodes, image: { reference: PYTHON }, run: { id: name, name } };
    const plan = start({ workload, facts });
    assert.ok(plan.ok);
    const answer = await kubectl.apply(plan.value, { dryRun: true });
    const dryRun = answer.code === 0 ? ok({}) : fail({ code: 'invalid', message: answer.stderr });
    const names = fieldOf(secrets, 'items');
    const checks = kubernetesPreflight(workload, plan, {
      choices: choicesOf({ workload }),
      facts: {
        namespace,
        namespaces: [namespace],
        mayCreate: new Map(plan.value.map(({ kind }) => [kind, ok(true)])),
        quotas,
        nodes,
        pods: [],
        claims,
        secrets: new Map(
          Array.isArray(names) ? names.map((one) => [String(fieldOf(one, 'metadata', 'name')), undefined]) : [],
        ),
        image: { reference: PYTHON },
        dryRun: new Map(plan.value.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, dryRun])),
      },
    });
    assert.equal((await kubectl.apply(plan.value)).code, 0);
    return checks.filter(({ state }) => state === 'fail').map(({ id }) => id);
  }

  async function textOf(name: string): Promise<string> {
    const [jobs, pods] = await Promise.all([kubectl.objects('jobs'), kubectl.objects('pods')]);
    return kubernetesRuns(jobs, pods, { clusterId: 'c' }).find((run) => run.name === name)?.stateText ?? '';
  }

  const remove = (name: string) =>
    kubectl.ok(['delete', 'job', name, '--grace-period=0', '--force', '--cascade=foreground']);

  it('a claim that is not there', async () => {
    assert.deepEqual(await started('no-claim', 'mounts: [{ pvc: nowhere, path: /data }]'), ['claim:nowhere']);
    await kubectl.ok([
      'wait',
      '--for=jsonpath={.status.conditions[?(@.type=="PodScheduled")].status}=False',
      'pod',
      '-l',
      'job-name=no-claim',
      '--timeout=60s',
    ]);
    assert.match(await textOf('no-claim'), /nowhere|claim/);
    await remove('no-claim');
  });

  it('a Secret that is not there', async () => {
    assert.deepEqual(await started('no-secret', 'secrets: { TOKEN: { secret: nowhere } }'), ['secret:nowhere/TOKEN']);
    const reason = '{.status.containerStatuses[0].state.waiting.reason}=CreateContainerConfigError';
    await kubectl.ok(['wait', `--for=jsonpath=${reason}`, 'pod', '-l', 'job-name=no-secret', '--timeout=60s']);
    assert.match(await textOf('no-secret'), /secret "nowhere" not found/);
    await remove('no-secret');
  });

  it('GPUs of a model and number that no node has', async () => {
    const workload = workloadOf(specText('resources: { gpu: { model: H200 } }'));
    const plan = start({ workload, facts: { nodes: await kubectl.objects('nodes') } });
    assert.ok(!plan.ok);
    assert.match(plan.failure.nextStep ?? '', /A100/);
  });

  it('pods that the namespace refuses, though the server takes their Job', async () => {
    await kubectl.ok(['label', 'namespace', kubectl.namespace, 'pod-security.kubernetes.io/enforce=restricted']);
    const workload = workloadOf(specText(''));
    const plan = start({ workload, facts: { namespace: kubectl.namespace } });
    assert.ok(plan.ok);
    assert.equal((await kubectl.apply(plan.value, { dryRun: true })).code, 0);
    const pods = await kubectl.apply(podsToTry(plan.value), { dryRun: true });
    assert.match(pods.stderr, /violates PodSecurity "restricted:latest"/);
    const user = workloadOf(specText('user: 1000:1000'));
    const well = start({ workload: user, facts: { namespace: kubectl.namespace } });
    assert.ok(well.ok);
    assert.equal((await kubectl.apply(podsToTry(well.value), { dryRun: true })).code, 0);
    await kubectl.ok(['label', 'namespace', kubectl.namespace, 'pod-security.kubernetes.io/enforce-']);
  });

  it('a quota that is too small', async () => {
    assert.deepEqual(await started('no-room', 'nodes: 4'), ['quota:team/pods']);
    const event = [
      'wait',
      '--for=jsonpath={.reason}=FailedCreate',
      'events',
      '--field-selector=involvedObject.name=no-room,reason=FailedCreate',
    ];
    await kubectl.ok(['wait', '--for=jsonpath={.status.active}=3', 'job/no-room', '--timeout=60s']);
    await kubectl.ok([...event, '--timeout=60s']);
  });
});
