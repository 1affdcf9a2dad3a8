// The reference example on a real cluster: a Deployment of three that is rolled out, updated without downtime, and undone.
import assert from 'node:assert/strict';
import { changesOf, changeText } from '../../../src/domain/deploy/change.ts';
import { fieldOf } from '../../../src/domain/deploy/plainData.ts';
import { adoptPatch } from '../../../src/domain/rollout/ownFields.ts';
import { restartPatch } from '../../../src/domain/rollout/patches.ts';
import { revisionsOf, undoPatch } from '../../../src/domain/rollout/revisions.ts';
import { rolloutOf, type Rollout } from '../../../src/domain/rollout/rollout.ts';
import { kubernetesRuns } from '../../../src/domain/runs/kubernetesRuns.ts';
import { ASK, SERVE } from '../../support/kubePrograms.ts';
import { manifestsOf, START_FACTS, type Start } from '../../support/kubeStart.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';
import { PYTHON } from '../../support/testImages.ts';

const NAME = 'model-inference';

function specText(version: string, image = PYTHON): string {
  return `
version: 1
workloads:
  ${NAME}:
    kind: serve
    image: ${image}
    pull: never
    command: ${JSON.stringify(['python3', '-c', SERVE])}
    env: { VERSION: "${version}" }
    user: 1000:1000
    replicas: 3
    ports: [{ container: 8080, name: http }]
    health: { http: /, interval: 1s, timeout: 2s, startPeriod: 30s }
    resources: { cpu: 200m, memory: 128Mi }
`;
}

