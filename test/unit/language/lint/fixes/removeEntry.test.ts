// Taking an entry away leaves everything else byte for byte.
import assert from 'node:assert/strict';
import { removeEntry } from '../../../../../src/language/lint/fixes/removeEntry.ts';
import { scanDocument } from '../../../../../src/language/yaml/scanDocument.ts';
import { YamlTree } from '../../../../../src/language/yaml/yamlTree.ts';
import { YamlValue } from '../../../../../src/language/yaml/yamlValue.ts';
import { applyEdits } from '../../../../support/ruleExamples.ts';

type Case = readonly [what: string, text: string, path: readonly (string | number)[], result: string | undefined];

const CASES: readonly Case[] = [
  ['the first of a map', 'a: 1\nb: 2\n', ['a'], 'b: 2\n'],
  ['the last of a map', 'a: 1\nb: 2\n', ['b'], 'a: 1\n'],
  ['the last line without a line end', 'a: 1\nb: 2', ['b'], 'a: 1'],
  ['a comment behind it', 'a: 1 # one\nb: 2\n', ['a'], 'b: 2\n'],
  ['with what is below it', 'a:\n  b: 1\n  c:\n    - 2\nd: 3\n', ['a'], 'd: 3\n'],
  ['a block of text', 'a: |\n  x\n  y\nb: 2\n', ['a'], 'b: 2\n'],
  ['an empty value', 'a:\nb: 2\n', ['a'], 'b: 2\n'],
  ['what is empty then', 'a:\n  b:\n    c: 1\nd: 2\n', ['a', 'b', 'c'], 'd: 2\n'],
  ['all there is', 'a: 1\n', ['a'], undefined],
  ['the root', 'a: 1\n', [], undefined],
  ['an item', 'a:\n  - 1\n  - 2\n', ['a', 0], 'a:\n  - 2\n'],
  ['an item at the column of its key', 'a:\n- 1\n- 2\nb: 3\n', ['a', 1], 'a:\n- 1\nb: 3\n'],
  ['an item of several lines', 'a:\n  - b: 1\n    c: 2\n  - d: 3\n', ['a', 0], 'a:\n  - d: 3\n'],
  ['the first key behind a dash', 'a:\n  - b: 1\n    c: 2\n', ['a', 0, 'b'], 'a:\n  - c: 2\n'],
  ['the second key behind a dash', 'a:\n  - b: 1\n    c: 2\n', ['a', 0, 'c'], 'a:\n  - b: 1\n'],
  ['the only key behind a dash', 'a:\n  - b: 1\n  - c: 2\n', ['a', 0, 'b'], 'a:\n  - c: 2\n'],
  ['the first between brackets', 'a: [1, 2]\n', ['a', 0], 'a: [2]\n'],
  ['the last between brackets', 'a: [1, 2]\n', ['a', 1], 'a: [1]\n'],
  ['a key between braces', 'a: {b: 1, c: 2}\n', ['a', 'b'], 'a: {c: 2}\n'],
  ['the only one between brackets', 'a: [1]\nb: 2\n', ['a', 0], 'b: 2\n'],
  ['an anchor that others may use', 'a: &x 1\nb: *x\n', ['a'], undefined],
  ['an alias', 'a: &x 1\nb: *x\n', ['b'], 'a: &x 1\n'],
  ['CRLF', 'a: 1\r\nb: 2\r\nc: 3\r\n', ['b'], 'a: 1\r\nc: 3\r\n'],
  ['CRLF at the end', 'a: 1\r\nb: 2', ['b'], 'a: 1'],
];

describe('removeEntry', () => {
  for (const [what, text, path, result] of CASES)
    it(what, () => {
      const tree = new YamlTree(text, scanDocument(text));
      const value = new YamlValue(tree, tree.root).at(...path);
      assert.ok(value);
      const edit = removeEntry(value);
      assert.equal(edit && applyEdits(text, [edit]), result);
    });
});
