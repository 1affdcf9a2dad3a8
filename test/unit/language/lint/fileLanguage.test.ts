import assert from 'node:assert/strict';
import { type FileLanguage, fileLanguage, mayBeKnown } from '../../../../src/language/lint/fileLanguage.ts';

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\n';

const CASES: readonly (readonly [path: string, text: string, language: FileLanguage | undefined])[] = [
  ['a.yaml', OBJECT, 'manifest'],
  ['a.yml', `# comment\n---\n${OBJECT}`, 'manifest'],
  ['a.yaml', OBJECT.replaceAll('\n', '\r\n'), 'manifest'],
  ['a.yaml', '\uFEFFapiVersion: v1\nkind: ConfigMap\n', 'manifest'],
  ['a.yaml', 'kind: Deployment\nmetadata:\n  name: a\n', 'manifest'],
  ['a.yaml', 'apiVersion: apps/v1\nspec: {}\n', 'manifest'],
  ['a.yaml', '{"apiVersion": "v1", "kind": "Pod"}', 'manifest'],
  ['a.json', '{\n  "kind": "Pod",\n  "apiVersion": "v1"\n}', 'manifest'],
  ['package.json', '{"name": "a", "kind": "b"}', undefined],
  ['notes.yaml', 'kind: note\ntext: a\n', undefined],
  ['notes.yaml', 'a: |\n  apiVersion: v1\n  kind: Pod\n', undefined],
  ['chart/values.yaml', OBJECT, 'values'],
  ['chart/values-prod.yml', 'a: 1\n', 'values'],
  ['chart/prod-values.yaml', 'a: 1\n', 'values'],
  ['prod-values.yaml', OBJECT, 'manifest'],
  ['ovalues.yaml', 'a: 1\n', undefined],
  ['chart/templates/web.yaml', '{{- if .Values.web }}\nkind: Service\n{{ end }}', 'helm-template'],
  ['trainyard.yaml', 'version: 1\n', 'spec'],
  ['gpu.trainyard.yaml', 'version: 1\n', 'spec'],
  ['.trainyard/lint.yaml', 'profile: ci\n', 'lint-config'],
  ['Dockerfile', 'FROM a\n', 'dockerfile'],
  ['Containerfile', 'FROM a\n', 'dockerfile'],
  ['gpu.Dockerfile', 'FROM a\n', 'dockerfile'],
  ['Dockerfile.gpu', 'FROM a\n', 'dockerfile'],
  ['docker/dockerfile-gpu', 'FROM a\n', 'dockerfile'],
  ['Dockerfile.dockerignore', 'a\n', undefined],
  ['dockerfile.test.ts', "import a from 'a';\nconst text = `\nFROM a\n`;\n", undefined],
  ['Dockerfile.go', '# syntax=docker/dockerfile:1\n\nARG A=1\nFROM a\n', 'dockerfile'],
  ['compose.yaml', 'services: {}\n', 'compose'],
  ['docker-compose.gpu.yml', 'services: {}\n', 'compose'],
  ['base/kustomization.yaml', `${OBJECT}resources: []\n`, 'kustomization'],
  ['.github/workflows/ci.yml', 'on: push\n', 'workflow'],
  ['.gitlab-ci.yml', 'test: {}\n', 'gitlab'],
  ['prefect.yaml', 'deployments: []\n', 'prefect'],
  ['chart/Chart.yaml', 'apiVersion: v2\nname: a\n', 'chart'],
  ['MLproject', 'name: a\n', 'mlproject'],
  ['pipeline.yaml', 'pipelineInfo:\n  name: a\ndeploymentSpec: {}\n', 'pipeline'],
  ['train.py', OBJECT, undefined],
];

describe('language of a file', () => {
  for (const [path, text, language] of CASES) {
    it(`of ${path} with ${JSON.stringify(text.slice(0, 40))} is ${language}`, () => {
      assert.equal(fileLanguage(path, text), language);
      if (language !== undefined) assert.ok(mayBeKnown(path), 'not worth reading');
    });
  }
});
