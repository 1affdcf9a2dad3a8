// The regular expressions of CRDs of others: the same answers as JavaScript's engine, and none of its traps.
import assert from 'node:assert/strict';
import { linearRegex } from '../../../../src/language/schema/linearRegex.ts';

const TEXTS = [
  '',
  'a',
  'ab',
  'abc',
  'ABC',
  'a-b',
  'a.b.c',
  '-a',
  'a-',
  '0',
  '10',
  '65535',
  '1h30m',
  'x y',
  'aaaa',
  'b\n',
  'é',
  '😀',
  'a:b',
  '[x]',
  'v1beta2',
  '2001-01-01',
];

describe('linearRegex', () => {
  for (const pattern of [
    '^[a-z]([-a-z0-9]*[a-z0-9])?$',
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
    '^([0-9]+h)?([0-9]+m)?$',
    '^\\d{1,5}$',
    'b',
    'a|b|^$',
    '(?:ab)+',
    '^.{2,3}$',
    '^[^a-c]+$',
    '\\bb\\b',
    '^\\S+$',
    '^[\\w.-]+$',
    '^a??b*$',
    '^\\[x\\]$',
    '^[-\\]x[]+$',
    '^(a|ab)(c|bcd)?$',
    '^\\x61',
    '[A-Za-z]{2}\\d[a-z]+\\d$',
  ])
    it(pattern, () => {
      const matches = linearRegex(pattern);
      assert.ok(matches);
      const regex = new RegExp(pattern, 'u');
      for (const text of TEXTS) assert.equal(matches(text), regex.test(text), JSON.stringify(text));
    });

  it('ends on a pattern that JavaScript does not end on', () => {
    const matches = linearRegex('^(([a-z])+.)+[A-Z]([a-z])+$');
    assert.equal(matches?.('a'.repeat(5000)), false);
  });

  it('knows groups with names as Go writes them', () => assert.equal(linearRegex('^(?P<n>a)$')?.('a'), true));

  it('refuses what it does not know', () => {
    for (const pattern of [
      '(?=a)',
      '(a',
      'a)',
      '[a',
      '*a',
      '\\pL',
      '(?i)a',
      'a{2000}',
      '[[:alpha:]]',
      '\\1',
      '((a{100}){100}){100}',
      '('.repeat(1000),
    ])
      assert.equal(linearRegex(pattern), undefined, pattern.slice(0, 20));
  });
});