describe('the reference Deployment on a real cluster', function () {
  this.timeout(240_000);
  let kubectl: KubectlInNamespace;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'deploy-serve', ['pod-security.kubernetes.io/enforce=restricted']);
  });
  after(() => kubectl?.close());

  function planned(
    version: string,
    {
      image = PYTHON,
      liveReplicas,
      ...choices
    }: Start['choices'] & { readonly image?: string; readonly liveReplicas?: number } = {},
  ) {
    const workload = specOf(specText(version, image)).workloads.get(NAME);
    assert.ok(workload);
    const requests = { cpus: 0.05, memoryBytes: 64 * 1024 ** 2 };
    const facts = {
      ...START_FACTS,
      image: { reference: image },
      ...(liveReplicas === undefined ? {} : { liveReplicas }),
      run: { id: 'serve-1', name: NAME },
      namespace: kubectl.namespace,
    };
    return manifestsOf({ workload, facts, choices: { requests, ...choices } });
  }

  async function apply(...given: Parameters<typeof planned>): Promise<void> {
    const { code, stderr } = await kubectl.apply(planned(...given));
    assert.equal(code, 0, stderr);
  }

  async function rollout(): Promise<Rollout> {
    const [deployments, replicaSets, pods, events] = await Promise.all([
      kubectl.objects('deployments'),
      kubectl.objects('replicasets'),
      kubectl.objects('pods'),
      kubectl.objects('events'),
    ]);
    const deployment = deployments.find(({ meta }) => meta.name === NAME);
    assert.ok(deployment);
    return rolloutOf(deployment, { replicaSets, pods, events, now: new Date() });
  }

  /** What is seen until the rollout is as wanted. */
  async function seenUntil(isWanted: (seen: Rollout) => boolean): Promise<readonly Rollout[]> {
    const seen: Rollout[] = [];
    for (const until = Date.now() + 120_000; Date.now() < until; ) {
      const now = await rollout();
      seen.push(now);
      if (isWanted(now)) return seen;
    }
    throw new Error(`not reached: ${JSON.stringify(seen.at(-1))}`);
  }

  it('is rolled out, and the end is the one that kubectl sees', async () => {
    await apply('one');
    const seen = await seenUntil(({ kind }) => kind === 'done');
    assert.deepEqual(new Set(seen.map(({ kind }) => kind)).has('stalled'), false, JSON.stringify(seen));
    const { code, stdout } = await kubectl.run(['rollout', 'status', `deployment/${NAME}`, '--timeout=1s']);
    assert.equal(code, 0, stdout);
    const [workloads, pods] = await Promise.all([kubectl.objects('deployments'), kubectl.objects('pods')]);
    const [run] = kubernetesRuns(workloads, pods, { clusterId: 'kube:test' });
    assert.deepEqual([run?.kind, run?.state, run?.stateText], ['serve', 'running', '3 of 3 ready']);
    assert.deepEqual(run?.cluster?.containerPorts, [8080]);
  });

  it('is taken a second time without a change', async () => {
    const before = await kubectl.json('deployment', NAME);
    await apply('one');
    const after = await kubectl.json('deployment', NAME);
    assert.deepEqual(changesOf(before, after), []);
    assert.equal(fieldOf(after, 'metadata', 'generation'), fieldOf(before, 'metadata', 'generation'));
  });

  it('says what an update would change, and nothing besides', async () => {
    const live = await kubectl.json('deployment', NAME);
    const deployment = planned('two', { replicas: 4 }).filter(({ kind }) => kind === 'Deployment');
    const { stdout } = await kubectl.apply(deployment, { dryRun: true });
    assert.equal(
      changeText(changesOf(live, JSON.parse(stdout))),
      `~ spec.replicas: 3 -> 4\n~ spec.template.spec.containers[${NAME}].env[VERSION].value: one -> two`,
    );
  });

  it('is updated without a single failed request', async () => {
    const client = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'client' },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        securityContext: { runAsUser: 1000, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'client',
            image: PYTHON,
            imagePullPolicy: 'Never',
            command: ['python3', '-c', ASK],
            env: [{ name: 'URL', value: `http://${NAME}:8080/` }],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    };
    const { code, stderr } = await kubectl.apply([client]);
    assert.equal(code, 0, stderr);
    await kubectl.ok(['wait', '--for=condition=ready', 'pod/client', '--timeout=60s']);
    await apply('two');
    const seen = await seenUntil(({ kind }) => kind === 'done');
    assert.ok(
      seen.some(({ kind }) => kind === 'progressing'),
      JSON.stringify(seen),
    );
    await kubectl.ok(['rollout', 'status', `deployment/${NAME}`, '--timeout=60s']);
    // Old pods leave for some seconds more, and must be gone from the Service by then.
    await kubectl.ok([
      'wait',
      '--for=delete',
      'pod',
      '-l',
      `app.kubernetes.io/instance=${NAME},pod-template-hash=${await oldHash()}`,
      '--timeout=60s',
    ]);
    await kubectl.ok(['exec', 'client', '--', 'touch', '/tmp/stop']);
    await kubectl.ok(['wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/client', '--timeout=60s']);
    const log = await kubectl.ok(['logs', 'client']);
    const answers = new Map<string, unknown>(Object.entries(JSON.parse(log.trim().split('\n').at(-1) ?? '')));
    assert.deepEqual([...answers.keys()].sort(), ['one', 'two'], log);
    assert.ok(Number(answers.get('two')) > 0);
  });

  async function oldHash(): Promise<string> {
    const sets = await kubectl.objects('replicasets');
    return sets.find(({ revision }) => revision === 1)?.meta.labels.get('pod-template-hash') ?? '';
  }

  it('says why a version does not come, while the old one serves', async () => {
    await apply('three', { image: 'trainyard.local/nothing:1' });
    const seen = await seenUntil(({ kind }) => kind === 'stalled');
    const stalled = seen.at(-1);
    assert.ok(stalled?.kind === 'stalled');
    assert.equal(stalled.reason, 'imagePull');
    assert.equal(stalled.old, 3);
    const [deployment] = await kubectl.objects('deployments');
    assert.equal(deployment?.available, 3);
  });

  const patched = (data: object) =>
    kubectl.ok(['patch', 'deployment', NAME, '--field-manager=trainyard', '--type=merge', '-p', JSON.stringify(data)]);

  it('is undone, which brings the version before back', async () => {
    const [live, sets] = await Promise.all([kubectl.json('deployment', NAME), replicaSets()]);
    const revisions = revisionsOf(live, sets);
    assert.deepEqual(
      revisions.map(({ number, isCurrent }) => [number, isCurrent]),
      [
        [3, true],
        [2, false],
        [1, false],
      ],
    );
    assert.equal(
      changeText(revisions[0]?.changes ?? []),
      `~ spec.containers[${NAME}].env[VERSION].value: two -> three\n~ spec.containers[${NAME}].image: ${PYTHON} -> trainyard.local/nothing:1`,
    );
    const patch = undoPatch(live, revisions);
    assert.ok(patch.ok);
    await patched(patch.value);
    await seenUntil(({ kind }) => kind === 'done');
    const adopt = adoptPatch(await kubectl.json('deployment', NAME, '--show-managed-fields'));
    assert.ok(adopt);
    await patched(adopt);
    const [after, setsAfter] = await Promise.all([kubectl.json('deployment', NAME), replicaSets()]);
    assert.deepEqual(
      revisionsOf(after, setsAfter).map(({ number, isCurrent }) => [number, isCurrent]),
      [
        [4, true],
        [3, false],
        [1, false],
      ],
    );
  });

  it('keeps its replicas when an autoscaler takes over', async () => {
    const autoscale = { least: 2, most: 5, cpuPercent: 80 };
    const replicasWith = async (liveReplicas: number | undefined) => {
      const manifests = planned('two', { autoscale, ...(liveReplicas === undefined ? {} : { liveReplicas }) });
      const { stdout, stderr } = await kubectl.apply(
        manifests.filter(({ kind }) => kind === 'Deployment'),
        { dryRun: true },
      );
      assert.equal(stderr, '');
      return fieldOf(JSON.parse(stdout), 'spec', 'replicas');
    };
    assert.deepEqual([await replicasWith(3), await replicasWith(undefined)], [3, 1]);
  });

  it('is started anew', async () => {
    const before = new Set(
      (await kubectl.objects('pods', '-l', `app.kubernetes.io/instance=${NAME}`)).map(({ meta }) => meta.uid),
    );
    await patched(restartPatch(new Date()));
    await seenUntil(({ kind }) => kind === 'done');
    const after = await kubectl.objects('pods', '-l', `app.kubernetes.io/instance=${NAME}`);
    assert.deepEqual(
      after.filter(({ meta }) => before.has(meta.uid) && meta.deletedAt === undefined),
      [],
    );
  });

  it('says that a probe fails, and not that the program crashed', async () => {
    const wrong = planned('wrong').map((one) =>
      one.kind === 'Deployment'
        ? (JSON.parse(
            JSON.stringify(one)
              .replaceAll('"port":8080,"scheme"', '"port":9999,"scheme"')
              .replaceAll('"failureThreshold":33', '"failureThreshold":1'),
          ) as typeof one)
        : one,
    );
    assert.match(JSON.stringify(wrong), /9999.*"failureThreshold":1/);
    assert.equal((await kubectl.apply(wrong)).code, 0);
    const seen = await seenUntil(({ kind }) => kind === 'stalled');
    const stalled = seen.at(-1);
    assert.ok(stalled?.kind === 'stalled');
    assert.equal(stalled.reason, 'probe', stalled.text);
    assert.match(stalled.text, /Startup probe failed: .*9999/);
    const conflict = await kubectl.apply(planned('two'));
    assert.equal(conflict.code, 0, conflict.stderr);
    await seenUntil(({ kind }) => kind === 'done');
  });

  it('is deployed again after an undo without a conflict, and keeps nothing of what was undone', async () => {
    const only = (manifests: ReturnType<typeof planned>) =>
      manifests.flatMap((one) =>
        one.kind === 'Deployment' ? [{ ...one, metadata: { ...one.metadata, name: 'again' } }] : [],
      );
    const first = only(planned('a', { replicas: 0, scratch: new Map([['/extra', undefined]]) }));
    const second = only(planned('b', { replicas: 0 }));
    for (const version of [first, second]) {
      assert.equal((await kubectl.apply(version)).code, 0);
      await kubectl.ok(['rollout', 'status', 'deployment/again', '--timeout=60s']);
    }
    const live = await kubectl.json('deployment', 'again');
    const undo = undoPatch(live, revisionsOf(live, await replicaSets()));
    assert.ok(undo.ok);
    const patch = async (data: object) =>
      await kubectl.ok([
        'patch',
        'deployment',
        'again',
        '--field-manager=trainyard',
        '--type=merge',
        '-p',
        JSON.stringify(data),
        '-o',
        'json',
        '--show-managed-fields',
      ]);
    await patch(undo.value);
    const conflict = await kubectl.apply(second);
    assert.match(conflict.stderr, /conflict with "trainyard"/);
    await kubectl.ok(['rollout', 'status', 'deployment/again', '--timeout=60s']);
    const undone = await kubectl.json('deployment', 'again', '--show-managed-fields');
    assert.match(JSON.stringify(fieldOf(undone, 'spec', 'template')), /extra/);
    const adopt = adoptPatch(undone);
    assert.ok(adopt);
    const adopted: unknown = JSON.parse(await patch(adopt));
    assert.equal(adoptPatch(adopted), undefined);

    const { code, stderr } = await kubectl.apply(second);
    assert.equal(code, 0, stderr);
    const after = await kubectl.json('deployment', 'again');
    assert.deepEqual(changesOf(fieldOf(live, 'spec'), fieldOf(after, 'spec')), []);
    await kubectl.ok(['delete', 'deployment', 'again']);
  });

  async function replicaSets(): Promise<readonly unknown[]> {
    const list = fieldOf(await kubectl.json('replicasets'), 'items');
    return Array.isArray(list) ? list : [];
  }

  for (const number of [undefined, 1]) {
    it(`comes to the same as kubectl rollout undo${number === undefined ? '' : ` --to-revision=${number}`}`, async () => {
      const versions = [
        planned('a', { replicas: 0 }),
        planned('b', { replicas: 0, scratch: new Map([['/extra', undefined]]), serviceAccount: 'default' }),
        planned('c', { replicas: 0, image: 'trainyard.local/other:2' }),
      ];
      const results: unknown[] = [];
      for (const name of ['ours', 'theirs']) {
        const renamed = (manifests: (typeof versions)[number]) =>
          manifests.flatMap((one) =>
            one.kind === 'Deployment' ? [{ ...one, metadata: { ...one.metadata, name } }] : [],
          );
        for (const [index, version] of versions.entries()) {
          assert.equal((await kubectl.apply(renamed(version))).code, 0);
          await kubectl.ok([
            'annotate',
            'deployment',
            name,
            `kubernetes.io/change-cause=change ${index}`,
            '--overwrite',
          ]);
          await kubectl.ok(['rollout', 'status', `deployment/${name}`, '--timeout=60s']);
        }
        if (name === 'ours') {
          const live = await kubectl.json('deployment', name);
          const patch = undoPatch(live, revisionsOf(live, await replicaSets()), number);
          assert.ok(patch.ok);
          await kubectl.ok(['patch', 'deployment', name, '--type=merge', '-p', JSON.stringify(patch.value)]);
        } else {
          await kubectl.ok([
            'rollout',
            'undo',
            `deployment/${name}`,
            ...(number === undefined ? [] : [`--to-revision=${number}`]),
          ]);
        }
        await kubectl.ok(['rollout', 'status', `deployment/${name}`, '--timeout=60s']);
        const after = await kubectl.json('deployment', name);
        results.push({ spec: fieldOf(after, 'spec'), annotations: fieldOf(after, 'metadata', 'annotations') });
        await kubectl.ok(['delete', 'deployment', name]);
      }
      assert.deepEqual(results[0], results[1]);
    });
  }
});
