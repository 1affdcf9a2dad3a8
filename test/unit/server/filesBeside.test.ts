// The real server over its real protocol: what a file names is looked for on the disk, and again when files come and go.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LanguageServer } from '../../support/languageServer.ts';

describe('files that an open file names', function () {
  this.timeout(30_000);
  let folder = '';
  let server: LanguageServer;
  const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;

  beforeEach(async () => {
    // A name that addresses write in another way.
    folder = mkdtempSync(join(tmpdir(), 'trainyard near-'));
    mkdirSync(join(folder, 'app'));
    server = await LanguageServer.start(uriOf('app/kustomization.yaml'));
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are missed until they are there', async () => {
    await server.open('yaml', 'resources:\n  - job.yaml\n');
    const missed = await server.diagnosticsOf(1);
    assert.deepEqual(
      missed.diagnostics.map(({ code, range }) => [code, range.start.line]),
      [['ref-kustomize-path', 1]],
    );
    writeFileSync(join(folder, 'app/job.yaml'), '');
    const said = server.said();
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('app/job.yaml'), type: 1 }],
    });
    await said;
    assert.deepEqual(server.published.at(-1)?.diagnostics, []);
  });
});
