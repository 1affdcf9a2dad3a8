// Verdicts on kustomizations: on the tables that kustomize judges too, and what is not for it to say.
import assert from 'node:assert/strict';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { filesWith } from '../../../support/exampleFiles.ts';
import { REFUSED_KUSTOMIZATIONS, TAKEN_KUSTOMIZATIONS } from '../../../support/kustomizations.ts';

const lint = (text: string) => lintText({ path: 'app/kustomization.yaml', text }).findings;
const errorsOf = (text: string): readonly string[] =>
  lint(text)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule);

describe('rules of kustomizations', () => {
  for (const text of TAKEN_KUSTOMIZATIONS)
    it(`finds no error in ${JSON.stringify(text)}`, () => assert.deepEqual(errorsOf(text), []));
  for (const [rule, text] of REFUSED_KUSTOMIZATIONS)
    it(`${rule}: ${JSON.stringify(text)}`, () => assert.deepEqual(errorsOf(text), [rule]));

  it('are switched off by comments', () => {
    const text =
      '# trainyard-ignore-file kustomization-deprecated-field -- kept for an old cluster\nbases: [a]\nimages:\n  # trainyard-ignore kustomization-image-latest -- a playground\n  - name: a\n    newTag: latest\n';
    assert.deepEqual(lint(text), []);
  });

  it('know which reference has no version', () => {
    const rules = (path: string) => lint(`resources: ["${path}"]\n`).map(({ rule }) => rule);
    assert.deepEqual(rules('https://github.com/kubeflow/manifests//a'), ['kustomization-remote-unpinned']);
    for (const path of [
      'github.com/kubeflow/manifests//a?ref=v1.9.0',
      'https://example.com/v1.2/install.yaml',
      '../base',
      'https://github.com/kubeflow/manifests//a?timeout=90s&ref=v1',
    ])
      assert.deepEqual(rules(path), []);
  });

  it('find nothing missing in manifests that are patches by their name', () => {
    const text =
      'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n';
    const found = (path: string) => lintText({ path, text }).findings.length;
    assert.ok(found('app/job.yaml') > 0);
    for (const path of ['gpu-patch.yaml', 'app/patches/job.yaml', 'patch_job.yml', 'app/job.patch.yaml'])
      assert.equal(found(path), 0, path);
    assert.ok(found('app/dispatch.yaml') > 0);
  });

  it('look for local paths and for nothing else', () => {
    const near = filesWith({ 'a.yaml': 'file', base: 'folder', 'base/kustomization.yaml': 'file', bare: 'folder' });
    const found = (text: string) =>
      lintText({ path: 'app/kustomization.yaml', text, near })
        .findings.filter(({ rule }) => rule === 'ref-kustomize-path')
        .map(({ start, end }) => text.slice(start, end));
    const missing =
      'resources: [a.yaml, ./a.yaml, base, base/, bare, b.yaml]\npatches: [{path: base}, {path: c.yaml}, {patch: d.yaml}]\n' +
      'configMapGenerator: [{name: a, files: [a.yaml, x=e.txt, "f.txt"], envs: [.env]}]\ncrds: [g.json]\nopenapi: {path: h.json}\n';
    assert.deepEqual(found(missing), [
      'bare',
      'b.yaml',
      'base',
      'c.yaml',
      'x=e.txt',
      '"f.txt"',
      '.env',
      'g.json',
      'h.json',
    ]);
    const silent =
      'resources: [https://a/b.yaml, github.com/a/b, git@github.com:a/b.git, "git::ssh://a/b", "a?ref=v1", /abs.yaml, "{{x}}.yaml"]\n' +
      'patchesStrategicMerge:\n  - |-\n    kind: Job\n    metadata: {}\nsecretGenerator: [{name: a, files: [x.pem], envs: [s.env]}]\n' +
      'transformers:\n  - |\n    apiVersion: builtin\n    kind: A\nresources2: [b.yaml]\ncomponents: b.yaml\ngenerators: [null, 1]\n';
    assert.deepEqual(
      found(silent).filter((path) => path !== '1'),
      [],
    );
  });

  it('survive every cut of a file', () => {
    const text =
      'x: &a {b: c}\nimages:\n  - <<: *a\n    newTag: 1.10\npatches: [{path: a}]\nbases:\n- "https://a//b"\n';
    for (let end = 0; end <= text.length; end++)
      for (const cut of [text.slice(0, end), text.slice(end)])
        for (const { start, end: to } of lint(cut)) assert.ok(start >= 0 && start <= to && to <= cut.length + 1);
  });
});
