import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { completeFilter } from '../../../../src/domain/experiments/completeFilter.ts';
import { RunTable } from '../../../../src/domain/experiments/runTable.ts';
import { runWith } from '../../../support/runWith.ts';

const table = new RunTable();
table.put([
  runWith({
    id: 'a',
    params: [
      ['model', 'vit'],
      ['lr rate', '1'],
    ],
    metrics: [
      ['loss', 1],
      ['val_loss', 1],
    ],
    tags: [['note', 'x']],
  }),
  runWith({ id: 'b', params: [['model', 'vit']], metrics: [['loss', 2]] }),
  runWith({ id: 'c', params: [['model', "it's"]], metrics: [] }),
]);

/** `|` is the caret. */
function offered(marked: string): string[] {
  const caret = marked.indexOf('|');
  return completeFilter(marked.replace('|', ''), caret, table).items.map(({ text }) => text);
}
const applied = (marked: string): string | undefined => {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { start, end, items } = completeFilter(text, caret, table);
  const [first] = items;
  return first && text.slice(0, start) + first.text + text.slice(end);
};

describe('completeFilter', () => {
  it('offers the fields that runs have at the beginning and behind and, or, not and a parenthesis', () => {
    assert.deepEqual(offered('|').slice(0, 4), [
      'metrics.loss',
      'metrics.val_loss',
      'params.model',
      'params.`lr rate`',
    ]);
    for (const marked of ['metrics.loss < 1 and |', 'metrics.loss < 1 or |', 'not |', '(|', 'metrics.loss < 1 and (|'])
      assert.equal(offered(marked)[0], 'metrics.loss', marked);
    assert.ok(offered('|').includes('run_name'));
    assert.equal(offered('|').at(-1), 'tags.note');
  });

  it('narrows by what is typed, also without the word before the dot', () => {
    assert.deepEqual(offered('val|'), ['metrics.val_loss']);
    assert.equal(applied('metrics.loss < 1 and mod|'), 'metrics.loss < 1 and params.model');
    assert.deepEqual(offered('params.`lr|'), ['params.`lr rate`']);
  });

  it('offers operators that fit the field', () => {
    assert.ok(!offered('metrics.loss |').includes('like'));
    assert.equal(offered('params.model |')[0], '=');
    assert.deepEqual(offered('params.model li|'), ['like', 'ilike']);
  });

  it('offers values that were seen, the most frequent first, ready to be read again', () => {
    assert.deepEqual(offered('params.model = |'), ["'vit'", '"it\'s"']);
    assert.deepEqual(offered('params.model in (|'), ["'vit'", '"it\'s"']);
    assert.deepEqual(offered("params.model in ('vit', |"), ["'vit'", '"it\'s"']);
    assert.deepEqual(offered('params.model = "vi|'), ["'vit'"]);
    assert.deepEqual(offered('metrics.loss < |'), []);
  });

  it('offers and / or behind a whole comparison', () => {
    assert.deepEqual(offered('params.model = "vit" |'), ['and', 'or']);
    assert.deepEqual(offered('params.model is not null |'), ['and', 'or']);
  });

  it('offers nothing for a field that there is not', () => {
    assert.deepEqual(offered('nothing |'), []);
  });
});
