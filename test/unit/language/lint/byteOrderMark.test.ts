import assert from 'node:assert/strict';
import { lintText } from '../../../../src/language/lint/textLinter.ts';

describe('a byte order mark', () => {
  const files: Readonly<Record<string, string>> = {
    'compose.yaml': 'services:\n  a:\n    image: x:1.0\nvolumes:\n  d: {}\n',
    'pod.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\ndata: {}\n',
    'kustomization.yaml': 'resources:\n- a.yaml\nnamePrefix: x-\n',
    'Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
    'trainyard.yaml': 'version: 1\nworkloads:\n  a:\n    image: x:1.0\n',
    Dockerfile: 'FROM python:3.11\nWORKDIR /app\n',
  };
  for (const [path, text] of Object.entries(files)) {
    it(`changes nothing at the start of ${path}`, () => {
      const said = (read: string) => {
        const { language, findings } = lintText({ path, text: read });
        return { language, rules: findings.map(({ rule }) => rule) };
      };
      // A file that is no longer known has no findings either.
      assert.notEqual(said(text).language, undefined);
      assert.deepEqual(said(`\uFEFF${text}`), said(text));
    });
  }
});
