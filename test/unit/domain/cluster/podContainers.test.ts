import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  logBeforeRestartTitle,
  parsePodContainerId,
  restartOfLogId,
} from '../../../../src/domain/cluster/podContainerId.ts';
import { containerNames, logContainerNames, logsBeforeRestart } from '../../../../src/domain/cluster/podContainers.ts';

const ended = { terminated: { exitCode: 1 } };
const pod = {
  metadata: { namespace: 'team', name: 'train-0' },
  spec: {
    initContainers: [{ name: 'fetch' }],
    containers: [{ name: 'main' }, { name: 'proxy' }],
  },
  status: {
    initContainerStatuses: [{ name: 'fetch', restartCount: 0, state: ended }],
    containerStatuses: [
      { name: 'main', restartCount: 2, state: { running: {} }, lastState: ended },
      { name: 'proxy', restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended },
    ],
  },
};

describe('the containers of a pod', () => {
  it('are the main ones to work in, and all of them to read', () => {
    assert.deepEqual(containerNames(pod), ['main', 'proxy']);
    assert.deepEqual(logContainerNames(pod), ['main', 'proxy', 'fetch']);
  });

  it('have a log before the restart when one has ended, also while the next start is waited for', () => {
    assert.deepEqual(
      logsBeforeRestart(pod).map(({ container, restarts, id }) => [container, restarts, restartOfLogId(id)]),
      [
        ['main', 2, 2],
        ['proxy', 4, 5],
      ],
    );
    const [first] = logsBeforeRestart(pod);
    assert.deepEqual(parsePodContainerId(first?.id ?? ''), { namespace: 'team', pod: 'train-0', container: 'main' });
    assert.equal(logBeforeRestartTitle(first?.id ?? ''), 'train-0/main before restart 2');
    assert.equal(restartOfLogId('team/train-0/main'), undefined);
  });
});
