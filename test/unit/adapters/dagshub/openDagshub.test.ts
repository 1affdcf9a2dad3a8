// DagsHub's files and buckets, by the shapes that its client reads; dagshub.com itself is out of reach.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dagshubLogin } from '../../../../src/adapters/dagshub/dagshubLogin.ts';
import { type DagshubParts, openDagshub } from '../../../../src/adapters/dagshub/openDagshub.ts';
import { answerText, HttpFaults } from '../../../support/httpFaults.ts';
import { MapSecrets } from '../../../support/mlflowServer.ts';

const { signal } = new AbortController();
const NOW = Date.parse('2026-06-01T00:00:00Z');

describe('openDagshub', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-dagshub-'));
  const cache = join(folder, 'tokens');
  after(() => rmSync(folder, { recursive: true, force: true }));
  const sources = (environment: Record<string, string> = {}): DagshubParts => ({
    environment: () => ({ DAGSHUB_CLIENT_TOKENS_CACHE: cache, ...environment }),
    home: folder,
    platform: 'linux',
    now: () => NOW,
    secrets: new MapSecrets(),
  });

  it('finds the login that the client of DagsHub would use, for its host alone', async () => {
    const { stringify } = await import('yaml');
    const token = (access_token: string, expiry: string) => ({ access_token, expiry, token_type: 'bearer' });
    writeFileSync(
      cache,
      stringify({
        'https://other.example': [token('other', 'never')],
        'https://dagshub.com': [token('past', '2025-01-01T00:00:00Z'), token('"good"', '2027-01-01T00:00:00Z')],
        version: '1',
      }),
    );
    assert.deepEqual(await dagshubLogin('https://dagshub.com', sources({ DAGSHUB_USER_TOKEN: 'env' })), {
      kind: 'bearer',
      token: 'env',
    });
    const pair = { DAGSHUB_USERNAME: 'me', DAGSHUB_PASSWORD: 'pw' };
    assert.deepEqual(await dagshubLogin('https://dagshub.com', sources(pair)), {
      kind: 'basic',
      user: 'me',
      password: 'pw',
    });
    assert.deepEqual(await dagshubLogin('https://other.example', sources({ DAGSHUB_USER_TOKEN: 'env' })), {
      kind: 'bearer',
      token: 'other',
    });
    assert.equal(await dagshubLogin('https://unknown.example', sources({ DAGSHUB_USER_TOKEN: 'env' })), undefined);
    writeFileSync(
      cache,
      "https://dagshub.com:\n- access_token: abc\n  expiry: never\n  token_type: app-token\nversion: '1'\n",
    );
    assert.deepEqual(await dagshubLogin('https://dagshub.com', sources()), { kind: 'bearer', token: 'abc' });
    rmSync(cache);
    assert.equal(await dagshubLogin('https://dagshub.com', sources()), undefined);
  });

  it('reads facts, files and buckets of the repository', async () => {
    const server = await HttpFaults.start();
    const base = '/api/v1/repos/me/repo';
    const answers = new Map<string, unknown>([
      [
        base,
        {
          full_name: 'me/repo',
          private: true,
          default_branch: 'main',
          html_url: 'https://x/me/repo',
          permissions: { push: true },
          updated_at: '2026-01-01T00:00:00Z',
        },
      ],
      [
        `${base}/content/main/data?include_size=true`,
        [
          { path: 'data/a b.csv', type: 'file', size: 5, versioning: 'dvc' },
          { path: 'data/sub', type: 'dir' },
        ],
      ],
      [`${base}/storage`, [{ name: 'dvc', protocol: 's3', list_path: 'x' }]],
      [
        `${base}/storage/content/s3/dvc/x?paging=true`,
        { entries: [{ path: 'x/1', type: 'file', size: 1 }], next_token: 'n' },
      ],
      [
        `${base}/storage/content/s3/dvc/x?paging=true&from_token=n`,
        { entries: [{ path: 'x/2', type: 'dir' }], next_token: 'n' },
      ],
    ]);
    server.fault = ({ url, headers }, response) => {
      assert.equal(headers.authorization, 'Bearer tok');
      if (url === `${base}/raw/main/data/a%20b.csv`) return answerText(response, 'bytes');
      return answers.has(url) && answerText(response, JSON.stringify(answers.get(url)));
    };
    const environment = { DAGSHUB_CLIENT_HOST: server.url, DAGSHUB_USER_TOKEN: 'tok' };
    const repository = openDagshub(`${server.url}/me/repo.mlflow`, sources(environment))?.repository;
    assert.ok(repository);
    try {
      const facts = await repository.facts(signal);
      assert.deepEqual(facts.ok && [facts.value.name, facts.value.isPrivate, facts.value.mayWrite], [
        'me/repo',
        true,
        true,
      ]);
      const files = await repository.list('files/data', signal);
      assert.deepEqual(files.ok && files.value, [
        { path: 'files/data/a b.csv', isFolder: false, size: 5 },
        { path: 'files/data/sub', isFolder: true },
      ]);
      const buckets = await repository.list('storage', signal);
      assert.deepEqual(buckets.ok && buckets.value, [{ path: 'storage/s3/dvc', isFolder: true }]);
      const inside = await repository.list('storage/s3/dvc/x', signal);
      assert.deepEqual(inside.ok && inside.value.map(({ path }) => path), ['storage/s3/dvc/x/1', 'storage/s3/dvc/x/2']);
      const content = await repository.read('files/data/a b.csv', signal);
      assert.ok(content.ok);
      const chunks: Uint8Array[] = [];
      for await (const chunk of content.value.chunks) chunks.push(chunk);
      assert.equal(Buffer.concat(chunks).toString(), 'bytes');
      const outside = await repository.read('files/../../../x', signal);
      assert.equal(outside.ok ? '' : outside.failure.code, 'invalid');
    } finally {
      repository.dispose();
      await server.stop();
    }
  });
});
