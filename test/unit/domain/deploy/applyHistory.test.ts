import assert from 'node:assert/strict';
import { ApplyHistory } from '../../../../src/domain/deploy/applyHistory.ts';

const done = (name: string, uid = name) => ({ name, isCreated: true, applied: { metadata: { uid } } });
const at = new Date(0);

describe('the applies of a window', () => {
  it('are all there to be undone, the latest first, those that changed nothing left out', () => {
    const history = new ApplyHistory<string>();
    const first = history.add('lab', [done('a')], at);
    assert.equal(history.add('lab', [], at), undefined);
    const second = history.add('prod', [done('b'), done('c')], at);
    assert.deepEqual(
      history.all.map(({ place }) => place),
      ['prod', 'lab'],
    );
    assert.ok(first && second);
    assert.equal(history.find(first.id), first);
  });

  it('know which objects a later one has changed, as long as that is not undone', () => {
    const history = new ApplyHistory<string>();
    const first = history.add('lab', [done('a'), done('b')], at);
    const later = history.add('lab', [done('again', 'a')], at);
    assert.ok(first && later);
    const [a, b] = first.done;
    const [again] = later.done;
    assert.ok(a && b && again);
    assert.deepEqual([history.hasLater(first.id, a), history.hasLater(first.id, b)], [true, false]);
    assert.equal(history.hasLater(later.id, again), false);
    history.undone(later.id, new Set(later.done));
    assert.equal(history.hasLater(first.id, a), false);
  });

  it('keep what could not be undone', () => {
    const history = new ApplyHistory<string>();
    const added = history.add('lab', [done('a'), done('b')], at) ?? assert.fail('nothing added');
    const [one] = added.done;
    assert.ok(one);
    history.undone(added.id, new Set([one]));
    assert.deepEqual(
      history.find(added.id)?.done.map(({ name }) => name),
      ['b'],
    );
    history.undone(added.id, new Set(history.find(added.id)?.done));
    assert.deepEqual(history.all, []);
  });

  it('are thirty at most', () => {
    const history = new ApplyHistory<number>();
    for (let count = 0; count < 40; count += 1) history.add(count, [done('a')], at);
    assert.deepEqual([history.all.length, history.all[0]?.place, history.all.at(-1)?.place], [30, 39, 10]);
  });
});
