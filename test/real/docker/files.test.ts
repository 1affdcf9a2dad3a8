import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { execOutput } from '../../../src/adapters/docker/execOutput.ts';
import { DockerFiles } from '../../../src/adapters/docker/files.ts';
import {
  busyboxPlan,
  never,
  removeTestContainers,
  startContainer,
  testEngine,
  valueOf,
} from '../../support/realDocker.ts';

describe('copying files of a real container', () => {
  let engine: Engine;
  let id: string;
  let folder: string;
  before(async () => {
    engine = testEngine();
    const make = [
      'mkdir -p /out/deep/er && echo model > /out/model.pt && echo x > "/out/deep/er/ü n"',
      'ln -s /etc/passwd /out/link && ln -s / /out/root && mkfifo /out/pipe',
      'echo s > /out/tool && chmod 6777 /out/tool && ln -s /out /latest',
      'dd if=/dev/zero of=/big bs=1M count=64 2>/dev/null; echo ready > /ready',
    ];
    id = await startContainer(engine, busyboxPlan(`${make.join('; ')}; sleep 600`));
    const ready = ['sh', '-c', 'until test -e /ready; do sleep 0.05; done'];
    valueOf(await execOutput(engine.transport, id, ready, never));
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
  });

  const inContainer = async (script: string): Promise<string> =>
    valueOf(await execOutput(engine.transport, id, ['sh', '-c', script], never)).stdout;
  const leftovers = (): string[] => readdirSync(folder).filter((name) => name.startsWith('.trainyard'));

  it('copies files and folders out, and nothing else', async () => {
    const target = { folder, overwrite: false };
    const copied = valueOf(await engine.files.copyOut(id, '/out', target, never));
    assert.deepEqual(new Set(copied), new Set(['out/model.pt', 'out/deep/er/ü n', 'out/tool']));
    assert.equal(readFileSync(join(folder, 'out/model.pt'), 'utf8'), 'model\n');
    assert.equal(lstatSync(join(folder, 'out/tool')).mode & 0o7777, 0o755);
    assert.equal(lstatSync(join(folder, 'out/model.pt')).mode & 0o7777, 0o644);
    assert.deepEqual(readdirSync(join(folder, 'out')).sort(), ['deep', 'model.pt', 'tool']);
    assert.deepEqual(leftovers(), []);
  });

  it('overwrites only when asked, and looks before it moves anything', async () => {
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'out/tool'), 'mine');
    const refused = await engine.files.copyOut(id, '/out', { folder, overwrite: false }, never);
    assert.ok(!refused.ok && refused.failure.code === 'conflict');
    assert.match(refused.failure.message, /out\/tool/);
    assert.deepEqual(readdirSync(join(folder, 'out')), ['tool']);
    valueOf(await engine.files.copyOut(id, '/out', { folder, overwrite: true }, never));
    assert.equal(readFileSync(join(folder, 'out/tool'), 'utf8'), 's\n');
    assert.deepEqual(leftovers(), []);
  });

  it('does not write through a link that stands in the way', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'trainyard-outside-'));
    symlinkSync(outside, join(folder, 'out'));
    const refused = await engine.files.copyOut(id, '/out', { folder, overwrite: true }, never);
    assert.ok(!refused.ok && refused.failure.code === 'conflict');
    assert.deepEqual(readdirSync(outside), []);
    rmSync(outside, { recursive: true });
  });

  it('follows a link that is asked for by name', async () => {
    const copied = valueOf(await engine.files.copyOut(id, '/latest', { folder, overwrite: false }, never));
    assert.ok(copied.includes('out/model.pt'));
  });

  it('copies out of a container that has stopped, and names what is not there', async () => {
    const stopped = await startContainer(engine, busyboxPlan('echo done > /result'));
    valueOf(await engine.control.wait(stopped, never));
    const copied = await engine.files.copyOut(stopped, '/result', { folder, overwrite: false }, never);
    assert.deepEqual(valueOf(copied), ['result']);
    const missing = await engine.files.copyOut(stopped, '/none', { folder, overwrite: false }, never);
    assert.ok(!missing.ok && missing.failure.code === 'not-found');
    assert.match(missing.failure.message, /\/none/);
  });

  it('gives up above its limits and leaves nothing', async () => {
    const few = new DockerFiles(engine.transport, { bytes: 1024 ** 2, entries: 100 });
    const refused = await few.copyOut(id, '/big', { folder, overwrite: false }, never);
    assert.ok(!refused.ok);
    assert.match(refused.failure.message, /more than 1 MiB/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leaves nothing when it is cancelled', async () => {
    const abort = new AbortController();
    const copying = engine.files.copyOut(id, '/big', { folder, overwrite: false }, abort.signal);
    setTimeout(() => abort.abort(), 20);
    const result = await copying;
    if (!result.ok) assert.equal(result.failure.code, 'cancelled');
    assert.deepEqual(leftovers(), []);
  });

  it('copies files, folders, links and empty files in', async () => {
    const source = join(folder, 'src');
    mkdirSync(join(source, 'sub'), { recursive: true });
    writeFileSync(join(source, 'empty'), '');
    writeFileSync(join(source, 'sub', 'näme with spaces'), 'x'.repeat(200_000));
    writeFileSync(join(source, `${'long'.repeat(50)}.txt`), 'long');
    symlinkSync('empty', join(source, 'link'));
    valueOf(await engine.files.copyIn(id, { path: source, folder: '/tmp' }, never));
    const listed = await inContainer(
      'cd /tmp/src && find . | sort | tr "\\n" ";"; wc -c < "sub/näme with spaces"; readlink link',
    );
    assert.match(listed, /^\.;\.\/empty;\.\/link;\.\/longlong.*;\.\/sub;\.\/sub\/näme with spaces;200000\nempty\n$/);
  });

  it('streams a large file in', async () => {
    const big = join(folder, 'big.bin');
    writeFileSync(big, '');
    truncateSync(big, 200 * 1024 ** 2);
    const before = process.memoryUsage().rss;
    const told: number[] = [];
    const report = (done: number) => told.push(done);
    valueOf(await engine.files.copyIn(id, { path: big, folder: '/tmp', report }, never));
    assert.deepEqual([told[0], told.at(-1)], [0, 200 * 1024 ** 2]);
    assert.ok(told.length > 100);
    assert.ok(process.memoryUsage().rss - before < 150 * 1024 ** 2);
    assert.equal(await inContainer('wc -c < /tmp/big.bin; rm /tmp/big.bin'), `${200 * 1024 ** 2}\n`);
  });

  it('names the missing folder in the container and the missing file here', async () => {
    writeFileSync(join(folder, 'a'), 'a');
    const noFolder = await engine.files.copyIn(id, { path: join(folder, 'a'), folder: '/none' }, never);
    assert.ok(!noFolder.ok && noFolder.failure.code === 'not-found');
    const noFile = await engine.files.copyIn(id, { path: join(folder, 'b'), folder: '/tmp' }, never);
    assert.ok(!noFile.ok && noFile.failure.code === 'not-found');
  });
});
