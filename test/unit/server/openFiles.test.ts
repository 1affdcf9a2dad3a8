import assert from 'node:assert/strict';
import { jobWith } from '../../../src/language/lint/examples.ts';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FileTools } from '../../../src/server/fileTools.ts';
import { OpenFiles } from '../../../src/server/openFiles.ts';
import { nodeHost } from '../../../src/server/node/nodeHost.ts';

describe('OpenFiles', () => {
  const all = new FileTools(nodeHost);
  const tools = (uri: string) => all.of(uri);

  it('reads each version once', () => {
    let open: TextDocument | undefined = TextDocument.create('a', 'trainyard', 1, 'a: 1');
    const files = new OpenFiles(() => open, tools, nodeHost);
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
      return new OpenFiles(() => document, tools, nodeHost).get(uri)?.file.symbols();
    };
    assert.equal(openAs('file:///w/pod.yaml')?.[0]?.name, 'Pod a');
    assert.equal(openAs('file:///w/trainyard.yaml')?.[0]?.name, 'apiVersion');
  });

  it('judges Dockerfiles, and no YAML of other programs', () => {
    const codes = (uri: string, languageId: string, text: string) => {
      const document = TextDocument.create(uri, languageId, 1, text);
      return new OpenFiles(() => document, tools, nodeHost)
        .get(uri)
        ?.file.diagnostics()
        .map(({ code }) => code);
    };
    assert.ok(
      codes('file:///w/Dockerfile', 'dockerfile', 'FROM python:3.11\nRUN pip install torch==2.4.0\n')?.includes(
        'docker-pip-no-cache',
      ),
    );
    assert.ok(
      codes('untitled:Untitled-1', 'dockerfile', 'FROM python:3.11\nRUN pip install torch==2.4.0\n')?.includes(
        'docker-pip-no-cache',
      ),
    );
    assert.deepEqual(codes('file:///w/mkdocs.yml', 'yaml', 'a: b: c\n'), []);
    assert.ok(codes('file:///w/pod.yaml', 'yaml', 'apiVersion: v1\nkind: Pod\na: b: c\n')?.includes('yaml-syntax'));
  });

  it('makes all safe repairs in one edit, and leaves the rest alone', () => {
    const text = jobWith('image: trainer:1\nresources:\n  requests:\n    nvidia.com/gpu: 1').replace(
      'backoffLimit',
      'backofLimit',
    );
    const document = TextDocument.create('file:///w/job.yaml', 'yaml', 1, text);
    const edit = new OpenFiles(() => document, tools, nodeHost).fixAll(document.uri);
    assert.ok(edit);
    const fixed = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
    assert.match(fixed, /limits:\n\s+nvidia\.com\/gpu: 1\n/);
    assert.ok(edit.start > 0 && edit.end < text.length);
    const clean = TextDocument.create('file:///w/job.yaml', 'yaml', 2, fixed);
    assert.equal(new OpenFiles(() => clean, tools, nodeHost).fixAll(clean.uri), undefined);
  });
});
