import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { logResourceOf, parsePodSelectionId, podSelectionId } from '../../../../src/domain/cluster/logResource.ts';
import { podContainerId } from '../../../../src/domain/cluster/podContainerId.ts';

describe('ids of merged logs', () => {
  it('say which pods, whatever characters their labels have', () => {
    const selection = {
      namespace: 'a',
      labels: new Map([
        ['b/c', 'd'],
        ['__proto__', '"x'],
      ]),
    };
    assert.deepEqual(parsePodSelectionId(podSelectionId(selection)), selection);
  });

  it('are the same for the same pods', () => {
    const one = podSelectionId({
      namespace: 'a',
      labels: new Map([
        ['x', '1'],
        ['y', '2'],
      ]),
    });
    const other = podSelectionId({
      namespace: 'a',
      labels: new Map([
        ['y', '2'],
        ['x', '1'],
      ]),
    });
    assert.equal(one, other);
  });

  it('are told from the id of one container, also in a namespace called selector', () => {
    assert.equal(parsePodSelectionId(podContainerId({ namespace: 'selector', pod: 'p', container: 'c' })), undefined);
  });

  it('come from the selector of a workload', () => {
    const job = { metadata: { name: 'train', namespace: 'ml' }, spec: { selector: { matchLabels: { job: 'train' } } } };
    const id = logResourceOf(job);
    assert.ok(id.ok);
    assert.deepEqual(parsePodSelectionId(id.value), { namespace: 'ml', labels: new Map([['job', 'train']]) });
    const other = logResourceOf({ metadata: { name: 'c', namespace: 'ml' } });
    assert.ok(!other.ok && other.failure.code === 'unsupported');
  });
});
