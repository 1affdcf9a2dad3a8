import assert from 'node:assert/strict';
import { ALL_LEVELS, matcherOf, passes, regexRisk } from '../../../../src/domain/logs/logQuery.ts';

function matcher(text: string, isRegex = false, isCaseSensitive = false) {
  const made = matcherOf({ text, isRegex, isCaseSensitive });
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

describe('matcherOf', () => {
  it('finds text as it is, in either case', () => {
    assert.equal(matcher('a.b').test('xA.By'), true);
    assert.equal(matcher('a.b').test('aXb'), false);
    assert.equal(matcher('a.b', false, true).test('A.B'), false);
    assert.deepEqual(matcher('oss').ranges('loss=1 val_loss=2'), [
      [1, 4],
      [12, 15],
    ]);
  });

  it('finds patterns, again and again from the start', () => {
    const loss = matcher('loss=\\d', true);
    assert.equal(loss.test('loss=1'), true);
    assert.equal(loss.test('loss=1'), true);
    assert.deepEqual(loss.ranges('loss=1 loss=2'), [
      [0, 6],
      [7, 13],
    ]);
  });

  it('counts places without colours', () => {
    assert.deepEqual(matcher('red').ranges('\u001b[31mred\u001b[0m'), [[0, 3]]);
  });

  it('ends with empty matches', () => {
    assert.deepEqual(matcher('x*', true).ranges('axa'), [[1, 2]]);
  });

  it('refuses what is no pattern', () => {
    const made = matcherOf({ text: '(', isRegex: true, isCaseSensitive: false });
    assert.equal(made.ok ? '' : made.failure.code, 'invalid');
  });

  it('stays quick at long lines with quadratic patterns', () => {
    assert.equal(matcher('a*a*a*b', true).test('a'.repeat(60_000)), false);
    assert.equal(matcher('.*b.*b', true).test('a'.repeat(60_000)), false);
  });
});

describe('regexRisk', () => {
  for (const pattern of [
    '(a+)+b',
    '(a*)*',
    '(?:a|a)*b',
    '(a|b|ab)*c',
    '((a+)b)+',
    '(.*,)+x',
    '(\\w+\\s?)*$',
    '(a+){2,}x{60,}',
    '(a)\\1+',
    '(a{60,})+',
  ]) {
    it(`refuses ${pattern}`, () => assert.equal(regexRisk(pattern) > 4, true));
  }
  it('refuses too many that can share the same text', () => assert.equal(regexRisk('a*a*a*a*a*b'), 5));
  for (const [pattern, risk] of [
    ['loss=\\d+', 1],
    ['(error|warning)', 0],
    ['\\d+-\\d+-\\d+ \\d+:\\d+:\\d+', 1],
    ['[(+]+', 1],
    ['\\(a+\\)+', 2],
    ['(abc)+', 1],
    ['x{2,5}', 0],
    ['(a|b)c+', 1],
    ['.*a.*b', 2],
    ['[^"]*x\\S+', 2],
    ['a*a*a*b', 3],
  ] as const) {
    it(`counts ${risk} in ${pattern}`, () => assert.equal(regexRisk(pattern), risk));
  }
});

describe('passes', () => {
  it('takes lines without a level for info', () => {
    assert.equal(passes({ levels: new Set(['info']) }, 'plain', undefined), true);
    assert.equal(passes({ levels: new Set(['error']) }, 'plain', undefined), false);
  });

  it('needs the one text and refuses the other', () => {
    const filter = { levels: new Set(ALL_LEVELS), include: matcher('loss'), exclude: matcher('val') };
    assert.equal(passes(filter, 'loss=1', undefined), true);
    assert.equal(passes(filter, 'val loss=1', undefined), false);
    assert.equal(passes(filter, 'accuracy=1', undefined), false);
  });
});
