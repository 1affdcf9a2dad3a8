import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { NO_CHOICES } from '../../../src/protocol/lintChoices.ts';
import { FileTools } from '../../../src/server/fileTools.ts';
import { folderSettings } from '../../../src/server/folderSettings.ts';
import { OpenFiles } from '../../../src/server/openFiles.ts';
import { nodeHost } from '../../../src/server/node/nodeHost.ts';
import { crdText } from '../../support/crdText.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: b\nspec:\n  containers:\n    - name: c\n      image: c:latest\n';

describe('FileTools', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-tools-'));
  const uri = `${pathToFileURL(folder).href}/`;
  after(() => rmSync(folder, { recursive: true }));

  const severity = (tools: FileTools, path: string): number | undefined => {
    const document = TextDocument.create(`${uri}${path}`, 'yaml', 1, POD);
    const open = new OpenFiles(
      () => document,
      (file) => tools.of(file),
      nodeHost,
    ).get(document.uri);
    return open?.file.diagnostics().find(({ code }) => code === 'image-latest')?.severity;
  };

  it('follow the file of the folder, and the settings of the editor over it', async () => {
    mkdirSync(join(folder, '.trainyard'));
    writeFileSync(
      join(folder, '.trainyard/lint.yaml'),
      'rules:\n  image-latest: error\noverrides:\n  - paths: ["dev/**"]\n    rules:\n      image-latest: hint\nignorePaths: ["old/**"]\n',
    );
    const read = await folderSettings(uri, nodeHost);
    assert.ok(read?.ok);
    const tools = new FileTools(nodeHost);
    assert.equal(severity(tools, 'a.yaml'), 2);
    tools.choose([{ uri, settings: read.value }]);
    assert.deepEqual(
      [severity(tools, 'a.yaml'), severity(tools, 'dev/a.yaml'), severity(tools, 'old/a.yaml')],
      [1, 4, undefined],
    );
    tools.choose([{ uri, settings: read.value }], { ...NO_CHOICES, rules: [['image-latest', 'info']] });
    assert.deepEqual([severity(tools, 'a.yaml'), severity(tools, 'dev/a.yaml')], [3, 3]);
    tools.choose([], { ...NO_CHOICES, rules: [['image-latest', 'loud']] });
    assert.equal(severity(tools, 'a.yaml'), 2);
    tools.choose([], { ...NO_CHOICES, isEnabled: false });
    assert.equal(severity(tools, 'a.yaml'), undefined);
  });

  it('say what is wrong in the file, and where', async () => {
    writeFileSync(join(folder, '.trainyard/lint.yaml'), 'rules:\n  image-latst: error\n');
    const read = await folderSettings(uri, nodeHost);
    assert.ok(read && !read.ok);
    assert.match(read.failure.message, /lint\.yaml.*image-latest/s);
    assert.equal(await folderSettings('file:///nowhere/', nodeHost), undefined);
  });

  it('know kinds that files of the workspace define, while they do', () => {
    const definition = crdText({ group: 'example.com', kind: 'Farm', spec: 'rows: { type: integer }' });
    const farm = TextDocument.create(
      `${uri}farm.yaml`,
      'yaml',
      1,
      'apiVersion: example.com/v1\nkind: Farm\nmetadata:\n  name: a\nspec:\n  rows: many\n',
    );
    const tools = new FileTools(nodeHost);
    const codes = () =>
      new OpenFiles(
        () => farm,
        (file) => tools.of(file),
        nodeHost,
      )
        .get(farm.uri)
        ?.file.diagnostics()
        .map(({ code }) => code);
    assert.ok(codes()?.includes('k8s-wrong-type') === false);
    assert.equal(tools.define('file:///crd.yaml', definition), true);
    assert.ok(codes()?.includes('k8s-wrong-type'));
    assert.equal(tools.define('file:///crd.yaml', undefined), true);
    assert.equal(tools.define('file:///crd.yaml', undefined), false);
    assert.ok(codes()?.includes('k8s-wrong-type') === false);
  });
});
