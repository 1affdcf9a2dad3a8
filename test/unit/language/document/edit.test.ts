import assert from 'node:assert/strict';
import { removeField, renameKey } from '../../../../src/language/document/edit.ts';
import type { MapEntry, PathStep, SpecNode } from '../../../../src/domain/deploy/specNode.ts';
import { createSpecDocument } from '../../../../src/language/document/specDocument.ts';

function entryAt(root: SpecNode | undefined, path: readonly PathStep[]): MapEntry {
  let node = root;
  let entry: MapEntry | undefined;
  for (const step of path) {
    if (node?.kind === 'list' && typeof step === 'number') node = node.items[step];
    else if (node?.kind === 'map') {
      entry = node.entries.find((one) => one.key === step);
      node = entry?.value;
    }
  }
  assert.ok(entry);
  return entry;
}

function removed(text: string, path: readonly PathStep[]): string {
  const document = createSpecDocument(text);
  const edit = removeField(document, path, entryAt(document.root, path).keySpan);
  assert.ok(edit);
  return text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
}

describe('removeField', () => {
  it('takes the lines of a block field, and leaves comments of others', () => {
    assert.equal(
      removed('a: 1\n# of b\nb: # own\n  c: 1 # x\n  d:\n    - 1\n# of e\ne: 2\n', ['b']),
      'a: 1\n# of b\n# of e\ne: 2\n',
    );
    assert.equal(removed('a: 1\nb: 2', ['b']), 'a: 1\n');
    assert.equal(removed('a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 3\r\n', ['b']), 'a: 1\r\nc: 3\r\n');
    assert.equal(removed('a: 1\nb:\nc: 3\n', ['b']), 'a: 1\nc: 3\n');
  });

  it('takes text and one comma in flow style', () => {
    assert.equal(removed('a: { b: 1, c: [2, 3], d: 4 }\n', ['a', 'b']), 'a: { c: [2, 3], d: 4 }\n');
    assert.equal(removed('a: { b: 1, c: [2, 3], d: 4 }\n', ['a', 'c']), 'a: { b: 1, d: 4 }\n');
    assert.equal(removed('a: { b: 1, c: [2, 3], d: 4 }\n', ['a', 'd']), 'a: { b: 1, c: [2, 3] }\n');
    assert.equal(removed('a: { b: 1 }\n', ['a', 'b']), 'a: {  }\n');
  });

  it('keeps the dash of a list item, and a map that would be empty', () => {
    assert.equal(removed('a:\n  - b: 1\n    c: 2\n  - d: 3\n', ['a', 0, 'b']), 'a:\n  - c: 2\n  - d: 3\n');
    assert.equal(removed('a:\n  - d: 3\n', ['a', 0, 'd']), 'a:\n  - {}\n');
    assert.equal(removed('a:\n  b: 1\nc: 2\n', ['a', 'b']), 'a:\n  {}\nc: 2\n');
  });
});

describe('renameKey', () => {
  it('keeps quotes', () => {
    const document = createSpecDocument('"comand": 1\n');
    const entry = entryAt(document.root, ['comand']);
    assert.equal(renameKey(document, entry.keySpan, 'command').newText, '"command"');
  });
});
