// Names from outside are data: they may not end a comment, begin an instruction, or become a part of a command.
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { DataValue } from '../../../../src/domain/containerize/dataValue.ts';
import { commentLines, dockerWords, jsonWords, shellWords } from '../../../../src/domain/containerize/dockerText.ts';
import { proposalOf } from '../../../../src/domain/containerize/proposal.ts';
import { nodeOf } from '../../../../src/domain/deploy/specNode.ts';
import { readSpecNode } from '../../../../src/domain/deploy/specReader.ts';

const NAMES = [
  'a b.py',
  "it's.py",
  '"; touch x; ".py',
  '$(id).py',
  '`id`.py',
  'a\nUSER root\n.py',
  '-x.py',
  '--lr.py',
  '日本.py',
  '{a: b}.py',
  '#.py',
  '\u202Etxt.py',
  'a\\.py',
  '!.py',
  '%n.py',
];

const snapshotOf = (
  name: string,
  files: Readonly<Record<string, string>>,
  data: Readonly<Record<string, DataValue>> = {},
) => ({
  folder: '/p',
  name,
  files: [...Object.keys(files), ...Object.keys(data)].sort(),
  texts: new Map(Object.entries(files)),
  data: new Map(Object.entries(data)),
  problems: new Map(),
  isPartial: false,
});

const asFile = (name: string) => (name.startsWith('-') ? `./${name}` : name);

const INSTRUCTION =
  /^(?:#.*|ARG BASE=.*|FROM \$\{BASE\}.*|ENV .*| {4}.*|RUN .*|WORKDIR \/app|COPY .*|USER app|EXPOSE \d+|CMD \[.*\])?$/;

describe('hostile names', () => {
  for (const name of NAMES) {
    it(`file ${JSON.stringify(name)}`, () => {
      const source =
        'import argparse\np = argparse.ArgumentParser()\np.add_argument("--a b", type=int, default=1, help="x # y: z\\nUSER root")\nif __name__ == "__main__":\n  pass\n';
      const proposal = proposalOf(snapshotOf(name, { [name]: source }), name);
      assert.ok(proposal.ok);
      const textOf = (path: string) => proposal.value.files.find((file) => file.path === path)?.text ?? '';
      for (const line of textOf('Dockerfile').split('\n')) assert.match(line, INSTRUCTION);
      const words: unknown = JSON.parse(/^CMD (.*)$/m.exec(textOf('Dockerfile'))?.[1] ?? '');
      assert.deepEqual(words, ['python', asFile(name)]);
      const { problems, spec } = readSpecNode(nodeOf(parse(textOf('trainyard.yaml'), { mapAsMap: true })));
      assert.deepEqual(problems, []);
      const [workload] = spec?.workloads.values() ?? [];
      assert.deepEqual(workload?.command, ['python', asFile(name)]);
    });

    it(`notebook ${JSON.stringify(name)} is one word of the shell`, () => {
      const path = name.replace('.py', '.ipynb');
      const cell = new Map<string, DataValue>([
        ['cell_type', 'code'],
        ['source', 'lr = 0.1'],
        ['metadata', new Map([['tags', ['parameters']]])],
      ]);
      const proposal = proposalOf(snapshotOf('p', {}, { [path]: new Map([['cells', [cell]]]) }), path);
      assert.ok(proposal.ok);
      const command = proposal.value.facts.entryPoints[0]?.command ?? '';
      assert.equal(typeof command, 'string');
      const file = asFile(path);
      const quoted = /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
      assert.ok(String(command).startsWith(`exec papermill ${quoted} `), String(command));
    });
  }

  it('parameter names that the run spec cannot say are left out', () => {
    const source =
      'import argparse\np = argparse.ArgumentParser()\np.add_argument("--größe", type=int, default=1)\nif __name__ == "__main__":\n  pass\n';
    const proposal = proposalOf(snapshotOf('p', { 'train.py': source }), 'train.py');
    assert.ok(proposal.ok);
    assert.doesNotMatch(proposal.value.files.find(({ path }) => path === 'trainyard.yaml')?.text ?? '', /gr/);
  });

  it('a requirement of conda cannot leave its instruction', () => {
    const environment: DataValue = new Map([
      ['dependencies', [new Map([['pip', ['numpy\nUSER root', "a'; touch x; '"]]])]],
    ]);
    const proposal = proposalOf(
      snapshotOf('p', { 'train.py': 'print(1)' }, { 'environment.yml': environment }),
      'train.py',
    );
    assert.ok(proposal.ok);
    const dockerfile = proposal.value.files.find(({ path }) => path === 'Dockerfile')?.text ?? '';
    assert.ok(
      dockerfile.includes(`RUN pip install --no-cache-dir 'numpy USER root' 'a'\\''; touch x; '\\'''`),
      dockerfile,
    );
  });
});

describe('words of a Dockerfile', () => {
  it('comments hold in one line each', () => {
    assert.deepEqual(commentLines('a\u0007b'), ['# a b']);
    assert.ok(commentLines('word '.repeat(100)).every((line) => line.startsWith('# ') && line.length <= 120));
  });
  it('plain words stay readable, others become JSON or quoted', () => {
    assert.equal(dockerWords('COPY', ['a.txt', './']), 'COPY a.txt ./');
    assert.equal(dockerWords('COPY', ['a b', './']), 'COPY ["a b", "./"]');
    assert.equal(jsonWords(['a"b']), '["a\\"b"]');
    assert.equal(shellWords(['a>=1', 'b']), "'a>=1' b");
  });
});
