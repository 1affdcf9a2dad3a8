import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatQuantity, parseQuantity } from '../../../../src/domain/cluster/quantity.ts';

describe('quantities', () => {
  const amounts: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['4', 4],
    ['+4', 4],
    ['-1.5', -1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['100n', 1e-7],
    ['250u', 0.00025],
    ['500m', 0.5],
    ['1m', 0.001],
    ['2k', 2_000],
    ['3M', 3_000_000],
    ['1.5G', 1_500_000_000],
    ['1T', 1e12],
    ['1P', 1e15],
    ['1E', 1e18],
    ['1Ki', 1024],
    ['512Mi', 536_870_912],
    ['16Gi', 17_179_869_184],
    ['1.5Gi', 1_610_612_736],
    ['2Ti', 2_199_023_255_552],
    ['1Pi', 2 ** 50],
    ['1Ei', 2 ** 60],
    ['1e3', 1_000],
    ['1E3', 1_000],
    ['12e-1', 1.2],
    ['1e+2', 100],
  ];
  for (const [text, amount] of amounts) {
    it(`reads ${text}`, () => assert.equal(parseQuantity(text), amount));
  }

  it('takes numbers as they are', () => assert.equal(parseQuantity(8), 8));

  for (const text of [
    '',
    ' ',
    'x',
    '1x',
    '1 Gi',
    '1KI',
    '1K',
    '1mi',
    'e3',
    '1e',
    '0x10',
    '1,5',
    'NaN',
    'Infinity',
    '--1',
  ]) {
    it(`refuses "${text}"`, () => assert.equal(parseQuantity(text), undefined));
  }

  it('refuses what is no text and no finite number', () => {
    for (const nothing of [undefined, null, {}, [], true, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.equal(parseQuantity(nothing), undefined);
    }
  });

  it('writes the shortest exact form', () => {
    assert.equal(formatQuantity(17_179_869_184, 'binary'), '16Gi');
    assert.equal(formatQuantity(1_610_612_736, 'binary'), '1536Mi');
    assert.equal(formatQuantity(1_000, 'binary'), '1000');
    assert.equal(formatQuantity(2_000, 'decimal'), '2k');
    assert.equal(formatQuantity(0.5, 'decimal'), '500m');
    assert.equal(formatQuantity(0.1 + 0.2, 'decimal'), '300m');
    assert.equal(formatQuantity(0.0001, 'decimal'), '1m');
    assert.equal(formatQuantity(2.0, 'decimal'), '2');
    assert.equal(formatQuantity(0, 'binary'), '0');
    assert.equal(formatQuantity(-1024, 'binary'), '-1Ki');
  });

  it('reads what it writes', () => {
    for (const amount of [1, 3, 1_500, 0.25, 7 * 1024 ** 3, 123_456_789, 1e15]) {
      assert.equal(parseQuantity(formatQuantity(amount, 'binary')), amount);
      assert.equal(parseQuantity(formatQuantity(amount, 'decimal')), amount);
    }
  });
});
