import assert from 'node:assert/strict';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import { repositoryRows } from '../../../../src/domain/experiments/repositoryRows.ts';
import type { RepositoryFacts } from '../../../../src/domain/experiments/trackedRepository.ts';
import type { Artifact } from '../../../../src/domain/experiments/trackedRun.ts';

const { signal } = new AbortController();
const FACTS: RepositoryFacts = {
  name: 'me/digits',
  isPrivate: true,
  defaultBranch: 'main',
  page: 'https://host/me/digits',
  mayWrite: false,
  changedAt: Date.UTC(2026, 0, 1),
};

async function rowsAt(path: string, list: Result<readonly Artifact[]>, facts: Result<RepositoryFacts> = ok(FACTS)) {
  const repository = {
    facts: async () => facts,
    list: async () => list,
    read: () => assert.fail('nothing is read'),
    dispose: () => undefined,
  };
  const subject = { kind: 'repositoryFile', trackerId: 't', path, name: '', isFolder: true } as const;
  return await repositoryRows({ id: 'row', subject }, repository, { now: new Date(Date.UTC(2026, 0, 3)), signal });
}

describe('rows of a repository', () => {
  it('say what it is above its files and its buckets', async () => {
    const rows = await rowsAt('', ok(['files', 'storage'].map((path) => ({ path, isFolder: true }))));
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ['me/digits', 'private · changed 2 d ago'],
        ['Files', undefined],
        ['Storage', undefined],
      ],
    );
    assert.match(rows[0]?.tooltip ?? '', /You may read it\nhttps:/);
  });

  it('have folders first, and files that open', async () => {
    const rows = await rowsAt(
      'files',
      ok([
        { path: 'files/a.csv', isFolder: false, size: 5 },
        { path: 'files/z', isFolder: true },
      ]),
    );
    assert.deepEqual(
      rows.map(({ label, description, open }) => [label, description, open?.command]),
      [
        ['z', undefined, undefined],
        ['a.csv', '5 B', 'trainyard.experiments.openArtifact'],
      ],
    );
  });

  it('say why there are none', async () => {
    const gone = { code: 'not-found', message: 'no such repository' } as const;
    assert.equal((await rowsAt('', ok([]), fail(gone)))[0]?.label, 'no such repository');
    assert.equal((await rowsAt('files', fail(gone)))[0]?.label, 'no such repository');
    assert.equal((await rowsAt('files', ok([])))[0]?.label, 'Nothing is here');
  });
});
