import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ParsedDocuments } from '../../../src/server/parsedDocuments.ts';

describe('ParsedDocuments', () => {
  it('parses each version once', () => {
    let open: TextDocument | undefined = TextDocument.create('a', 'trainyard', 1, 'a: 1');
    const parsed = new ParsedDocuments(() => open);
    const first = parsed.get('a');
    assert.equal(parsed.get('a'), first);
    open = TextDocument.update(open, [{ text: 'b: 1' }], 2);
    assert.deepEqual([parsed.get('a')?.version, parsed.get('a')?.document.text], [2, 'b: 1']);
    parsed.forget('a');
    open = undefined;
    assert.equal(parsed.get('a'), undefined);
  });
});
