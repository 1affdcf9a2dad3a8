import assert from 'node:assert/strict';
import { eachAt } from '../../../../src/language/manifest/eachAt.ts';
import { NeededKeys } from '../../../../src/language/yaml/keyFilter.ts';
import { KeyPath } from '../../../../src/language/yaml/keyPath.ts';
import { scanDocument } from '../../../../src/language/yaml/scanDocument.ts';
import { YamlTree } from '../../../../src/language/yaml/yamlTree.ts';
import { YamlValue } from '../../../../src/language/yaml/yamlValue.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const treeOf = (text: string): YamlTree => new YamlTree(text, scanDocument(text));

describe('keys of a document', () => {
  it('never miss a key that is there, however it is written', () => {
    const random = seededRandom(7);
    const names = Array.from({ length: 200 }, () => `k${Math.floor(random() * 1e6).toString(36)}`);
    const lines = names.map((name, index) => (index % 3 === 0 ? `"${name}": {in: [{${name}x: 1}]}` : `${name}: 1`));
    const tree = treeOf(`base: &b\n  deep:\n    - merged: 1\nuse:\n  <<: *b\n${lines.join('\n')}\n`);
    for (const name of [...names, 'deep', 'merged']) assert.ok(tree.mayHave(new NeededKeys([name])), name);
    assert.ok(tree.mayHave(new NeededKeys(names)));
  });

  it('know of nearly all others that they are not', () => {
    const tree = treeOf('kind: Pod\nspec:\n  containers:\n    - name: a\n      image: b\n');
    const others = Array.from({ length: 500 }, (_, index) => `other${String(index)}`);
    const taken = others.filter((name) => tree.mayHave(new NeededKeys([name])));
    assert.ok(taken.length < 20, `${String(taken.length)} of 500`);
    assert.equal(tree.mayHave(new NeededKeys(['kind', 'hostNetwork'])), false);
  });

  it('say nothing against a path without keys', () => {
    assert.ok(treeOf('- 1\n- 2\n').mayHave(new KeyPath(['*']).needed));
  });
});

describe('eachAt', () => {
  function textsAt(text: string, path: KeyPath): readonly (string | undefined)[] {
    const tree = treeOf(text);
    const found: (string | undefined)[] = [];
    eachAt(new YamlValue(tree, tree.root), path, (value) => found.push(value.text));
    return found;
  }

  it('visits every item, through aliases and merged maps', () => {
    const text = 'base: &b\n  list: [{name: a}, {name: b}]\none:\n  <<: *b\ntwo: *b\n';
    assert.deepEqual(textsAt(text, new KeyPath('*.list.*.name')), ['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('takes keys with dots from a list', () => {
    assert.deepEqual(textsAt('a:\n  b.c/d: 1\n', new KeyPath(['a', 'b.c/d'])), ['1']);
  });

  it('visits nothing where a key is missing on the way, or a scalar stands there', () => {
    assert.deepEqual(textsAt('a: 1\nb: {name: x}\n', new KeyPath('a.name')), []);
    assert.deepEqual(textsAt('a: 1\n', new KeyPath('a.*')), []);
  });
});
