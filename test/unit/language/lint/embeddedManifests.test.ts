// Manifests that stand as text in a workflow: what is wrong in them is told at its place.
import assert from 'node:assert/strict';
import { createManifestLinter } from '../../../../src/language/lint/createManifestLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';

const linter = createManifestLinter(DEFAULT_LINT_CONFIG, bundledSchemas());
const workflow = (action: string, ...lines: readonly string[]): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: { generateName: a- }\nspec:\n  entrypoint: main\n  templates:\n    - name: main\n      resource:\n        action: ${action}\n        manifest: |\n${lines.map((line) => `          ${line}\n`).join('')}`;
/** Rule and what it underlines. */
const found = (text: string): readonly string[] =>
  readManifests(text)
    .flatMap((document) => linter.lint(document))
    .map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);
const CLAIM = ['apiVersion: v1', 'kind: PersistentVolumeClaim', 'metadata: { name: a }'];
const SIZE = 'spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }';

describe('manifests inside of manifests', () => {
  it('are checked by their schema, at their place', () => {
    assert.deepEqual(found(workflow('create', ...CLAIM, SIZE)), []);
    assert.deepEqual(found(workflow('create', ...CLAIM, SIZE.replace('accessModes', 'accessMode'))), [
      'k8s-unknown-field accessMode',
    ]);
    assert.deepEqual(found(workflow('create', ...CLAIM, SIZE.replace('1Gi', '[1]')).replaceAll('\n', '\r\n')), [
      'k8s-wrong-type storage',
    ]);
  });

  it('are judged by what is there, where they only name an object or have placeholders', () => {
    const job = ['apiVersion: batch/v1', 'kind: Job', 'metadata: { name: a }'];
    assert.deepEqual(found(workflow('create', ...job, 'spec: { completions: 1 }')).length, 1);
    assert.deepEqual(found(workflow('patch', ...job, 'spec: { completions: 1 }')), []);
    assert.deepEqual(found(workflow('delete', ...job)), []);
    assert.deepEqual(found(workflow('create', ...job, 'spec: "{{workflow.name}}"')), []);
    assert.deepEqual(found(workflow('create', '{{workflow.name}}')), []);
  });
});
