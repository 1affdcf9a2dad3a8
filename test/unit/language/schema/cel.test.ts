// Rules of CRDs: what holds, what does not, and what nobody can tell from a file.
import assert from 'node:assert/strict';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { parseCel } from '../../../../src/language/schema/cel/celParser.ts';
import { celTree } from '../../../../src/language/schema/cel/celTree.ts';
import { type CelValue, UNKNOWN } from '../../../../src/language/schema/cel/celValue.ts';
import { evaluateCel } from '../../../../src/language/schema/cel/evaluateCel.ts';
import { SchemaPool } from '../../../../src/language/schema/schemaPool.ts';

const SELF = `name: train
count: 3
half: 0.5
isOn: true
none: null
env: $NAME
open: {{ x }}
list: [a, b]
items: [{name: a, size: 1}, {name: b, size: 2}]
map: {a: 1, b: 2}
mode: ""
`;

function value(expression: string): unknown {
  const [document] = readManifests(SELF);
  const node = parseCel(expression);
  if (!document || !node) return 'not read';
  const pool = new SchemaPool({ format: 1, nodes: [{ g: ['mode2'] }], kinds: {}, cel: [] });
  const names = new Map<string, CelValue>([
    ['self', celTree({ tree: document.tree, pool }, document.tree.root, pool.node(0))],
  ]);
  const matches = (text: string, pattern: string): boolean | undefined => pool.matches(text, pattern);
  const result = evaluateCel(node, { names, matches, budget: { left: 10_000 } });
  return typeof result === 'object' ? 'an object' : result;
}

describe('CEL', () => {
  const cases: readonly (readonly [expression: string, expected: unknown])[] = [
    ['self.count + 1 == 4 && self.half < 1', true],
    ['self.name == "train" || self.nothing == 1', true],
    ['self.nothing == 1', UNKNOWN],
    ['self.nothing == 1 || true', true],
    ['self.nothing == 1 && false', false],
    ['has(self.name) && !has(self.nothing)', true],
    ['has(self.none)', false],
    ['has(self.mode2)', UNKNOWN],
    ["size(self.mode) == 0 ? 'x' : 'y'", 'x'],
    ['"b" in self.list && !("c" in self.list)', true],
    ['"a" in self.map', true],
    ['self.map["b"]', 2],
    ['self.items.all(x, x.size > 0)', true],
    ['self.items.exists(x, x.name == "b")', true],
    ['self.items.exists_one(x, x.size > 0)', false],
    ['self.items.filter(x, x.size > 1).size()', 1],
    ['self.items.map(x, x.name) == self.list', true],
    ['self.items[1].name', 'b'],
    ['self.items[5].name == "a"', UNKNOWN],
    ['self.all(key, key != "")', true],
    ["self.name.matches('^[a-z]+$')", true],
    ['self.name.matches("[")', UNKNOWN],
    ["self.name.startsWith('tr') && self.name.endsWith('in') && self.name.contains('rai')", true],
    ["duration('1h30m') > duration('90s')", true],
    ['[has(self.name), has(self.nothing)].filter(x, x).size() <= 1', true],
    ['self.env == "a"', UNKNOWN],
    ['self.open == "a"', UNKNOWN],
    ['-self.count', -3],
    ['7 / 2 * 2 % 4', 2],
    ["r'a\\d' == 'a\\\\d'", true],
    ['self.isOn ? 1 : 2', 1],
    ['unheardOf(self.name)', UNKNOWN],
    ['self.name.', 'not read'],
    ['(self.name', 'not read'],
    ['self @ 1', 'not read'],
  ];
  for (const [expression, expected] of cases) it(expression, () => assert.deepEqual(value(expression), expected));

  it('ends on loops in loops', () => {
    const loops = (depth: number): string => (depth === 0 ? 'true' : `self.list.all(x${depth}, ${loops(depth - 1)})`);
    assert.equal(value(loops(30)), UNKNOWN);
    assert.equal(parseCel(`${'('.repeat(10_000)}1`), undefined);
  });
});
