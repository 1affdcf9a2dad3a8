import assert from 'node:assert/strict';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import { JOB_KIND, POD_KIND } from '../../../../src/domain/cluster/knownKinds.ts';
import type { LogEvent } from '../../../../src/domain/logs/ports.ts';
import { debugPodsOf, debugProcessesIn, isListening, untilDebuggable } from '../../../../src/domain/runs/debugPods.ts';

const never = new AbortController().signal;
const JOB = { resource: JOB_KIND, namespace: 'n', name: 'train' };
const POD = { ref: { resource: POD_KIND, namespace: 'n', name: 'train-0' }, rank: 0 };
const LISTENS = '  sl  local_address rem_address   st\n   0: 0100007F:162E 00000000:0000 0A 00000000\n';
const CONNECTED = LISTENS.replace(' 0A ', ' 01 ');

const pod = (name: string, { rank, at = '2026-01-01T00:00:00Z' }: { rank?: string; at?: string } = {}) => ({
  metadata: {
    name,
    namespace: 'n',
    creationTimestamp: at,
    labels: rank === undefined ? {} : { 'batch.kubernetes.io/job-completion-index': rank },
  },
});
const live = (
  state: object,
  { phase = 'Running', labels = { 'trainyard.dev/debug-port': '5678' } }: { phase?: string; labels?: object } = {},
) => ({
  metadata: { name: 'train-0', namespace: 'n', labels, annotations: { 'trainyard.dev/spec': 'ml/trainyard.yaml' } },
  spec: { containers: [{ name: 'train', workingDir: '/app' }] },
  status: { phase, containerStatuses: [{ name: 'train', state }] },
});

/** Gives its answers one after the other, the last one for ever. */
function answers<T>(...all: readonly T[]): () => T {
  let index = 0;
  return () => all[Math.min(index++, all.length - 1)] as T;
}

function watching() {
  const steps: string[] = [];
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  return { steps, given: { clock, onStep: (text: string) => void steps.push(text) } };
}

describe('pods to attach to', () => {
  const readerOf = (job: () => unknown, pods: () => readonly unknown[]) => ({
    get: async () => ok(job()),
    objects: async () => ok(pods()),
  });

  it('are the newest of each rank, when all are there', async () => {
    const all = [
      pod('b', { rank: '1' }),
      pod('old', { rank: '0' }),
      pod('a', { rank: '0', at: '2026-01-02T00:00:00Z' }),
    ];
    const reader = readerOf(() => ({ spec: { completions: 2 } }), answers([], all.slice(0, 1), all));
    const { steps, given } = watching();
    const found = await debugPodsOf(reader, { job: JOB, runId: 'x' }, given, never);
    assert.deepEqual(found.ok && found.value.map(({ ref, rank }) => [ref.name, rank]), [
      ['a', 0],
      ['b', 1],
    ]);
    assert.deepEqual(steps, ['waiting for its pods', 'waiting for its pods']);
  });

  it('are one for each process of a launcher, which listens on the port of its local rank', async () => {
    const labels = { 'trainyard.dev/debug-processes': '2', 'batch.kubernetes.io/job-completion-index': '0' };
    const one = { ...pod('a'), metadata: { ...pod('a').metadata, labels } };
    const reader = readerOf(
      () => ({ spec: { completions: 1 } }),
      () => [one],
    );
    const found = await debugPodsOf(reader, { job: JOB, runId: 'x' }, watching().given, never);
    assert.deepEqual(found.ok && found.value.map(({ rank, localRank }) => [rank, localRank]), [
      [0, 0],
      [0, 1],
    ]);
    const clicked = await debugProcessesIn({ get: async () => ok(one) }, POD.ref, never);
    assert.deepEqual(clicked.ok && clicked.value.map(({ localRank }) => localRank), [0, 1]);
  });

  it('are not waited for when the run has ended', async () => {
    const job = { status: { conditions: [{ type: 'Failed', status: 'True' }] } };
    const found = await debugPodsOf(
      readerOf(
        () => job,
        () => [],
      ),
      { job: JOB, runId: 'x' },
      watching().given,
      never,
    );
    assert.match(found.ok ? '' : found.failure.message, /train has ended/);
  });
});

describe('waiting for debugpy', () => {
  interface Given {
    readonly pods: readonly object[];
    readonly sockets?: readonly Result<string>[];
    readonly log?: readonly string[];
  }
  async function wait({ pods, sockets = [ok(LISTENS)], log = [] }: Given) {
    const { steps, given } = watching();
    const [nextPod, nextSockets] = [answers(...pods), answers(...sockets)];
    const lines = log.map((text, number) => ({ number, text, stream: 'stderr' as const, time: '' }));
    const events: readonly LogEvent[] = [
      { kind: 'lines', lines },
      { kind: 'ended', exitCode: 1, at: new Date(0) },
    ];
    const cluster = {
      reader: { get: async () => ok(nextPod()) },
      run: async () => {
        const answer = nextSockets();
        return answer.ok ? ok({ exitCode: 0, stdout: answer.value, stderr: '' }) : answer;
      },
      logs: {
        async *follow() {
          yield* events;
        },
      },
    };
    return { steps, result: await untilDebuggable(cluster as never, POD, given, never) };
  }

  it('goes on until it listens, and tells port, folders and rank', async () => {
    const { steps, result } = await wait({
      pods: [live({ waiting: {} }, { phase: 'Pending' }), live({ running: {} })],
      sockets: [ok(CONNECTED), ok(LISTENS)],
    });
    assert.deepEqual(result, ok({ ...POD, port: 5678, workingDir: '/app', specPath: 'ml/trainyard.yaml' }));
    assert.deepEqual(steps, ['not running yet', 'debugpy is starting']);
  });

  it('does not wait where the sockets cannot be asked for', async () => {
    for (const code of ['tool-missing', 'forbidden'] as const) {
      const { result } = await wait({ pods: [live({ running: {} })], sockets: [fail({ code, message: 'no' })] });
      assert.ok(result.ok, code);
    }
  });

  it('names debugpy when the image has none', async () => {
    const pods = [live({ terminated: {} }, { phase: 'Failed' })];
    const missing = await wait({ pods, log: ['/usr/bin/python3: No module named debugpy'] });
    assert.match(missing.result.ok ? '' : (missing.result.failure.nextStep ?? ''), /pip install debugpy/);
    const other = await wait({ pods, log: ['ValueError'] });
    assert.match(other.result.ok ? '' : other.result.failure.message, /has ended/);
  });

  it('refuses a pod that was not started for it, whatever its label says', async () => {
    for (const labels of [{}, { 'trainyard.dev/debug-port': '0' }, { 'trainyard.dev/debug-port': '99999' }]) {
      const { result } = await wait({ pods: [live({ running: {} }, { labels })] });
      assert.equal(!result.ok && result.failure.code, 'unsupported');
    }
  });

  it('knows a port that is listened on from one that is only connected', () => {
    assert.ok(isListening(LISTENS, 5678));
    assert.ok(!isListening(CONNECTED, 5678));
    assert.ok(!isListening(LISTENS, 5679));
    assert.ok(!isListening('', 5678));
  });
});
