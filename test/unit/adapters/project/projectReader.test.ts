import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectReader } from '../../../../src/adapters/project/projectReader.ts';
import { proposalOf } from '../../../../src/domain/containerize/proposal.ts';
import type { ProjectSnapshot } from '../../../../src/domain/containerize/snapshot.ts';

describe('projectReader', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-project-'));
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  const read = async (focus?: string): Promise<ProjectSnapshot> => {
    const result = await projectReader.read(folder, focus, new AbortController().signal);
    assert.ok(result.ok);
    return result.value;
  };

  it('lists files of the project, not environments, caches, links and hidden folders', async () => {
    await write({
      'train.py': '',
      'src/model.py': '',
      '.python-version': '3.11',
      '.git/config': '',
      'node_modules/a.py': '',
      '__pycache__/a.py': '',
      'my env/pyvenv.cfg': '',
      'my env/lib/a.py': '',
    });
    await symlink('/etc', join(folder, 'outside'));
    await symlink('.', join(folder, 'circle'));
    assert.deepEqual((await read()).files, ['.python-version', 'src/model.py', 'train.py']);
  });

  it('names file and line of broken TOML, and nothing is proposed', async () => {
    await write({
      'train.py': 'print(1)',
      'pyproject.toml': '[project]\nname = "x"\ndependencies = [\n  "numpy"\n  "pandas"\n]\n',
    });
    const proposal = proposalOf(await read(), undefined);
    assert.ok(!proposal.ok);
    assert.equal(proposal.failure.code, 'invalid');
    assert.match(proposal.failure.message, /^pyproject\.toml is broken in line [45]: /);
    assert.equal(proposal.failure.location?.path, join(folder, 'pyproject.toml'));
  });

  it('names file and line of broken YAML', async () => {
    await write({ 'train.py': 'print(1)', 'environment.yml': 'name: x\ndependencies:\n  - numpy\n - pandas: [\n' });
    const proposal = proposalOf(await read(), undefined);
    assert.ok(!proposal.ok);
    assert.match(proposal.failure.message, /^environment\.yml is broken in line \d: /);
  });

  it('names file and line of a broken notebook that is in focus; another one only is a problem', async () => {
    const cut = '{\n "cells": [\n  { "cell_type": "code", "source": ["x = 1"] }\n';
    await write({ 'train.py': 'print(1)', 'a.ipynb': cut, 'b.ipynb': '{\n "cells": [}\n' });
    const focused = proposalOf(await read('a.ipynb'), 'a.ipynb');
    assert.ok(!focused.ok);
    assert.match(focused.failure.message, /^a\.ipynb is broken in line 4: /);
    const snapshot = await read('train.py');
    assert.ok(proposalOf(snapshot, 'train.py').ok);
    assert.match(snapshot.problems.get('b.ipynb')?.message ?? '', /^b\.ipynb is broken in line 2: /);
  });

  it('leaves huge files out and says so', async () => {
    await write({ 'train.py': 'print(1)', 'table.py': `x = [${'1, '.repeat(200_000)}]` });
    const snapshot = await read();
    assert.ok(!snapshot.texts.has('table.py'));
    assert.equal(snapshot.problems.get('table.py')?.code, 'unsupported');
    assert.match(snapshot.problems.get('table.py')?.message ?? '', /larger than 512 KiB/);
  });

  it('does not lose the program among many files of data', async () => {
    const names = Array.from({ length: 1500 }, (_, index) => [`data/${index}.txt`, ''] as const);
    await write({ ...Object.fromEntries(names), 'src/train.py': 'if __name__ == "__main__":\n  pass\n' });
    const snapshot = await read();
    assert.ok(snapshot.isPartial);
    assert.ok(snapshot.texts.has('src/train.py'));
  });

  it('takes tables with hostile keys as data', async () => {
    await write({
      'train.py': 'print(1)',
      'pyproject.toml': '[tool.poetry.dependencies]\n"__proto__" = "1"\nconstructor = "2"\n',
    });
    const proposal = proposalOf(await read(), undefined);
    assert.ok(proposal.ok);
    assert.deepEqual(
      proposal.value.facts.dependencies.requirements.map(({ name }) => name),
      ['-proto-', 'constructor'],
    );
  });

  it('is not stopped by deep or self-repeating documents', async () => {
    const laughs = `a: &a [x]\n${'bcdefghij'
      .split('')
      .map((key, index) => `${key}: &${key} [${`*${'abcdefghi'[index]}, `.repeat(9)}]`)
      .join('\n')}\n`;
    await write({
      'conf/bomb.yaml': laughs,
      'deep.ipynb': `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      'train.py': 'print(1)',
    });
    const snapshot = await read();
    assert.equal(snapshot.problems.get('conf/bomb.yaml')?.code, 'invalid');
    assert.ok(proposalOf(snapshot, undefined).ok);
  });

  /** The superuser may read everything. */
  async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
    if (process.getuid?.() !== 0) return await work();
    await chmod(folder, 0o755);
    // The folder for temporary files may be closed to others as well.
    const { mode } = await stat(dirname(folder));
    if ((mode & 0o011) !== 0o011) await chmod(dirname(folder), mode | 0o011);
    process.seteuid?.('nobody');
    try {
      return await work();
    } finally {
      process.seteuid?.(0);
    }
  }

  it('says when a file may not be read', async () => {
    await write({ 'train.py': 'print(1)', 'requirements.txt': 'numpy' });
    await chmod(join(folder, 'requirements.txt'), 0);
    assert.equal((await asOrdinaryUser(read)).problems.get('requirements.txt')?.code, 'forbidden');
  });

  it('says when the folder is not there, and is silent when stopped', async () => {
    const missing = await projectReader.read(join(folder, 'none'), undefined, new AbortController().signal);
    assert.ok(!missing.ok);
    assert.equal(missing.failure.code, 'not-found');
    const stopped = await projectReader.read(folder, undefined, AbortSignal.abort());
    assert.ok(!stopped.ok);
    assert.equal(stopped.failure.code, 'cancelled');
  });

  it('finds the project a file belongs to, within the workspace folder', async () => {
    await write({
      'requirements.txt': '',
      'team/a/pyproject.toml': '',
      'team/a/src/a/train.py': '',
      'team/b/train.py': '',
    });
    const of = async (path: string, root = folder) =>
      (await projectReader.projectFolder(join(folder, path), root)).slice(folder.length + 1);
    assert.equal(await of('team/a/src/a/train.py'), 'team/a');
    assert.equal(await of('team/b/train.py'), '');
    assert.equal(await of('team/b/train.py', join(folder, 'team')), 'team/b');
  });
});
