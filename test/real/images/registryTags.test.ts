// Tags that a real registry lists for who has its password.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTagReader } from '../../../src/adapters/docker/tagReader.ts';
import { putImages } from '../../support/putImages.ts';
import { startRegistry } from '../../testbed/startRegistry.mjs';

const { signal } = new AbortController();
/** More than are asked for at once; whether they come in pages is for the registry to say. */
const TAGS = Array.from({ length: 1100 }, (_, index) => `1.${index}.0`);

describe('tags of a registry', function () {
  this.timeout(120_000);
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let name = '';
  let folder = '';

  before(async () => {
    registry = await startRegistry();
    folder = await mkdtemp(join(tmpdir(), 'trainyard-tags-'));
    name = `${registry.host}/tags/t${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;
    await putImages(registry, name, TAGS);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    if (registry.startedHere) await registry.stop({ wipe: true });
  });

  const readerWith = async (password: string) => {
    const auth = Buffer.from(`${registry.user}:${password}`).toString('base64');
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    return createTagReader({ configFolder: folder, env: process.env });
  };

  it('come all, with the login of docker', async () => {
    const reader = await readerWith(registry.password);
    assert.equal(await reader.hasLogin(registry.host), true);
    assert.equal(await reader.hasLogin('registry.example.com'), false);
    const found = await reader.list(name, signal);
    assert.ok(found.ok, JSON.stringify(found));
    assert.equal(found.value.isComplete, true);
    assert.deepEqual(found.value.tags.toSorted(), TAGS.toSorted());
  });

  it('are not told to others, and not there for other names', async () => {
    const refused = await (await readerWith('wrong-canary')).list(name, signal);
    assert.ok(!refused.ok && refused.failure.code === 'unauthorized', JSON.stringify(refused));
    assert.doesNotMatch(JSON.stringify(refused), /wrong-canary/);
    const missing = await (await readerWith(registry.password)).list(`${name}/none`, signal);
    assert.ok(!missing.ok && missing.failure.code === 'not-found', JSON.stringify(missing));
  });

  it('are not waited for when nobody wants them', async () => {
    const away = AbortSignal.abort();
    const left = await (await readerWith(registry.password)).list(name, away);
    assert.ok(!left.ok && left.failure.code === 'cancelled', JSON.stringify(left));
  });
});
