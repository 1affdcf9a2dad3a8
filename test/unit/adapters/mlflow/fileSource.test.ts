import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openFileSource } from '../../../../src/adapters/mlflow/fileSource.ts';
import type { StoreSource } from '../../../../src/adapters/mlflow/storeJob.ts';
import { StoreTrouble } from '../../../../src/adapters/mlflow/storeProblem.ts';

const EXPERIMENT = `artifact_location: file:///x\nexperiment_id: '1'\nlifecycle_stage: active\nname: vision/cls\n`;
const runMeta = (name: string, start: number, more = '') =>
  `artifact_uri: /x/1/${name}/artifacts\nend_time: null\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: ${name}\n` +
  `run_name: ${name}\nstart_time: ${start}\nstatus: 3\ntags: []\nuser_id: ann\n${more}`;
const ALL = { experimentIds: ['1'], lifecycle: 'all', limit: 100 } as const;

describe('a folder of MLflow', () => {
  let root = '';
  let source: StoreSource;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'trainyard-mlruns-'));
    source = openFileSource(root);
    await write({
      '1/meta.yaml': EXPERIMENT,
      '1/a/meta.yaml': runMeta('a', 1),
      '1/a/params/model/name': 'resnet',
      '1/a/tags/mlflow.note.content': 'two\nlines\n',
      '1/a/metrics/loss': '10 0.5 0\n11 0.25 1\n',
      '1/b/meta.yaml': runMeta('b', 2),
    });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  }

  const ids = () => source.runIds({ query: ALL });
  const run = (id: string) => source.runs({ ids: [id] })[0];

  it('gives runs the newest first, with keys that are folders', () => {
    assert.deepEqual(ids(), ['b', 'a']);
    const a = run('a');
    assert.deepEqual([a?.state, a?.user, a?.startedAt, a?.problem], ['ok', 'ann', 1, undefined]);
    assert.deepEqual([...(a?.params ?? [])], [['model/name', 'resnet']]);
    assert.deepEqual([...(a?.tags ?? [])], [['mlflow.note.content', 'two\nlines\n']]);
    assert.deepEqual([...(a?.metrics ?? [])], [['loss', 0.25]]);
  });

  it('marks a run whose meta.yaml is not whole, with file and line, and no other', async () => {
    await write({
      '1/a/meta.yaml': runMeta('a', 1).slice(0, 90),
      '1/c/meta.yaml': runMeta('c', 3, 'what: [is\nthis\n'),
    });
    await write({ '1/d/meta.yaml': '', '1/e/params/x': '1', '1/e/metrics/y': '1 1 1\n' });
    const problems = new Map(source.runs({ ids: [...ids()] }).map(({ id, problem }) => [id, problem]));
    const file = (id: string) => join(root, '1', id, 'meta.yaml');
    assert.deepEqual(problems.get('a'), { reason: 'half-written', path: file('a'), line: 5 });
    assert.equal(problems.get('b'), undefined);
    assert.equal(problems.get('c')?.reason, 'bad-yaml');
    assert.equal(problems.get('c')?.line, 12);
    assert.equal(problems.get('d')?.reason, 'half-written');
    assert.deepEqual(problems.get('e'), { reason: 'no-meta', path: join(root, '1', 'e') });
    assert.equal(run('c')?.name, 'c');
    assert.equal(run('e')?.params.get('x'), '1');
    await write({ '1/a/meta.yaml': runMeta('a', 1) });
    assert.equal(run('a')?.problem, undefined);
  });

  it('marks an experiment whose meta.yaml is broken or lost, and shows its runs', async () => {
    await write({ '2/meta.yaml': 'name: [\n', '3/z/meta.yaml': runMeta('z', 1), '4/artifacts/file': '' });
    const found = source.experiments({}).map(({ id, name, problem }) => [id, name, problem?.reason]);
    assert.deepEqual(found, [
      ['1', 'vision/cls', undefined],
      ['2', '2', 'bad-yaml'],
      ['3', '3', 'no-meta'],
    ]);
    assert.deepEqual(source.runIds({ query: { ...ALL, experimentIds: ['3'] } }), ['z']);
  });

  it('shows the value of the largest step, drops what stands there twice, and leaves out a line that is being written', async () => {
    const text = '13 9 5\n10 nan 0\n11 inf 1\n12 -inf 2\n10 nan 0\n11 1e-05 1\n14 0.1 -3 m-1 data digest\n15 0.123';
    await write({ '1/a/metrics/odd': text });
    assert.equal(run('a')?.metrics.get('odd'), 9);
    const { steps, values } = source.history({ runId: 'a', key: 'odd' });
    assert.deepEqual([...steps], [-3, 0, 1, 1, 2, 5]);
    assert.deepEqual([...values], [0.1, NaN, Infinity, 1e-5, -Infinity, 9]);
    assert.deepEqual([...source.history({ runId: 'a', key: 'odd', steps: { from: 1, to: 2 } }).steps], [1, 1, 2]);
    await appendFile(join(root, '1/a/metrics/odd'), ' 6\nnonsense\n16 1 7\n');
    assert.equal(run('a')?.metrics.get('odd'), 1);
    assert.deepEqual(run('a')?.problem, { reason: 'bad-metric', path: join(root, '1/a/metrics/odd'), line: 9 });
  });

  it('reads of a very long metric only the end for its last value', async () => {
    const lines = Array.from({ length: 100_000 }, (_, step) => `${step} ${step / 2} ${step}\n`);
    await write({ '1/a/metrics/long': lines.join('') });
    assert.equal(run('a')?.metrics.get('long'), 49_999.5);
    assert.equal(source.history({ runId: 'a', key: 'long' }).values.length, 100_000);
  });

  it('leads nowhere else: by an id, by a key, by a link', async () => {
    await writeFile(join(root, 'secret'), '1 2 3\n');
    await symlink(join(root, 'secret'), join(root, '1/a/params/link'));
    assert.equal(run('a')?.params.has('link'), false);
    assert.equal(source.history({ runId: 'a', key: '../../../secret' }).values.length, 0);
    assert.equal(run('../1/a'), undefined);
    assert.throws(() => source.run({ id: '..' }), StoreTrouble);
  });

  it('follows an experiment into the trash and back', async () => {
    await mkdir(join(root, '.trash'));
    assert.deepEqual(ids(), ['b', 'a']);
    await rename(join(root, '1'), join(root, '.trash', '1'));
    assert.deepEqual(
      source.experiments({}).map(({ id, isDeleted }) => [id, isDeleted]),
      [['1', true]],
    );
    assert.equal(run('a')?.metrics.get('loss'), 0.25);
    assert.deepEqual(await readdir(root), ['.trash']);
  });
});
