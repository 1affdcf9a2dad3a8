import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, truncateSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { openContext, packContext, surveyContext } from '../../../../src/adapters/docker/contextPacker.ts';
import { packToBuffer } from '../../../support/packToBuffer.ts';
import { gnuTarList, tarNames } from '../../../support/readTar.ts';

describe('contextPacker', () => {
  let folder = '';
  const path = (name: string): string => join(folder, name);
  const plan = () => ({ contextFolder: folder, dockerfile: path('Dockerfile') });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-pack-'));
    await writeFile(path('Dockerfile'), 'FROM scratch\n');
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  const opened = async () => {
    const context = await openContext(plan());
    assert.ok(context.ok);
    return context.value;
  };

  it('sends content, modes and links as they are, owned by root', async () => {
    await mkdir(path('src'));
    await writeFile(path('src/run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    await symlink('run.sh', path('src/link'));
    await symlink('..', path('src/loop'));
    await utimes(path('src/run.sh'), 1_700_000_000, 1_700_000_000);
    const { tar, summary } = await packToBuffer(plan());
    assert.deepEqual(await tarNames(tar), ['Dockerfile', 'src/', 'src/link', 'src/loop', 'src/run.sh']);
    const listed = await gnuTarList(tar, '--verbose', '--numeric-owner', '--utc', '--full-time');
    assert.match(listed, /-rwxr-xr-x 0\/0\s+10 2023-11-14 22:13:20 src\/run\.sh/);
    assert.match(listed, /src\/link -> run\.sh/);
    assert.match(listed, /src\/loop -> \.\./);
    assert.equal(summary.files, 4);
  });

  it('keeps names above 100 and above 256 bytes, and targets of links above 100', async () => {
    const part = 'd'.repeat(90);
    const deep = [part, part, part].join('/');
    await mkdir(path(deep), { recursive: true });
    await writeFile(path(`${deep}/${'f'.repeat(255)}`), 'x');
    await symlink('t'.repeat(180), path('long-target'));
    const { tar } = await packToBuffer(plan());
    const expected = [
      'Dockerfile',
      `${part}/`,
      `${part}/${part}/`,
      `${deep}/`,
      `${deep}/${'f'.repeat(255)}`,
      'long-target',
    ];
    assert.deepEqual(await tarNames(tar), expected.sort());
    assert.match(await gnuTarList(tar, '--verbose'), new RegExp(`long-target -> ${'t'.repeat(180)}`));
  });

  it('keeps names that are not UTF-8, byte for byte', async function () {
    if (process.platform !== 'linux') this.skip();
    const name = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.txt')]);
    await writeFile(name, 'x');
    const { tar } = await packToBuffer(plan());
    assert.ok(tar.includes(Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x2e, 0x74, 0x78, 0x74])));
    assert.match(await gnuTarList(tar), /caf\\351\.txt/);
  });

  it('leaves out FIFOs and sockets, and says so', async function () {
    if (process.platform === 'win32') this.skip();
    await new Promise((resolve) => spawn('mkfifo', [path('fifo')]).once('close', resolve));
    const server = createServer().listen(path('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const { tar, summary } = await packToBuffer(plan());
    server.close();
    assert.deepEqual(await tarNames(tar), ['Dockerfile']);
    assert.deepEqual(summary.skipped, ['fifo', 'socket']);
  });

  it('reads the ignore file next to the Dockerfile before the one of the context', async () => {
    await writeFile(path('.dockerignore'), 'a\n');
    await writeFile(path('a'), '');
    await writeFile(path('b'), '');
    assert.deepEqual(await tarNames((await packToBuffer(plan())).tar), ['.dockerignore', 'Dockerfile', 'b']);
    await writeFile(path('Dockerfile.dockerignore'), 'b\n');
    const { tar, context } = await packToBuffer(plan());
    assert.deepEqual(await tarNames(tar), ['.dockerignore', 'Dockerfile', 'Dockerfile.dockerignore', 'a']);
    assert.equal(context.ignorePath, path('Dockerfile.dockerignore'));
  });

  it('knows whether the Dockerfile itself is sent', async () => {
    assert.equal((await opened()).dockerfile, 'Dockerfile');
    await writeFile(path('.dockerignore'), 'Dockerfile\n');
    assert.equal((await opened()).dockerfile, undefined);
    await writeFile(path('.dockerignore'), '');
    await mkdir(path('context'));
    const outside = await openContext({ contextFolder: path('context'), dockerfile: path('Dockerfile') });
    assert.ok(outside.ok);
    assert.equal(outside.value.dockerfile, undefined);
  });

  it('puts further files in front and hides what has their name', async () => {
    await writeFile(path('.dockerignore'), 'x\n');
    const chunks: Buffer[] = [];
    const extraFiles = [{ name: '.dockerignore', content: 'other\n' }];
    const keep = async (chunk: Uint8Array): Promise<void> => void chunks.push(Buffer.from(chunk));
    assert.ok((await packContext(await opened(), { extraFiles }, keep, new AbortController().signal)).ok);
    const tar = Buffer.concat(chunks);
    assert.deepEqual(await tarNames(tar), ['.dockerignore', 'Dockerfile']);
    assert.equal(await contentOf(tar, '.dockerignore'), 'other\n');
  });

  it('sends a file that grows as it was when it was opened', async () => {
    await writeFile(path('big'), Buffer.alloc(12 * 1024 * 1024, 1));
    const chunks: Buffer[] = [];
    const sink = async (chunk: Uint8Array): Promise<void> => {
      if (chunks.length < 3) appendFileSync(path('big'), Buffer.alloc(1024 * 1024, 2));
      chunks.push(Buffer.from(chunk));
    };
    assert.ok((await packContext(await opened(), {}, sink, new AbortController().signal)).ok);
    assert.match(await gnuTarList(Buffer.concat(chunks), '--verbose'), / 12582912 .* big/);
  });

  it('stops and names a file that becomes smaller', async () => {
    await writeFile(path('big'), Buffer.alloc(40 * 1024 * 1024, 1));
    const sink = async (): Promise<void> => truncateSync(path('big'), 1024);
    const packed = await packContext(await opened(), {}, sink, new AbortController().signal);
    assert.ok(!packed.ok);
    assert.equal(packed.failure.code, 'conflict');
    assert.match(packed.failure.message, /^big became smaller/);
  });

  it('goes on without files that vanish, and names them', async () => {
    await writeFile(path('big'), Buffer.alloc(20 * 1024 * 1024, 1));
    await mkdir(path('later'));
    for (let index = 0; index < 20; index++) await writeFile(path(`later/${index}`), '');
    let isFirst = true;
    const names: Buffer[] = [];
    const sink = async (chunk: Uint8Array): Promise<void> => {
      names.push(Buffer.from(chunk));
      if (isFirst) await rm(path('later'), { recursive: true });
      isFirst = false;
    };
    const packed = await packContext(await opened(), {}, sink, new AbortController().signal);
    assert.ok(packed.ok, JSON.stringify(packed));
    assert.deepEqual(
      (await tarNames(Buffer.concat(names))).filter((name) => name !== 'later/'),
      ['Dockerfile', 'big'],
    );
  });

  it('writes the size of a file above 8 GiB', async function () {
    if (process.platform !== 'linux') this.skip();
    await writeFile(path('sparse'), '');
    await truncate(path('sparse'), 9 * 1024 ** 3);
    const heads: Buffer[] = [];
    const abort = new AbortController();
    const sink = async (chunk: Uint8Array): Promise<void> => {
      heads.push(Buffer.from(chunk.subarray(0, 4096)));
      abort.abort();
    };
    await packContext(await opened(), {}, sink, abort.signal);
    const entries = extract();
    const size = new Promise((resolve) =>
      entries.on('entry', ({ name, size: bytes }, stream, next) => {
        stream.resume();
        if (name === 'sparse') resolve(bytes);
        else next();
      }),
    );
    entries.write(heads[0]);
    assert.equal(await size, 9 * 1024 ** 3);
    entries.destroy();
  });

  it('ends at once when it is cancelled, also when nobody takes the bytes', async () => {
    await writeFile(path('big'), Buffer.alloc(20 * 1024 * 1024, 1));
    const abort = new AbortController();
    const sink = async (): Promise<void> => {
      abort.abort();
      await new Promise(() => undefined);
    };
    const packed = await packContext(await opened(), {}, sink, abort.signal);
    assert.ok(!packed.ok);
    assert.equal(packed.failure.code, 'cancelled');
  });

  it('hands on what its consumer throws', async () => {
    const sink = (): Promise<void> => Promise.reject(new Error('connection lost'));
    await assert.rejects(packContext(await opened(), {}, sink, new AbortController().signal), /connection lost/);
  });

  it('says which folder or Dockerfile is missing', async () => {
    const missing = await openContext({ contextFolder: path('nowhere'), dockerfile: path('Dockerfile') });
    assert.ok(!missing.ok);
    assert.equal(missing.failure.code, 'not-found');
    assert.match(missing.failure.message, /nowhere/);
  });

  it('surveys the same files without reading them', async () => {
    await mkdir(path('data'));
    await writeFile(path('data/a.csv'), Buffer.alloc(20 * 1024 * 1024));
    await writeFile(path('.env'), 'TOKEN=x');
    await writeFile(path('id_rsa'), 'x');
    await writeFile(path('.dockerignore'), 'id_rsa\n');
    const surveyed = await surveyContext(await opened(), {}, new AbortController().signal);
    assert.ok(surveyed.ok);
    assert.deepEqual(
      surveyed.value.findings.map(({ risk, path: found }) => `${risk} ${found}`),
      ['secret .env', 'dataset data/a.csv'],
    );
    assert.equal(surveyed.value.summary.files, 4);
    assert.equal((await readFile(path('.env'), 'utf8')).length, 7);
  });
});

async function contentOf(tar: Buffer, wanted: string): Promise<string> {
  const entries = extract();
  entries.end(tar);
  let content = '';
  for await (const entry of entries) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
    if (entry.header.name === wanted) content = Buffer.concat(chunks).toString('utf8');
  }
  return content;
}
