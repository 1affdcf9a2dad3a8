// Rules that read a file beside: what it takes to say something, and what must stay silent.
import assert from 'node:assert/strict';
import type { PathKind } from '../../../../src/domain/base/nearFiles.ts';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { filesWith } from '../../../support/exampleFiles.ts';

const RULES = /^(?:docker-copy-ignored-file|gha-local-action-inputs|gha-reusable)$/;

function found(
  path: string,
  text: string,
  texts: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): readonly string[] {
  const names = [...Object.keys(texts), ...others];
  const kinds = Object.fromEntries(names.map((name): readonly [string, PathKind] => [name, 'file']));
  const near = filesWith(kinds, path.slice(path.lastIndexOf('/') + 1), texts);
  return lintText({ path, text, near })
    .findings.filter(({ rule }) => RULES.test(rule))
    .map(({ start, end, message }) => `${text.slice(start, end)}: ${message}`);
}

describe('docker-copy-ignored-file', () => {
  const of = (copy: string, texts: Readonly<Record<string, string>>, others: readonly string[]) =>
    found('Dockerfile', `FROM a\n${copy}\n`, texts, others).map((one) => one.replace(/:.* by /, ' by '));
  const IGNORE = { '.dockerignore': 'data/\n*.log\n!keep.log\nruns\n!runs/best\n' };

  it('goes by the file of the folder that holds the source', () => {
    assert.deepEqual(of('COPY data/a.csv "/b.log" /x/', IGNORE, ['data/a.csv', 'b.log']), [
      'data/a.csv by .dockerignore.',
      '"/b.log" by .dockerignore.',
    ]);
    assert.deepEqual(of('ADD ./data /x/', IGNORE, ['data']), ['./data by .dockerignore.']);
    const above = { '../.dockerignore': 'data\n' };
    assert.deepEqual(of('COPY data /x/', above, ['../data']), ['data by .dockerignore.']);
  });

  it('goes by the file of the name of the Dockerfile where there is one', () => {
    const own = { ...IGNORE, 'Dockerfile.dockerignore': 'b.txt\n' };
    assert.deepEqual(of('COPY data/a.csv b.txt /x/', own, ['data/a.csv', 'b.txt']), [
      'b.txt by Dockerfile.dockerignore.',
    ]);
  });

  const silent: readonly (readonly [what: string, copy: string, others: readonly string[]])[] = [
    ['an exception', 'COPY keep.log /x/', ['keep.log']],
    ['an exception below', 'COPY runs /x/', ['runs']],
    ['a pattern', 'COPY *.log /x/', ['b.log']],
    ['the whole folder', 'COPY . /x/', ['.']],
    ['a variable', 'COPY $A.log /x/', []],
    ['what is nowhere, which another rule tells', 'COPY b.log /x/', []],
    ['a folder above that holds it too', 'COPY b.log /x/', ['b.log', '../b.log']],
    ['another stage', 'COPY --from=a b.log /x/', ['b.log']],
    ['an address', 'ADD https://example.com/b.log /x/', []],
  ];
  for (const [what, copy, others] of silent)
    it(`is silent about ${what}`, () => assert.deepEqual(of(copy, IGNORE, others), []));

  it('is silent without the file, and about one that cannot be read', () => {
    assert.deepEqual(of('COPY b.log /x/', {}, ['b.log']), []);
    assert.deepEqual(of('COPY b.log /x/', { '.dockerignore': '[\nb.log\n' }, ['b.log']), []);
  });
});

const PATH = '.github/workflows/train.yml';

describe('gha-local-action-inputs', () => {
  const ACTION = {
    '../../a/action.yaml': 'inputs:\n  Model: {required: true}\n  size: {required: true, default: 1}\n',
  };
  const of = (step: string, texts = ACTION, before = '') =>
    found(PATH, `on: push\njobs:\n  j:\n    runs-on: x\n    steps:\n${before}      - ${step}\n`, texts);

  it('tells inputs that are missing or unknown, and looks at no letter case', () => {
    assert.deepEqual(of('{uses: ./a, with: {model: b}}'), []);
    assert.deepEqual(of('{uses: ./a}'), ['./a: This action needs Model.']);
    assert.deepEqual(of('{uses: ./a/, with: {MODEL: b, seize: c}}'), ['seize: This action has no input “seize”.']);
    assert.deepEqual(of('{uses: ./a, with: {b: c}}', { '../../a/action.yaml': 'name: a\n' }), [
      'b: This action has no input “b”.',
    ]);
  });

  it('is silent where more may be known elsewhere', () => {
    for (const step of ['{uses: ./a, with: "${{ x }}"}', '{uses: "./${{ x }}"}', '{uses: ./b}', '{uses: ./a, <<: *x}'])
      assert.deepEqual(of(step), [], step);
    for (const text of ['inputs: {<<: {a: {}}}\n', 'inputs: [\n', 'inputs: "${{ x }}"\n', '- a\n'])
      assert.deepEqual(of('{uses: ./a, with: {b: c}}', { '../../a/action.yaml': text }), [], text);
    const checkout = '      - {uses: actions/checkout@v4, with: {repository: lab/other}}\n';
    assert.deepEqual(of('{uses: ./a}', ACTION, checkout), []);
  });
});

describe('gha-reusable', () => {
  const of = (job: string, called: string) =>
    found(PATH, `on: push\njobs:\n  j: {uses: ./.github/workflows/b.yml${job}}\n`, {
      '../../.github/workflows/b.yml': called,
    });
  const CALLED =
    'on:\n  workflow_call:\n    inputs:\n      model: {required: true, type: string}\n' +
    '    secrets:\n      token: {required: true}\n';
  const at = './.github/workflows/b.yml: ';

  it('tells a workflow that is not to be called', () => {
    const not = [`${at}“.github/workflows/b.yml” has no “workflow_call” among its events, so it cannot be called.`];
    for (const events of ['push', '[push, pull_request]', '{push: {}}'])
      assert.deepEqual(of('', `on: ${events}\n`), not);
    for (const events of ['workflow_call', '[push, workflow_call]', '{push: {}, workflow_call: null}', ''])
      assert.deepEqual(of('', `on: ${events}\n`), [], events);
  });

  it('holds inputs and secrets against what is declared', () => {
    assert.deepEqual(of(', with: {model: a}, secrets: {token: b}', CALLED), []);
    assert.deepEqual(of(', with: {Model: a}, secrets: inherit', CALLED), []);
    assert.deepEqual(of('', CALLED), [
      `${at}This workflow needs the inputs model.`,
      `${at}This workflow needs the secrets token.`,
    ]);
    assert.deepEqual(of(', with: {model: a, b: c}, secrets: {token: b, d: e}', CALLED), [
      'b: This workflow has no input “b”.',
      'd: This workflow has no secret “d”.',
    ]);
    assert.deepEqual(of(', with: {b: c}', 'on: [workflow_call]\n'), ['b: This workflow has no input “b”.']);
  });

  it('is silent where more may be known elsewhere', () => {
    assert.deepEqual(of(', with: "${{ x }}", secrets: "${{ x }}"', CALLED), []);
    for (const called of ['on: {workflow_call: {inputs: {<<: {a: {}}}}}\n', 'on: [\n', 'name: a\n', '<<: {on: push}\n'])
      assert.deepEqual(of(', with: {b: c}', called), [], called);
  });
});
