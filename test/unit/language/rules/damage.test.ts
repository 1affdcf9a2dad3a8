// Damaged manifests: nothing throws, findings stay inside of the text, and so do their fixes.
import assert from 'node:assert/strict';
import { createManifestLinter } from '../../../../src/language/lint/createManifestLinter.ts';
import { deploymentWith, jobWith } from '../../../../src/language/lint/examples.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const PIECES = [
  '\n',
  '  ',
  '\t',
  ':',
  ': ',
  '- ',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '#',
  '&a',
  '*a',
  '<<: *a',
  '|',
  '>',
  '---\n',
  '...\n',
  '{{',
  '}}',
  '!!str ',
  '\u00a0',
  '\ud83d',
  'null',
  '~',
  '1e999',
  '0x',
  '%',
  '@',
  '? ',
];
const TEXTS = [
  deploymentWith(
    'image: web:1\nports:\n  - containerPort: 80\nenv:\n  - {name: A, value: "b"}\nresources: {limits: {cpu: 1, memory: 1Gi}}',
  ),
  jobWith(
    'image: train:1\ncommand: [python, train.py]\nvolumeMounts:\n  - name: a\n    mountPath: /a',
    'restartPolicy: Never\nvolumes:\n  - &v {name: a, emptyDir: {}}\n  - <<: *v\n    name: b',
  ),
  'apiVersion: kueue.x-k8s.io/v1beta2\nkind: ClusterQueue\nmetadata: {name: a}\nspec:\n  namespaceSelector: {}\n  resourceGroups:\n    - coveredResources: [cpu]\n      flavors: [{name: a, resources: [{name: cpu, nominalQuota: 4}]}]\n',
  'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: a, uid: b}\n    data: {a: YQ==}\n',
];
const COUNT = 400;

describe('damaged manifests', () => {
  const linter = createManifestLinter({ ...DEFAULT_LINT_CONFIG, profiles: ['strict'] }, bundledSchemas());

  it(`are survived, ${COUNT} of them`, () => {
    const random = seededRandom(7);
    const pick = (most: number): number => Math.floor(random() * most);
    for (let round = 0; round < COUNT; round++) {
      let text = TEXTS[round % TEXTS.length] ?? '';
      for (let change = pick(6); change >= 0; change--) {
        const at = pick(text.length);
        const gone = pick(3) === 0 ? pick(20) : 0;
        const piece = pick(3) === 0 ? '' : (PIECES[pick(PIECES.length)] ?? '');
        text = text.slice(0, at) + piece + text.slice(at + gone);
      }
      check(text);
    }
  });

  function check(text: string): void {
    for (const document of readManifests(text)) {
      const { length } = document.text;
      for (const { start, end, rule, fixes } of linter.lint(document)) {
        // What stands behind a separator is told before the start of its document.
        assert.ok(start >= -1000 && end <= length && start <= end, `${rule} at ${start}–${end} of ${length}\n${text}`);
        for (const fix of fixes?.() ?? [])
          for (const edit of fix.edits)
            assert.ok(edit.start >= 0 && edit.end <= length && edit.start <= edit.end, `${rule}\n${text}`);
      }
    }
  }
});
