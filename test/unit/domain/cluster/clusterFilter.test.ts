import assert from 'node:assert/strict';
import { filterText, NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import { passesFilter } from '../../../../src/domain/cluster/passesFilter.ts';
import { matchesLabels, parseLabelSelector } from '../../../../src/domain/cluster/labelSelector.ts';
import { aMeta } from '../../../support/kubeFacts.ts';

const labels = new Map([
  ['app', 'train'],
  ['tier', 'gpu'],
  ['trainyard.dev/user', 'ada-lovelace'],
]);

describe('parseLabelSelector', () => {
  for (const [selector, matches] of [
    ['app=train', true],
    ['app==train,tier=gpu', true],
    ['app!=train', false],
    ['missing!=x', true],
    ['app in (serve, train)', true],
    ['app notin (train)', false],
    ['missing notin (x)', true],
    ['tier', true],
    ['!tier', false],
    ['!missing , app in (train)', true],
    ['trainyard.dev/user=ada-lovelace', true],
    ['', true],
  ] as const) {
    it(`decides “${selector}” as the API server does`, () => {
      const parsed = parseLabelSelector(selector);
      assert.ok(parsed.ok);
      assert.equal(matchesLabels(parsed.value, labels), matches);
    });
  }

  for (const selector of ['app=', 'app in ()', 'a=b=c', 'app in train', '=x', 'a b', '-a']) {
    it(`decides about “${selector}” without a crash`, () => {
      const parsed = parseLabelSelector(selector);
      if (!parsed.ok) assert.equal(parsed.failure.code, 'invalid');
    });
  }

  it('names the part that is wrong', () => {
    const parsed = parseLabelSelector('app=train,a b');
    assert.ok(!parsed.ok);
    assert.match(parsed.failure.message, /“a b”/);
  });
});

describe('passesFilter', () => {
  const meta = aMeta({ name: 'Train-42', namespace: 'ml', labels });
  for (const [name, filter, health, passes] of [
    ['no filter', {}, 'ok', true],
    ['its namespace', { namespaces: ['a', 'ml'] }, 'ok', true],
    ['another namespace', { namespaces: ['a'] }, 'ok', false],
    ['a part of its name in another case', { text: 'train-4' }, 'ok', true],
    ['another name', { text: 'serve' }, 'ok', false],
    ['its user', { owners: ['ada lovelace'] }, 'ok', true],
    ['one of several names of its user', { owners: ['bob', 'ada-lovelace'] }, 'ok', true],
    ['another user', { owners: ['bob'] }, 'ok', false],
    ['nobody', { owners: [''] }, 'ok', false],
    ['only what is not ready', { onlyNotReady: true }, 'running', false],
    ['only what is not ready, when it is not', { onlyNotReady: true }, 'queued', true],
    ['only what is not ready, when its state is not known', { onlyNotReady: true }, 'unknown', true],
  ] as const) {
    it(`decides about ${name}`, () => assert.equal(passesFilter({ ...NO_FILTER, ...filter }, meta, health), passes));
  }

  it('lets the annotation decide who it is of', () => {
    const annotations = new Map([['trainyard.dev/user', 'ada.lovelace']]);
    const other = { ...meta, annotations };
    assert.equal(passesFilter({ ...NO_FILTER, owners: ['ada.lovelace'] }, other), true);
    assert.equal(passesFilter({ ...NO_FILTER, owners: ['ada-lovelace'] }, other), false);
  });

  it('knows the marks of others: labels and annotations that name an owner', () => {
    const mine = { ...NO_FILTER, owners: ['ada@example.com'], isMine: true };
    const notebook = new Map([['notebooks.kubeflow.org/creator', 'ada@example.com']]);
    assert.equal(passesFilter(mine, aMeta({ annotations: notebook })), true);
    assert.equal(passesFilter(mine, aMeta({ labels: new Map([['owner', 'ada-example.com']]) })), true);
    assert.equal(passesFilter(mine, aMeta({ labels: new Map([['app', 'ada-example.com']]) })), false);
    assert.equal(passesFilter(mine, aMeta()), false, 'nobody knows who made it');
  });

  it('says what it leaves out', () => {
    assert.equal(filterText({ ...NO_FILTER, owners: ['ada'], isMine: true }), 'mine');
    assert.equal(filterText({ ...NO_FILTER, owners: ['bob'] }), 'of bob');
    assert.equal(filterText(NO_FILTER), undefined);
    assert.equal(
      filterText({ ...NO_FILTER, namespaces: ['a', 'b'], text: 'x', onlyNotReady: true }),
      'in a, b · named “x” · not ready',
    );
  });
});
