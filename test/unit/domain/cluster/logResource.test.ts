import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { selectionTitle } from '../../../../src/domain/cluster/keptLogTitle.ts';
import {
  logResourceOf,
  parsePodSelectionId,
  podSelectionId,
  selectionMatcher,
} from '../../../../src/domain/cluster/logResource.ts';
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

  it('hold an expression as it was typed, and tell which pods it fits', () => {
    const selection = { namespace: 'a', labels: new Map([['app', 'web']]), expression: 'tier in (x,y),!old' };
    assert.deepEqual(parsePodSelectionId(podSelectionId(selection)), selection);
    const fits = selectionMatcher(selection);
    const labels = (more: Readonly<Record<string, string>>) => new Map(Object.entries({ app: 'web', ...more }));
    assert.equal(fits(labels({ tier: 'x' })), true);
    assert.equal(fits(labels({ tier: 'x', old: '' })), false);
    assert.equal(fits(labels({})), false);
    assert.equal(fits(new Map([['tier', 'x']])), false);
    assert.equal(selectionMatcher({ ...selection, expression: '=;' })(labels({ tier: 'x' })), false);
    assert.equal(selectionTitle(selection), 'tier in (x,y),!old,app=web in a');
  });

  it('hold the expressions of a workload: without them the log would be that of others, too', () => {
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['x', 'y'] },
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'zone', operator: 'Exists' },
      { key: 'env', operator: 'NotIn', values: ['dev'] },
    ];
    const id = logResourceOf({ metadata: { name: 'w', namespace: 'ml' }, spec: { selector: { matchExpressions } } });
    assert.ok(id.ok);
    assert.equal(parsePodSelectionId(id.value)?.expression, 'tier in (x,y),!old,zone,env notin (dev)');
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
