import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { contextColorOf, tinted, withContextColor } from '../../../../src/domain/cluster/contextColor.ts';
import { isMarked, withMark } from '../../../../src/domain/cluster/contextPattern.ts';
import { protectionOf } from '../../../../src/domain/cluster/protection.ts';

describe('protection of contexts', () => {
  const settings = { protectedContexts: ['*prod*'], readOnlyContexts: ['archive', 'eu-*-ro'] };
  for (const [context, expected] of [
    ['lab', 'none'],
    ['prod', 'typeName'],
    ['eu-PROD-1', 'typeName'],
    ['archive', 'readOnly'],
    ['archive-2', 'none'],
    ['eu-west-ro', 'readOnly'],
    ['eu-prod-ro', 'readOnly'],
    ['eu-ro', 'none'],
  ] as const) {
    it(`${context} is ${expected}`, () => assert.equal(protectionOf(context, settings), expected));
  }

  it('takes the characters of patterns as they are', () => {
    assert.equal(protectionOf('a.b', { protectedContexts: ['a?b', 'a[.]b'], readOnlyContexts: [] }), 'none');
    assert.equal(protectionOf('(x', { protectedContexts: ['(*'], readOnlyContexts: [] }), 'typeName');
  });

  it('leaves out what a pattern with “!” names', () => {
    const but = { protectedContexts: ['*prod*', '!prod-play'], readOnlyContexts: ['!archive', 'archive'] };
    assert.equal(protectionOf('prod', but), 'typeName');
    assert.equal(protectionOf('prod-play', but), 'none');
    assert.equal(protectionOf('archive', but), 'none');
  });
});

describe('marking a context in the settings', () => {
  const patterns = ['*prod*', 'archive'];
  for (const [what, context, isWanted, expected] of [
    ['adds its name', 'lab', true, ['*prod*', 'archive', 'lab']],
    ['adds nothing where a pattern says it', 'prod', true, ['*prod*', 'archive']],
    ['takes its name out', 'archive', false, ['*prod*']],
    ['takes it out of a pattern of others', 'prod', false, ['*prod*', 'archive', '!prod']],
    ['takes nothing out where nothing says it', 'lab', false, ['*prod*', 'archive']],
  ] as const) {
    it(what, () => {
      const marked = withMark(context, isWanted, patterns);
      assert.deepEqual(marked, expected);
      assert.equal(isMarked(context, marked), isWanted);
      assert.deepEqual(withMark(context, isMarked(context, patterns), marked), patterns, 'and back');
    });
  }

  it('marks names that look like patterns', () => {
    for (const context of ['!x', 'a*b', '*']) {
      const marked = withMark(context, true, []);
      assert.equal(isMarked(context, marked), true, context);
      assert.equal(isMarked(context, withMark(context, false, marked)), false, context);
    }
  });
});

describe('the colour of a context', () => {
  const colors = { '*prod*': 'red', 'prod-play': 'green', odd: 7, wrong: 'pink' };
  it('is that of its name, then of the first pattern', () => {
    assert.equal(contextColorOf('prod-1', colors), 'red');
    assert.equal(contextColorOf('prod-play', colors), 'green');
    for (const none of ['lab', 'odd', 'wrong', 'constructor'])
      assert.equal(contextColorOf(none, colors), undefined, none);
  });

  it('is set and taken away for one context alone', () => {
    assert.deepEqual(withContextColor('lab', 'blue', { a: 'red' }), { a: 'red', lab: 'blue' });
    assert.deepEqual(withContextColor('lab', undefined, { a: 'red', lab: 'blue' }), { a: 'red' });
    const without = withContextColor('prod-1', undefined, colors);
    assert.equal(contextColorOf('prod-1', without), undefined);
    assert.equal(contextColorOf('prod-2', without), 'red');
  });

  it('is on icons below the context that have no state, at any depth', () => {
    const rows = tinted(
      [
        { id: 'a', label: 'a', icon: 'server', children: [{ id: 'b', label: 'b', icon: 'chip' }] },
        { id: 'c', label: 'c', icon: 'vm', health: 'failed' },
      ],
      'red',
    );
    assert.equal(rows[0]?.tint, 'trainyard.context.red');
    assert.equal(rows[0]?.children?.[0]?.tint, 'trainyard.context.red');
    assert.equal(rows[1]?.tint, undefined);
  });
});
