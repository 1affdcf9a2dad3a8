import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type ColumnFacts,
  FIRST_LAYOUT,
  isExtraColumn,
  layOutColumns,
  moveColumn,
  NARROWEST,
  setHidden,
  setPinned,
  setWidth,
  type TableLayout,
  turnSort,
} from '../../../../src/domain/experiments/tableLayout.ts';

const column = (key: string, change: Partial<ColumnFacts> = {}): ColumnFacts => {
  const [group = 'tags', name = ''] = key.split('.');
  const groups = ['attributes', 'metrics', 'params', 'tags'] as const;
  const found = groups.find((each) => each === group) ?? 'tags';
  const kind = found === 'metrics' ? 'number' : 'text';
  return { index: key.length, group: found, name, kind, isExtra: false, isSame: false, ...change };
};
const COLUMNS = [
  column('attributes.run_name', { index: 0 }),
  column('attributes.user_id', { index: 5, isExtra: true }),
  column('tags.note'),
  column('params.b10'),
  column('params.b9'),
  column('metrics.loss', { isSame: true }),
  column('metrics.acc'),
];
const keys = (layout: TableLayout) => layOutColumns(COLUMNS, layout).map(({ key }) => key);

describe('layOutColumns', () => {
  it('has the pinned ones first, then metrics, params and tags, each by name', () => {
    assert.deepEqual(keys(FIRST_LAYOUT), [
      'attributes.run_name',
      'metrics.acc',
      'metrics.loss',
      'params.b9',
      'params.b10',
      'tags.note',
    ]);
  });

  it('leaves out what is hidden, and what is the same everywhere when differences are wanted', () => {
    assert.ok(!keys(setHidden(FIRST_LAYOUT, 'params.b9', true)).includes('params.b9'));
    assert.ok(keys(setHidden(FIRST_LAYOUT, 'attributes.user_id', false)).includes('attributes.user_id'));
    assert.ok(!keys({ ...FIRST_LAYOUT, isDifferencesOnly: true }).includes('metrics.loss'));
  });

  it('shows a hidden column again when it is asked for', () => {
    const hidden = setHidden(FIRST_LAYOUT, 'params.b9', true);
    assert.deepEqual(setHidden(hidden, 'params.b9', false).hidden, []);
  });

  it('pins and widens within bounds', () => {
    assert.equal(keys(setPinned(FIRST_LAYOUT, 'tags.note', true))[1], 'tags.note');
    assert.equal(setWidth(FIRST_LAYOUT, 'tags.note', -5).widths[0]?.width, NARROWEST);
    assert.equal(setWidth(setWidth(FIRST_LAYOUT, 'a', 100), 'a', 120).widths.length, 1);
  });

  it('moves a column before another of its group, and to the end', () => {
    const laidOut = layOutColumns(COLUMNS, FIRST_LAYOUT);
    const moved = moveColumn(laidOut, FIRST_LAYOUT, { key: 'params.b10', before: 'params.b9' });
    assert.deepEqual(keys(moved).slice(3, 5), ['params.b10', 'params.b9']);
    const last = moveColumn(laidOut, FIRST_LAYOUT, { key: 'metrics.acc', before: undefined });
    assert.deepEqual(keys(last).slice(1, 3), ['metrics.loss', 'metrics.acc']);
  });

  it('keeps the places of columns that are not there at the moment', () => {
    const layout = { ...FIRST_LAYOUT, order: ['metrics.gone', 'metrics.loss'] };
    const moved = moveColumn(layOutColumns(COLUMNS, layout), layout, { key: 'params.b9', before: undefined });
    assert.ok(moved.order.includes('metrics.gone'));
  });
});

describe('turnSort', () => {
  it('goes up, down, and away', () => {
    const up = turnSort([], 'a', false);
    assert.deepEqual(up, [{ key: 'a', isDescending: false }]);
    const down = turnSort(up, 'a', false);
    assert.deepEqual(down, [{ key: 'a', isDescending: true }]);
    assert.deepEqual(turnSort(down, 'a', false), []);
  });

  it('replaces the others unless it is added to them', () => {
    const one = turnSort([], 'a', false);
    assert.deepEqual(turnSort(one, 'b', false), [{ key: 'b', isDescending: false }]);
    const two = turnSort(one, 'b', true);
    assert.deepEqual(turnSort(two, 'a', true), [
      { key: 'a', isDescending: true },
      { key: 'b', isDescending: false },
    ]);
  });
});

describe('isExtraColumn', () => {
  it('is what trackers write for themselves, and the experiment where there is one', () => {
    assert.equal(isExtraColumn('tags', 'mlflow.user', false), true);
    assert.equal(isExtraColumn('tags', 'note', false), false);
    assert.equal(isExtraColumn('attributes', 'experiment', true), true);
    assert.equal(isExtraColumn('attributes', 'experiment', false), false);
    assert.equal(isExtraColumn('params', 'seed', true), false);
  });
});
