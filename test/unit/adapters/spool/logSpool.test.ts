import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskSpools } from '../../../../src/adapters/spool/diskSpools.ts';
import { DiskSpool } from '../../../../src/adapters/spool/logSpool.ts';
import type { LogLine } from '../../../../src/domain/logs/logLine.ts';
import type { LogEntry } from '../../../../src/domain/logs/ports.ts';

const time = '2026-01-31T10:00:00.123456789Z';
const never = new AbortController().signal;

function line(number: number, text: string, facts: Partial<LogLine> = {}): LogLine {
  return { number, time, stream: 'stdout', text, ...facts };
}

const numbered = (from: number, count: number, text = (n: number) => `line ${n} é😀`) =>
  Array.from({ length: count }, (_, index) => line(from + index + 1, text(from + index)));

async function read(spool: DiskSpool, start: number, count: number): Promise<readonly LogEntry[]> {
  const result = await spool.read(start, count);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

async function textOf(spool: DiskSpool): Promise<string> {
  let text = '';
  for await (const piece of spool.text()) text += piece;
  return text;
}

describe('DiskSpool', () => {
  let folder = '';
  let spool: DiskSpool;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-spool-'));
    spool = new DiskSpool(join(folder, 'log'));
  });
  afterEach(async () => {
    await spool.removed();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives any part back as it was', async () => {
    const entries: LogEntry[] = [
      line(1, 'one'),
      line(2, 'two  ', { stream: 'stderr' }),
      { stream: 'marker', text: 'restarted', time },
      line(3, ''),
      line(4, 'é😀 \u2028 \u001b[31mred'),
    ];
    await spool.append(entries.slice(0, 2));
    await spool.append(entries.slice(2));
    const back = await read(spool, 0, 10);
    assert.deepEqual(
      back.map(({ text, stream }) => [stream, text]),
      entries.map(({ text, stream }) => [stream, text]),
    );
    assert.deepEqual(
      (await read(spool, 1, 2)).map(({ text }) => text),
      ['two  ', 'restarted'],
    );
    assert.equal(back[0]?.time, time);
    assert.equal(await textOf(spool), 'one\ntwo  \n--- restarted ---\n\né😀 \u2028 red\n');
  });

  it('finds every entry of many', async () => {
    for (let at = 0; at < 10_000; at += 777) await spool.append(numbered(at, Math.min(777, 10_000 - at)));
    for (const start of [0, 1, 127, 128, 129, 5000, 9_998]) {
      const part = await read(spool, start, 5);
      assert.deepEqual(
        part.map(({ text }) => text),
        numbered(start, Math.min(5, 10_000 - start)).map(({ text }) => text),
      );
    }
    assert.equal((await read(spool, 9_999, 5)).length, 1);
  });

  it('drops the oldest segments above its limit and says where it starts', async () => {
    spool = new DiskSpool(join(folder, 'small'), { bytes: 40_000, segmentBytes: 10_000 });
    for (let at = 0; at < 5_000; at += 50) await spool.append(numbered(at, 50));
    await spool.read(0, 1);
    assert.ok(spool.sizeBytes <= 45_000, `${spool.sizeBytes}`);
    assert.ok(spool.start > 0);
    assert.equal(spool.end, 5_000);
    assert.deepEqual(
      (await read(spool, spool.start, 1)).map(({ text }) => text),
      [`line ${spool.start} é😀`],
    );
    assert.deepEqual(
      (await read(spool, 4_999, 1)).map(({ text }) => text),
      ['line 4999 é😀'],
    );
    assert.equal((await readdir(join(folder, 'small'))).length <= 5, true);
  });

  it('keeps a line whole that was cut for the view', async () => {
    await spool.append([line(1, 'x'.repeat(65_536), { isCut: true })]);
    for (let piece = 0; piece < 20; piece++) await spool.appendRest('y'.repeat(10_000));
    await spool.append([line(2, 'next')]);
    assert.equal(await textOf(spool), `${'x'.repeat(65_536)}${'y'.repeat(200_000)}\nnext\n`);
    const back = await read(spool, 0, 5);
    assert.deepEqual(
      back.map(({ text }) => text.length > 60_000 || text),
      [true, 'next'],
    );
    assert.equal(back[0]?.stream !== 'marker' && back[0]?.isCut, true);
  });

  it('keeps a rest that another line interrupted', async () => {
    await spool.append([line(1, 'x', { isCut: true })]);
    await spool.append([line(2, 'between', { stream: 'stderr' })]);
    await spool.appendRest('rest');
    await spool.append([line(3, 'after')]);
    assert.equal(await textOf(spool), 'x\nbetween\nrest\nafter\n');
    assert.deepEqual(
      (await read(spool, 0, 9)).map(({ text }) => text),
      ['x', 'between', 'after'],
    );
  });

  it('can be read by its owner alone and is gone afterwards', async () => {
    await spool.append([line(1, 'secret')]);
    await spool.read(0, 1);
    assert.equal((await stat(join(folder, 'log'))).mode & 0o777, 0o700);
    assert.equal((await stat(join(folder, 'log', '0.log'))).mode & 0o777, 0o600);
    await spool.removed();
    assert.deepEqual(await readdir(folder), []);
  });

  it('saves plain text and names a place that cannot be written', async () => {
    await spool.append([line(1, '\u001b[31mred\u001b[0m')]);
    const target = join(folder, 'saved.log');
    assert.ok((await spool.saveTo(target, never)).ok);
    assert.equal(await readFile(target, 'utf8'), 'red\n');
    const refused = await spool.saveTo(join(folder, 'no', 'such', 'folder'), never);
    assert.equal(refused.ok ? '' : refused.failure.code, 'rejected');
  });

  it('takes a folder that cannot be made for a failure, once and for all', async () => {
    await writeFile(join(folder, 'file'), '');
    spool = new DiskSpool(join(folder, 'file', 'spool'));
    const first = await spool.append([line(1, 'x')]);
    assert.equal(first.ok, false);
    assert.equal((await spool.append([line(2, 'x')])).ok, false);
  });
});

describe('DiskSpools', () => {
  it('removes what a killed window left and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-spools-'));
    // No process has this number: Linux ends at 4194304.
    const [dead, alive, other] = ['99999999-1-1', `${process.ppid}-1-1`, 'notes'];
    for (const name of [dead, alive, other]) await mkdir(join(folder, name));
    const opened = await new DiskSpools(folder).open();
    assert.ok(opened.ok);
    assert.deepEqual((await readdir(folder)).toSorted(), [alive, other].toSorted());
    opened.value.dispose();
    await rm(folder, { recursive: true });
  });
});
