import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveFile } from '../../../../src/adapters/archive/saveFile.ts';

describe('saveFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'save'));
  after(() => rmSync(folder, { recursive: true }));
  const never = new AbortController().signal;

  async function* chunksOf(...texts: readonly string[]) {
    await Promise.resolve();
    for (const text of texts) yield new TextEncoder().encode(text);
  }

  it('writes the whole, makes folders, tells how far it is, and is read by the user alone', async () => {
    const path = join(folder, 'a/b.txt');
    const told: number[] = [];
    const saved = await saveFile(path, chunksOf('one', 'two'), (bytes) => told.push(bytes), never);
    assert.deepEqual(saved, { ok: true, value: 6 });
    assert.equal(readFileSync(path, 'utf8'), 'onetwo');
    assert.deepEqual(told, [3, 6]);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('leaves what was there when the source ends early, and nothing beside it', async () => {
    const path = join(folder, 'kept.txt');
    writeFileSync(path, 'before');
    async function* broken() {
      yield* chunksOf('half');
      throw new Error('socket hang up');
    }
    const saved = await saveFile(path, broken(), () => undefined, never);
    assert.ok(!saved.ok);
    assert.match(saved.failure.message, /ended early/);
    assert.equal(saved.failure.detail, 'socket hang up');
    assert.equal(readFileSync(path, 'utf8'), 'before');
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('writes nothing when it is cancelled', async () => {
    const stop = new AbortController();
    async function* slow() {
      yield* chunksOf('half');
      stop.abort();
      yield* chunksOf('more');
    }
    const saved = await saveFile(join(folder, 'none.txt'), slow(), () => undefined, stop.signal);
    assert.ok(!saved.ok && saved.failure.code === 'cancelled');
    assert.equal(existsSync(join(folder, 'none.txt')), false);
  });

  it('names the place that may not be written', async () => {
    const path = join(folder, 'kept.txt/below.txt');
    const saved = await saveFile(path, chunksOf('x'), () => undefined, never);
    assert.ok(!saved.ok && saved.failure.message.includes(path));
  });
});
