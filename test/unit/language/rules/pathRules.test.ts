// What files name beside them: what is missed, and what is not for a rule to say.
import assert from 'node:assert/strict';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { filesWith } from '../../../support/exampleFiles.ts';

const RULES =
  /^(?:compose-(?:build-context|env-file-missing|file-missing|bind-file-missing)|docker-(?:copy-source-missing|dockerignore-missing)|gha-local-action-missing|mlproject-env-file-missing|prefect-entrypoint-missing)$/;
type Kinds = Parameters<typeof filesWith>[0];
const found = (path: string, text: string, kinds?: Kinds): readonly (readonly [string, string])[] =>
  lintText({ path, text, near: kinds && filesWith(kinds, path.slice(path.lastIndexOf('/') + 1)) })
    .findings.filter(({ rule }) => RULES.test(rule))
    .map(({ rule, start, end }) => [rule, text.slice(start, end)] as const);
const service = (lines: string) => `services:\n  a:\n    image: a:1\n${lines.replaceAll(/^/gm, '    ')}\n`;

describe('rules of paths', () => {
  const HERE = { '.': 'folder', '': 'folder', app: 'folder', 'app/Dockerfile': 'file', there: 'file' } as const;

  it('know what Compose builds from', () => {
    const of = (lines: string, path = 'compose.yaml') => found(path, service(lines), HERE);
    for (const fine of [
      'build: app',
      'build: ./app/',
      'build: {context: app}',
      'build: {context: app, dockerfile_inline: FROM a}',
    ])
      assert.deepEqual(of(fine), [], fine);
    for (const silent of [
      'build: https://a/b.git',
      'build: git@a:b',
      'build: ${DIR}',
      'build: /abs',
      'build: {context: app, dockerfile: $F}',
      'build: {<<: x}',
    ])
      assert.deepEqual(of(silent), [], silent);
    assert.deepEqual(of('build: ap'), [['compose-build-context', 'ap']]);
    assert.deepEqual(of('build: {context: app, dockerfile: Dockerfile.gpu}'), [
      ['compose-build-context', 'Dockerfile.gpu'],
    ]);
    // Laid over a file that may be in another folder.
    assert.deepEqual(of('build: ap', 'compose.gpu.yaml'), []);
    assert.deepEqual(found('compose.yaml', service('build: ap')), []);
  });

  it('know which files Compose reads', () => {
    const of = (lines: string) => found('compose.yaml', service(lines), HERE);
    assert.deepEqual(of('env_file: [there, b.env, {path: c.env, required: false}, {path: d.env}]'), [
      ['compose-env-file-missing', 'b.env'],
      ['compose-env-file-missing', 'd.env'],
    ]);
    assert.deepEqual(of('volumes: ["./a.yaml:/a.yaml", "./data:/data", "./b.yaml", "named:/c.yaml", "./there:/d"]'), [
      ['compose-bind-file-missing', '"./a.yaml:/a.yaml"'],
    ]);
    const other = 'include: [a.yaml, {path: [there, b.yaml]}, "https://a/b.git"]\nservices: {}\n';
    assert.deepEqual(found('compose.yaml', other, HERE), [
      ['compose-file-missing', 'a.yaml'],
      ['compose-file-missing', 'b.yaml'],
    ]);
  });

  it('look for sources of COPY in the folders that may be built from', () => {
    const of = (line: string, kinds: Kinds = {}) =>
      found('a/Dockerfile', `FROM a:1 AS b\n${line}\n`, kinds).map(([rule]) => rule);
    assert.deepEqual(of('COPY req.txt /a'), ['docker-copy-source-missing']);
    assert.deepEqual(of('COPY req.txt /a', { 'req.txt': 'file' }), []);
    assert.deepEqual(of('COPY req.txt /a', { '../../req.txt': 'file' }), []);
    // Not above the top of the repository.
    assert.deepEqual(of('COPY req.txt /a', { '../../req.txt': 'file', '../.git': 'folder' }), [
      'docker-copy-source-missing',
    ]);
    for (const silent of [
      'COPY --from=b a.py /a',
      'COPY $X.py /a',
      'COPY *.py /a',
      'COPY dist/a.py /a',
      'COPY manager /a',
      'ADD https://a/b.py /a',
      'ONBUILD COPY a.py /a',
      'COPY <<E /a\nx\nE',
    ])
      assert.deepEqual(of(silent), [], silent);
    assert.deepEqual(of('COPY . /a'), ['docker-dockerignore-missing']);
    for (const name of ['.dockerignore', '../.dockerignore', 'Dockerfile.dockerignore'])
      assert.deepEqual(of('COPY . /a', { [name]: 'file' }), [], name);
  });

  it('look for actions of the same repository', () => {
    const of = (steps: string) =>
      found('.github/workflows/a.yml', `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [${steps}]\n`, {
        '../../act/action.yaml': 'file',
      }).map(([, text]) => text);
    assert.deepEqual(of('{uses: ./act}, {uses: ./acts}'), ['./acts']);
    assert.deepEqual(of('{uses: actions/checkout@v5, with: {repository: a/b}}, {uses: ./acts}'), []);
    assert.deepEqual(of('{uses: "./${{ x }}"}, {uses: a/b@v1}'), []);
    const call = 'on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n';
    assert.deepEqual(found('.github/workflows/a.yml', call, {}), [
      ['gha-local-action-missing', './.github/workflows/b.yml'],
    ]);
    assert.deepEqual(found('.github/workflows/a.yml', call, { '../../.github/workflows/b.yml': 'file' }), []);
  });

  it('look for environments of MLflow and for flows of Prefect', () => {
    assert.deepEqual(found('MLproject', 'name: a\nconda_env: c.yaml\n', {}), [
      ['mlproject-env-file-missing', 'c.yaml'],
    ]);
    const flow = (entrypoint: string) =>
      found('prefect.yaml', `deployments: [{name: a, entrypoint: "${entrypoint}"}]\n`, {});
    assert.deepEqual(flow('a.py:b'), [['prefect-entrypoint-missing', '"a.py:b"']]);
    for (const silent of ['a.b.c', '{{ x }}.py:b', '/abs/a.py:b']) assert.deepEqual(flow(silent), [], silent);
  });
});
