import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FileTools } from '../../../src/server/fileTools.ts';
import { OpenFiles } from '../../../src/server/openFiles.ts';
import { nodeHost } from '../../../src/server/node/nodeHost.ts';
import { NO_CHOICES } from '../../../src/protocol/lintChoices.ts';

describe('what a file is checked with', () => {
  const of = (name: string, text: string, choice: Partial<typeof NO_CHOICES> = {}) => {
    const uri = `file:///w/${name}`;
    const tools = new FileTools(nodeHost);
    tools.choose([], { ...NO_CHOICES, ...choice });
    const document = TextDocument.create(uri, name === 'Dockerfile' ? 'dockerfile' : 'yaml', 1, text);
    const status = new OpenFiles(
      () => document,
      (each) => tools.of(each),
      nodeHost,
    ).status(uri);
    assert.ok(status);
    return status;
  };
  const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n';

  it('is the version of Kubernetes and the kinds, each once', () => {
    assert.deepEqual(
      of('a.yaml', `${POD}---\n${POD}---\napiVersion: example.com/v1\nkind: Odd\n`, { kubernetesVersion: '1.30' }),
      {
        language: 'manifest',
        isChecked: true,
        kubernetesVersion: '1.30',
        kinds: ['v1 Pod'],
        unknownKinds: ['example.com/v1 Odd'],
      },
    );
  });

  it('is nothing for YAML of others and where checks are off', () => {
    assert.equal(of('values.yaml', 'a: 1\n').isChecked, false);
    assert.equal(of('a.yaml', POD, { isEnabled: false }).isChecked, false);
  });

  it('is its language for a Dockerfile', () => {
    assert.deepEqual(of('Dockerfile', 'FROM a\n'), {
      language: 'dockerfile',
      isChecked: true,
      kubernetesVersion: '',
      kinds: [],
      unknownKinds: [],
    });
  });
});
