// Debugging a rank of a run on a real cluster, with the debugger that VS Code uses.
import assert from 'node:assert/strict';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { ForwardList } from '../../../src/domain/cluster/forwardList.ts';
import { JOB_KIND } from '../../../src/domain/cluster/knownKinds.ts';
import type { Cluster, Manifest } from '../../../src/domain/cluster/ports.ts';
import type { DebugChoice } from '../../../src/domain/deploy/debugCommand.ts';
import { debugPodsOf, untilDebuggable, type WaitingPod } from '../../../src/domain/runs/debugPods.ts';
import { kubernetesRuns } from '../../../src/domain/runs/kubernetesRuns.ts';
import { debugAnswer } from '../../support/debugAnswer.ts';
import { bringDebugpy, withDebugpyToCome, withTorchrun } from '../../support/debugJob.ts';
import { valueOf } from '../../support/kubeStreams.ts';
import { manifestsOf, START_FACTS } from '../../support/kubeStart.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { PYTHON } from '../../support/testImages.ts';

const PROGRAM = `import os, sys
rank = int(os.environ["RANK"])
answer = rank * 100 + int(sys.argv[2])
print("answer", answer, flush=True)
`;
const STOP_LINE = 4;
/** Where the project is here: the debugger is told, so that it need not be there. */
const LOCAL = '/here/project';
const given = { clock: systemClock, onStep: () => undefined };

describe('debugging a run on a real cluster', function () {
  this.timeout(180_000);
  let signal: AbortSignal;
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;

  // Of each test: what is made while files are loaded has ended when its turn comes.
  beforeEach(() => {
    signal = AbortSignal.timeout(170_000);
  });
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'debug-run');
    cluster = await openedCluster(await clusterContext());
  });
  after(async () => {
    cluster?.dispose();
    await kubectl?.close();
  });

  async function start(
    name: string,
    body: readonly string[],
    change = (job: Manifest): object => job,
    debug: DebugChoice = {},
  ): Promise<void> {
    const head = ['version: 1', 'workloads:', '  train:', `    image: ${PYTHON}`, '    pull: never'];
    const workload = specOf([...head, ...body.map((line) => `    ${line}`), ''].join('\n')).workloads.get('train');
    assert.ok(workload);
    const facts = {
      ...START_FACTS,
      image: { reference: PYTHON },
      namespace: kubectl.namespace,
      specPath: 'ml/trainyard.yaml',
      run: { id: name, name },
    };
    const manifests = manifestsOf({ workload, facts, choices: { debug } });
    const objects = manifests.map((each) => (each.kind === 'Job' ? change(each) : each));
    const { code, stderr } = await kubectl.apply(objects);
    assert.equal(code, 0, stderr);
  }

  const podsOf = (name: string) => {
    const job = { resource: JOB_KIND, namespace: kubectl.namespace, name };
    return debugPodsOf(cluster.reader, { job, runId: name }, given, signal);
  };

  /** Attaches, stops in the line, reads what it has there, and lets it go on. */
  async function answerIn({ ref, port }: WaitingPod): Promise<unknown> {
    const forwards = new ForwardList();
    const target = { namespace: kubectl.namespace, pod: ref.name, port };
    const { forward, id } = valueOf(
      await forwards.open(cluster.forwards, { clusterId: 'c', title: ref.name, target }, signal),
    );
    try {
      return await debugAnswer(forward.localPort, { localRoot: LOCAL, line: STOP_LINE });
    } finally {
      forwards.stop(id);
    }
  }

  it('attaches to one rank, stops in its line, and lets it go on', async () => {
    await start(
      'debugged',
      [
        'command: [python3, -u, train.py]',
        'args: [--seed, "7"]',
        'nodes: 2',
        'workingDir: /project',
        'mounts: [{ scratch: 200Mi, path: /project }]',
        'env: { PYTHONPATH: /project }',
      ],
      withDebugpyToCome,
    );
    const pods = valueOf(await podsOf('debugged'));
    assert.deepEqual(
      pods.map(({ rank }) => rank),
      [0, 1],
    );
    await Promise.all(pods.map(({ ref }) => bringDebugpy(kubectl, ref.name, PROGRAM)));
    const [, second] = pods;
    assert.ok(second);
    const waiting = valueOf(await untilDebuggable(cluster, second, given, signal));
    assert.deepEqual(
      [waiting.port, waiting.workingDir, waiting.specPath, waiting.rank],
      [5678, '/project', 'ml/trainyard.yaml', 1],
    );
    const [run] = kubernetesRuns(await kubectl.objects('jobs'), await kubectl.objects('pods'), { clusterId: 'c' });
    assert.equal(run?.cluster?.debugPort, 5678);

    assert.equal(await answerIn(waiting), '107');
    await kubectl.ok(['wait', '--for=jsonpath={.status.phase}=Succeeded', `pod/${second.ref.name}`, '--timeout=60s']);
    assert.match(await kubectl.ok(['logs', second.ref.name]), /answer 107/);
    const ended = await untilDebuggable(cluster, second, given, signal);
    assert.match(ended.ok ? '' : ended.failure.message, /has ended, so there is nothing to attach to/);
    // Nobody has attached to rank 0: it still waits before its first line.
    const phase = await kubectl.ok(['get', 'pod', pods[0]?.ref.name ?? '', '-o', 'jsonpath={.status.phase}']);
    assert.equal(phase, 'Running');
  });

  it('attaches to one process of a launcher, while the others wait for nobody', async () => {
    await start(
      'launched',
      [
        'command: [torchrun, --nproc_per_node=2, train.py]',
        'args: [--seed, "7"]',
        'workingDir: /project',
        'mounts: [{ scratch: 200Mi, path: /project }]',
        'env: { PYTHONPATH: /project }',
      ],
      (job) => withDebugpyToCome(withTorchrun(job)),
      { waits: 1 },
    );
    const processes = valueOf(await podsOf('launched'));
    assert.deepEqual(
      processes.map(({ localRank }) => localRank),
      [0, 1],
    );
    const [other, second] = processes;
    assert.ok(other && second);
    await bringDebugpy(kubectl, second.ref.name, PROGRAM);
    const waiting = valueOf(await untilDebuggable(cluster, second, given, signal));
    assert.equal(waiting.port, 5679);
    const logged = ['logs', second.ref.name, '-c', 'train'];
    while (!(await kubectl.ok(logged)).includes('answer 7\n')) await systemClock.sleep(200, signal);
    assert.doesNotMatch(await kubectl.ok(logged), /answer 107/);
    assert.equal(await answerIn(waiting), '107');
    await kubectl.ok(['wait', '--for=jsonpath={.status.phase}=Succeeded', `pod/${second.ref.name}`, '--timeout=60s']);
    assert.match(await kubectl.ok(logged), /answer 107/);
  });

  it('says that the image has no debugpy', async () => {
    await start('bare', ['command: [python3, -c, "print(1)"]']);
    const [pod] = valueOf(await podsOf('bare'));
    assert.ok(pod);
    const waited = await untilDebuggable(cluster, pod, given, signal);
    assert.ok(!waited.ok);
    assert.equal(waited.failure.code, 'tool-missing');
    assert.match(waited.failure.nextStep ?? '', /pip install debugpy/);
  });
});
