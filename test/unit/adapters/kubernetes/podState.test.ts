import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { podPath, podStateOf } from '../../../../src/adapters/kubernetes/podState.ts';

interface Given {
  readonly state?: object;
  readonly last?: object;
  readonly policy?: string;
  readonly phase?: string;
  readonly metadata?: object;
  readonly kind?: 'containers' | 'initContainers' | 'ephemeralContainers';
}

const STATUSES = {
  containers: 'containerStatuses',
  initContainers: 'initContainerStatuses',
  ephemeralContainers: 'ephemeralContainerStatuses',
};

function stateOf({
  state = {},
  last = {},
  policy = 'Always',
  phase = 'Running',
  metadata = {},
  kind = 'containers',
}: Given) {
  const status = { name: 'main', state, lastState: last, containerID: 'c://2', restartCount: 1 };
  const pod = {
    metadata: { uid: 'u', ...metadata },
    spec: { restartPolicy: policy, [kind]: [{ name: 'main' }] },
    status: { phase, [STATUSES[kind]]: [status] },
  };
  const result = podStateOf(pod, 'main');
  assert.ok(result.ok);
  return result.value;
}

const ended = (exitCode: number, containerID = 'c://2') => ({
  terminated: { exitCode, containerID, finishedAt: '2026-01-31T10:00:00Z' },
});

describe('the state of a container in a pod', () => {
  it('names the process that runs and the one before', () => {
    const state = stateOf({ state: { running: {} }, last: ended(3, 'c://1') });
    assert.deepEqual(
      [state.instance, state.isRunning, state.before],
      ['c://2', true, { instance: 'c://1', exitCode: 3 }],
    );
  });

  it('is over when nothing will start it again', () => {
    const isOver = (given: Given) => stateOf(given).isOver;
    assert.ok(!isOver({ state: ended(0) }));
    assert.ok(isOver({ state: ended(1), policy: 'Never' }));
    assert.ok(isOver({ state: ended(0), policy: 'OnFailure' }));
    assert.ok(!isOver({ state: ended(1), policy: 'OnFailure' }));
    assert.ok(isOver({ state: ended(1), phase: 'Failed' }));
    assert.ok(isOver({ state: ended(1), metadata: { deletionTimestamp: '2026-01-31T10:00:00Z' } }));
    assert.ok(isOver({ state: ended(0), kind: 'initContainers' }));
    assert.ok(!isOver({ state: ended(1), kind: 'initContainers' }));
    assert.ok(isOver({ state: ended(1), kind: 'ephemeralContainers' }));
  });

  it('reads the last process while the container waits for its next start, and says why it waits', () => {
    const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off\n10s' } };
    const state = stateOf({ state: waiting, last: ended(1, 'c://1') });
    assert.deepEqual([state.instance, state.waitsFor, state.exitCode], ['c://1', 'CrashLoopBackOff: back-off 10s', 1]);
  });

  it('takes the only container, the one of the annotation, and else asks', () => {
    const containers = [{ name: 'a' }, { name: 'b' }];
    const one = podStateOf({ spec: { containers: [{ name: 'a' }] } }, undefined);
    assert.equal(one.ok && one.value.container, 'a');
    const asks = podStateOf({ spec: { containers } }, undefined);
    assert.equal(!asks.ok && asks.failure.code, 'invalid');
    const annotations = { 'kubectl.kubernetes.io/default-container': 'b' };
    const named = podStateOf({ metadata: { annotations }, spec: { containers } }, undefined);
    assert.equal(named.ok && named.value.container, 'b');
  });

  it('never lets a name become part of a path', () => {
    assert.equal(podPath('a/../b', 'p?x', 'log'), '/api/v1/namespaces/a%2F..%2Fb/pods/p%3Fx/log');
  });
});
