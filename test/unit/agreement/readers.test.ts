import assert from 'node:assert/strict';
import type { CorpusFiles, CorpusReader } from '../../agreement/expectedCase.ts';
import { actionlintReader } from '../../agreement/readers/actionlint.ts';
import { dockerfileUtilsReader } from '../../agreement/readers/dockerfileUtils.ts';
import { hadolintReader } from '../../agreement/readers/hadolint.ts';
import { kubeconformReader } from '../../agreement/readers/kubeconform.ts';
import { kubeLinterReader } from '../../agreement/readers/kubeLinter.ts';
import { polarisReader } from '../../agreement/readers/polaris.ts';

describe('The readers of the tests of other linters', () => {
  it('read a text that is written in lines, in a name or in place, and triggers', () => {
    const spec = [
      'spec = do',
      '  describe "x" $ do',
      '    it "one" $',
      '      let own = [ "FROM a",',
      '                  "RUN b \\"c\\" \\\\",',
      '                  "RUN d" ]',
      '       in do',
      '            ruleCatches "DL3001" $ Text.unlines own',
      '            onBuildRuleCatchesNot "DL3001" $ Text.unlines own',
      '    it "two" $ ruleCatchesNot "DL3001" "RUN a \\',
      '        \\ b"',
      '    it "set" $',
      '      let ?config = def { x = [] } in ruleCatches "DL3001" "RUN c"',
      '    it "made" $ ruleCatches "DL3001" (make "RUN d")',
    ].join('\n');
    assert.deepEqual(
      read(hadolintReader, { 'test/Hadolint/Rule/DL3001Spec.hs': spec, 'test/Hadolint/Rule/DL3002Spec.hs': spec }),
      [
        ['DL3001', 8, 'FROM a\nRUN b "c" \\\nRUN d\n', true],
        ['DL3001', 9, 'FROM a\nONBUILD RUN b "c" \\\nRUN d\n', false],
        ['DL3001', 10, 'FROM debian:12\nRUN a  b\n', false],
      ],
    );
  });

  it('read reports by line, and what is not reported', () => {
    assert.deepEqual(
      read(actionlintReader, {
        'testdata/err/a.yaml': '1',
        'testdata/err/a.out': 'test.yaml:3:5: bad [id]\n/test\\.yaml:7:1: .+ \\[glob\\]/\ntest.yaml:3:9: worse [id]\n',
        'testdata/err/b.yaml': '2',
        'testdata/err/b.out': 'test.yaml:1:1: bad [id]\n',
        'testdata/ok/c.yaml': '3',
      }),
      [
        ['id', 3, '1', true],
        ['glob', 7, '1', true],
        ['id', 1, '2', true],
        ['glob', 1, '2', false],
        ['id', 1, '3', false],
        ['glob', 1, '3', false],
      ],
    );
  });

  it('read an outcome from the name of an example', () => {
    assert.deepEqual(
      read(polarisReader, {
        'test/checks/a/success.x.yaml': '1',
        'test/checks/a/failure.yaml': '2',
        'test/checks/a/other.yaml': '3',
      }),
      [
        ['a', 1, '2', true],
        ['a', 1, '1', false],
      ],
    );
  });

  it('read the kinds of the reports of a test', () => {
    const script = [
      '@test "own" {',
      '  tmp="tests/checks/own.yml"',
      '  cmd="bin lint --include own --format json ${tmp}"',
      '  [[ "${message1}" == "Deployment: bad" ]]',
      '  [[ "${message2}" == "Deployment: worse" ]]',
      '  [[ "${count}" == "2" ]]',
      '}',
      '@test "set" {',
      '  tmp="tests/checks/own.yml"',
      '  cmd="bin lint --config x.yaml --include own ${tmp}"',
      '  [[ "${count}" == "2" ]]',
      '}',
    ].join('\n');
    const files = { 'e2etests/bats-tests.sh': script, 'tests/checks/own.yml': 'kind: Deployment\n---\nkind: Pod\n' };
    assert.deepEqual(
      kubeLinterReader.read(filesOf(files)).map(({ check, line, kind, expected }) => [check, line, kind, expected]),
      [
        ['own', 1, 'Deployment', 2],
        ['own', 1, 'Pod', 0],
      ],
    );
  });

  it('read whether a file is valid, and leave questions of other kinds out', () => {
    const script = [
      '  run bin/kubeconform -summary fixtures/a.yaml',
      '  [ "$status" -eq 0 ]',
      '  run bin/kubeconform -strict -kubernetes-version 1.20.0 fixtures/a.yaml',
      '  [ "$status" -eq 1 ]',
      '  run bin/kubeconform -skip Pod fixtures/a.yaml',
      '  [ "$status" -eq 0 ]',
    ].join('\n');
    assert.deepEqual(read(kubeconformReader, { 'acceptance.bats': script, 'fixtures/a.yaml': 'a: 1' }), [
      ['lenient', 1, 'a: 1', false],
      ['strict', 3, 'a: 1', true],
    ]);
  });

  it('read the codes of all diagnostics of a text that is written out', () => {
    const tests = [
      'function assertOwn(diagnostic: D) {',
      '  assert.equal(diagnostic.code, ValidationCode.OWN);',
      '}',
      'let diagnostics = validateDockerfile("FROM a\\n" + "OWN");',
      'assertOwn(diagnostics[0]);',
      'diagnostics = validateDockerfile("FROM b");',
      'assert.equal(diagnostics.length, 0);',
      'diagnostics = validateDockerfile("FROM " + variable);',
      'assert.equal(diagnostics.length, 0);',
    ].join('\n');
    assert.deepEqual(read(dockerfileUtilsReader, { 'test/dockerValidator.test.ts': tests }), [
      ['OWN', 4, 'FROM a\nOWN', true],
      ['OWN', 6, 'FROM b', false],
    ]);
  });
});

function read(reader: CorpusReader, files: Readonly<Record<string, string>>): readonly unknown[] {
  return reader.read(filesOf(files)).map(({ check, line, text, expected }) => [check, line, text, expected]);
}

function filesOf(files: Readonly<Record<string, string>>): CorpusFiles {
  return {
    list: (folder) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .sort(),
    text: (path) => files[path] ?? '',
  };
}
