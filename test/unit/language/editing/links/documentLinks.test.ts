import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { PathKind } from '../../../../../src/domain/base/nearFiles.ts';
import { documentLinks } from '../../../../../src/language/editing/links/documentLinks.ts';
import type { FileLanguage } from '../../../../../src/language/lint/fileLanguage.ts';

const THERE: Readonly<Record<string, PathKind>> = {
  'a b/job.yaml': 'file',
  'job.yaml': 'file',
  'patches/gpu.yaml': 'file',
  '../base': 'folder',
  '../base/kustomization.yml': 'file',
  trainer: 'folder',
  './trainer': 'folder',
  './trainer/Dockerfile': 'file',
  'train.py': 'file',
  'trainer/gpu.Dockerfile': 'file',
  'trainer/train.py': 'file',
  'a/b': 'file',
  'schemas/job.json': 'file',
  '../.././actions/x': 'folder',
  '../.././actions/x/action.yaml': 'file',
};

const links = (language: FileLanguage, text: string, uri = 'file:///w/k/file'): readonly string[] => {
  const near = { name: 'file', kindOf: (path: string) => THERE[path] ?? 'nothing', textOf: () => undefined };
  const positions = TextDocument.create(uri, 'x', 1, text);
  return documentLinks({ uri, text, language, near }, positions).map(
    ({ range, target }) => `${positions.getText(range)} → ${target}`,
  );
};

describe('links to other files', () => {
  it('are files of a kustomization that are there, and kustomizations of its folders', () => {
    assert.deepEqual(
      links(
        'kustomization',
        'resources:\n  - job.yaml\n  - "missing.yaml"\n  - ../base\n  - https://example.com/x.yaml\npatches:\n  - path: "patches/gpu.yaml"\nconfigMapGenerator:\n  - files: [key=train.py]\nnamespace: 1.2\n',
      ),
      [
        'job.yaml → file:///w/k/job.yaml',
        '../base → file:///w/base/kustomization.yml',
        'patches/gpu.yaml → file:///w/k/patches/gpu.yaml',
        'train.py → file:///w/k/train.py',
      ],
    );
  });

  it('are Dockerfiles of folders that Compose builds', () => {
    assert.deepEqual(links('compose', 'services:\n  a:\n    build: ./trainer\n    image: a/b:1\n'), [
      './trainer → file:///w/k/trainer/Dockerfile',
    ]);
  });

  it('are the Dockerfile that a build names', () => {
    const there = 'services:\n  a: { build: { context: trainer, dockerfile: gpu.Dockerfile } }\n';
    assert.deepEqual(links('compose', there), [
      'trainer → file:///w/k/trainer/gpu.Dockerfile',
      'gpu.Dockerfile → file:///w/k/trainer/gpu.Dockerfile',
    ]);
    const others =
      'services:\n  a: { build: { context: trainer, dockerfile: other } }\n  b: { build: { context: "https://x/y", dockerfile: gpu.Dockerfile } }\n';
    assert.deepEqual(links('compose', others), []);
  });

  it('are files of run specs, and none of their images', () => {
    assert.deepEqual(
      links(
        'spec',
        'workloads:\n  a:\n    build: { context: trainer, dockerfile: gpu.Dockerfile, tag: a/b }\n    command: [python, train.py, /x]\n    envFiles: ["job.yaml"]\n  b: { image: a/b }\n',
      ),
      [
        'trainer → file:///w/k/trainer/gpu.Dockerfile',
        'gpu.Dockerfile → file:///w/k/trainer/gpu.Dockerfile',
        'train.py → file:///w/k/trainer/train.py',
        'job.yaml → file:///w/k/job.yaml',
      ],
    );
  });

  it('are schemas that a file names', () => {
    const text = '# yaml-language-server: $schema=schemas/job.json\n$schema: "schemas/job.json"\na: train.py\n';
    const both = ['schemas/job.json → file:///w/k/schemas/job.json', 'schemas/job.json → file:///w/k/schemas/job.json'];
    assert.deepEqual(links('manifest', text), both);
    assert.deepEqual(links('chart', text), [...both, 'train.py → file:///w/k/train.py']);
    assert.deepEqual(links('manifest', '# yaml-language-server: $schema=https://x/job.json\n'), []);
  });

  it('count from the top of the repository in workflows', () => {
    assert.deepEqual(
      links('workflow', 'jobs:\n  a:\n    steps:\n      - uses: ./actions/x\n', 'file:///w/.github/workflows/a.yml'),
      ['./actions/x → file:///w/actions/x/action.yaml'],
    );
  });

  it('are what a Dockerfile copies from its folder, and not from another stage', () => {
    assert.deepEqual(links('dockerfile', 'FROM a\nCOPY train.py x.py /app/\nCOPY --from=b train.py /\n'), [
      'train.py → file:///w/k/train.py',
    ]);
  });

  it('are none in manifests and behind placeholders', () => {
    assert.deepEqual(links('manifest', 'a: job.yaml\n'), []);
    assert.deepEqual(links('kustomization', 'resources: ["{{ x }}/job.yaml", $DIR/job.yaml]\n'), []);
  });
});
