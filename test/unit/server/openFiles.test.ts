import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { manifestEditor } from '../../../src/server/manifestTools.ts';
import { OpenFiles } from '../../../src/server/openFiles.ts';

describe('OpenFiles', () => {
  it('reads each version once', () => {
    let open: TextDocument | undefined = TextDocument.create('a', 'trainyard', 1, 'a: 1');
    const files = new OpenFiles(() => open, manifestEditor());
    const first = files.get('a');
    assert.equal(files.get('a'), first);
    open = TextDocument.update(open, [{ text: 'version: 1\nworkloads:\n' }], 2);
    assert.deepEqual(
      [
        files.get('a')?.version,
        files
          .get('a')
          ?.file.symbols()
          .map(({ name }) => name),
      ],
      [2, ['version', 'workloads']],
    );
    files.forget('a');
    open = undefined;
    assert.equal(files.get('a'), undefined);
  });

  it('tells a run spec from a manifest by its name too', () => {
    const openAs = (uri: string) => {
      const document = TextDocument.create(uri, 'yaml', 1, 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n');
      return new OpenFiles(() => document, manifestEditor()).get(uri)?.file.symbols();
    };
    assert.equal(openAs('file:///w/pod.yaml')?.[0]?.name, 'Pod a');
    assert.equal(openAs('file:///w/trainyard.yaml')?.[0]?.name, 'apiVersion');
  });
});
