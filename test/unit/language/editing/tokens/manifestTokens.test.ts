import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { encodeTokens } from '../../../../../src/language/editing/tokens/encodeTokens.ts';
import { manifestTokens } from '../../../../../src/language/editing/tokens/manifestTokens.ts';
import type { SemanticToken } from '../../../../../src/language/editing/tokens/semanticToken.ts';
import { specTokens } from '../../../../../src/language/editing/tokens/specTokens.ts';
import { createSpecDocument } from '../../../../../src/language/document/specDocument.ts';
import { readManifests } from '../../../../../src/language/manifest/manifestFile.ts';
import { WorkspaceIndex } from '../../../../../src/language/workspace/workspaceIndex.ts';

const words = (text: string, tokens: readonly SemanticToken[]): string[] =>
  tokens
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end, type, isDeclaration }) => `${text.slice(start, end)} ${type}${isDeclaration ? '!' : ''}`);

function tokensOf(text: string): readonly SemanticToken[] {
  const index = new WorkspaceIndex();
  const documents = readManifests(text);
  index.set('file:///a.yaml', documents);
  const indexed = index.documents('file:///a.yaml');
  return documents.flatMap((document, at) => manifestTokens(document, indexed[at]?.symbols));
}

const JOB = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: train
spec:
  suspend: no
  template:
    spec:
      containers:
        - name: c
          image: "{{ .Values.image }}"
          args: ["--lr=$(LR)", $$(NOT), '$(A)$(B)']
          envFrom: [{ configMapRef: { name: settings } }]
          env:
            - name: X
              value: yes
          resources:
            limits: { memory: 64Gi, nvidia.com/gpu: 8, cpu: {{ .Values.cpu }} }
`;

describe('manifestTokens', () => {
  it('knows kinds, names, references, amounts, variables and booleans that look like words', () => {
    assert.deepEqual(words(JOB, tokensOf(JOB)), [
      'v1 namespace',
      'ConfigMap type',
      'settings variable!',
      'batch/v1 namespace',
      'Job type',
      'train variable!',
      'no keyword',
      '$(LR) parameter',
      '$(A) parameter',
      '$(B) parameter',
      'settings variable',
      'yes keyword',
      '64Gi number',
      '8 number',
    ]);
  });

  it('says nothing of broken documents and of other YAML', () => {
    assert.deepEqual(tokensOf('a: 1\nb: [c\n'), []);
  });

  it('knows names and amounts of run specs', () => {
    const text =
      'version: 1\nworkloads:\n  train:\n    image: x\n    parameters: { lr: 1 }\n    resources: { cpu: 2, memory: 1Gi }\ntargets:\n  box: { docker: {} }\n';
    const { root } = createSpecDocument(text);
    assert.deepEqual(words(text, specTokens(root)), [
      'train variable!',
      'lr variable!',
      '2 number',
      '1Gi number',
      'box variable!',
    ]);
  });
});

describe('encodeTokens', () => {
  it('counts from the token before, and drops what overlaps', () => {
    const text = 'ab cd\nef\n';
    const document = TextDocument.create('file:///a', 'yaml', 1, text);
    const tokens: SemanticToken[] = [
      { start: 6, end: 8, type: 'type' },
      { start: 0, end: 2, type: 'namespace', isDeclaration: true },
      { start: 3, end: 5, type: 'number' },
      { start: 4, end: 5, type: 'keyword' },
    ];
    assert.deepEqual(encodeTokens(tokens, document), [0, 0, 2, 0, 1, 0, 3, 2, 3, 0, 1, 0, 2, 1, 0]);
  });
});
