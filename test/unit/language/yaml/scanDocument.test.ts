import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { scanDocument } from '../../../../src/language/yaml/scanDocument.ts';
import { LIST, MAP } from '../../../../src/language/yaml/nodeTable.ts';
import { YamlTree } from '../../../../src/language/yaml/yamlTree.ts';
import { YamlValue } from '../../../../src/language/yaml/yamlValue.ts';

function treeOf(text: string): YamlTree {
  return new YamlTree(text, scanDocument(text));
}

/** The plain value of a node, for comparison with another reader. */
function plain(value: YamlValue): unknown {
  if (value.target < 0) return undefined;
  const { tree, target } = value;
  if (tree.kind(target) === MAP) {
    return Object.fromEntries(Array.from(value.items(), (item) => [item.key, plain(item)]));
  }
  if (tree.kind(target) === LIST) return Array.from(value.items(), plain);
  if (value.isNull) return null;
  return value.boolean ?? value.number ?? value.text;
}

function read(text: string): unknown {
  const tree = treeOf(text);
  return tree.root < 0 ? null : plain(new YamlValue(tree, tree.root));
}

const problems = (text: string): string[] => scanDocument(text).problems.map(({ code }) => code);

describe('scanDocument', () => {
  const same = [
    'a: 1\nb:\n  c: x y\n  d: [1, "2", {e: f}]\n',
    'a:\n- b\n- c: 1\n  d: 2\n-\n  e: 3\n- - 1\n  - 2\nf: g\n',
    "# comment\na: b # more\nc: \"d # e\"\nf: 'it''s'\n",
    'a: |\n  one\n   two\n\n  three\nb: >-\n  x\n  y\nc: 1\n',
    'a: plain text\n  that goes on\nb: "quoted\n  too"\n',
    'a: {}\nb: []\nc: {d: [e, {f: g}], "h": i}\nj: {k, l}\n',
    'a: &x\n  b: 1\nc: *x\n',
    '{"a": {"b": [1, 2.5, true, null]}, "c": "\\u00e9\\n"}\n',
    '- a\n- b\n',
    'just text\n',
    'a:\r\n  b: 1\r\n  c: |\r\n    d\r\n',
    '"a b": 1\n? c\n'.slice(0, 9),
    'a: -1\nb: - x\n'.slice(0, 6),
    'url: http://x:80/y\ntime: 12:30\nopt: --flag=a\n',
    'a: [x: 1, z]\n',
    'a: &x\t\n  b: 1\n',
    '- &y\t\n  - !!str\tb\n',
  ];
  for (const text of same) {
    it(`reads as the yaml package does: ${JSON.stringify(text)}`, () => {
      const [expected] = parseAllDocuments(text, { version: '1.2' });
      assert.deepEqual(problems(text), []);
      assert.deepEqual(read(text), expected === undefined || !('toJS' in expected) ? null : expected.toJS());
    });
  }

  const bad: readonly (readonly [string, readonly string[]])[] = [
    ['a: b: c\n', ['colon-in-value']],
    ['a:\n\tb: 1\n', ['tab']],
    ['a: "x\n', ['unterminated-string']],
    ['a: [1, 2\n', ['unterminated-flow']],
    ['a: [1,, 2]\n', ['flow']],
    ['a: "x" y\n', ['text-after-value']],
    ['a: @x\n', ['cannot-start-a-value']],
    ['a:\n    b: 1\n  c: 2\n', ['indentation']],
    ['a: 1\nb\nc: 2\n', ['key-expected']],
    ['%YAML 1.2\n', ['directive']],
    ['a: 1\n...\nb: 2\n', ['document-lost']],
    ['a: "\\d"\n', ['bad-escape']],
    ['a: |x\n  b\n', ['bad-block-header']],
    ['? [a]\n: b\n', []],
  ];
  for (const [text, codes] of bad) {
    it(`says what is wrong: ${JSON.stringify(text)}`, () => assert.deepEqual(problems(text), codes));
  }

  it('goes on behind a line that it cannot read', () => {
    assert.deepEqual(read('a: 1\nb: c: d\ne:\n  f: 2\n  oops\n  g: 3\n'), { a: 1, b: null, e: { f: 2, g: 3 } });
  });

  it('gives the place of keys and values', () => {
    const text = 'a:\n  b: "c"\n';
    const tree = treeOf(text);
    const value = new YamlValue(tree, tree.root).at('a', 'b');
    assert.deepEqual(value?.keySpan, { start: 5, end: 6 });
    assert.equal(text.slice(value?.span.start, value?.span.end), '"c"');
    assert.deepEqual(value?.path, ['a', 'b']);
  });

  it('ends with a problem where brackets or lines are nested without end', () => {
    assert.deepEqual(problems('['.repeat(100_000)), ['too-deep']);
    const steps = Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    assert.deepEqual(problems(steps), ['too-deep']);
  });
});

describe('YamlTree.get', () => {
  const valueAt = (text: string, ...path: string[]): unknown => {
    const tree = treeOf(text);
    const value = new YamlValue(tree, tree.root).at(...path);
    return value && plain(value);
  };

  it('lets the later one of equal keys count', () => assert.equal(valueAt('a: 1\na: 2\n', 'a'), 2));

  it('reads what is merged as go-yaml does: order decides', () => {
    const base = 'base: &b { x: 1, y: 2 }\n';
    assert.equal(valueAt(`${base}own:\n  <<: *b\n  x: 3\n`, 'own', 'x'), 3);
    assert.equal(valueAt(`${base}own:\n  x: 3\n  <<: *b\n`, 'own', 'x'), 1);
    assert.equal(valueAt(`${base}own:\n  <<: [{ y: 5 }, *b]\n`, 'own', 'y'), 5);
  });
});
