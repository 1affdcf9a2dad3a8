import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { DiskSpools } from '../../../../src/adapters/spool/diskSpools.ts';
import { DiskKeptLogs } from '../../../../src/adapters/spool/keptLogs.ts';
import { DiskSpool } from '../../../../src/adapters/spool/logSpool.ts';
import { keptLogResource, type LogAbout } from '../../../../src/domain/logs/keptLog.ts';
import type { LogEntry, LogEvent } from '../../../../src/domain/logs/ports.ts';

const about: LogAbout = { engineId: 'kube:lab', resource: 'ml/train/main', runId: 'r1' };
const BEGUN = Date.now() - 60_000;
const stamp = (second: number) => new Date(BEGUN + second * 1000).toISOString();
const line = (second: number, text: string): LogEntry => ({
  number: second,
  stream: 'stdout',
  text,
  time: stamp(second),
});

describe('logs that outlive what wrote them', () => {
  let folder: string;
  let limits = { days: 14, bytes: 1_000_000 };
  let kept: DiskKeptLogs;
  let count = 0;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-kept-'));
    limits = { days: 14, bytes: 1_000_000 };
    kept = new DiskKeptLogs(join(folder, 'kept'), () => limits);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function followed(of: LogAbout, entries: readonly LogEntry[]): Promise<void> {
    const spool = new DiskSpool(join(folder, `1-1-${(count += 1)}`), undefined, kept.keep);
    spool.describe(of);
    await spool.append(entries);
    await spool.removed();
  }

  async function read(id: string): Promise<{ readonly lines: readonly string[]; readonly last: LogEvent | undefined }> {
    const lines: string[] = [];
    let last: LogEvent | undefined;
    const events = kept.source.follow({ resource: keptLogResource(id) }, new AbortController().signal);
    for await (const event of events) {
      if (event.kind === 'lines') lines.push(...event.lines.map(({ text }) => text));
      if (event.kind === 'marker') lines.push(`--- ${event.text}`);
      last = event;
    }
    return { lines, last };
  }

  it('are read as they were followed, with how it ended and until when', async () => {
    await followed({ ...about, hasEnded: true, exitCode: 3 }, [
      line(1, 'one'),
      { stream: 'marker', text: 'restarted', time: stamp(2) },
      line(3, 'two'),
    ]);
    const [log] = await kept.list();
    assert.deepEqual(log?.about, { ...about, hasEnded: true, exitCode: 3 });
    const { lines, last } = await read(log?.id ?? '');
    assert.deepEqual(lines.slice(0, 3), ['one', '--- restarted', 'two']);
    assert.match(lines[3] ?? '', /The pod is gone\. This log was kept on this machine until \d/);
    assert.equal(last?.kind === 'ended' && last.exitCode, 3);
    if (process.platform !== 'win32') {
      const file = join(folder, 'kept', log?.id ?? '', 'about.json');
      assert.equal(statSync(file).mode & 0o077, 0, 'nobody else can read it');
    }
  });

  it('know how the run ended that they are of', async () => {
    const run = {
      name: 'train',
      workload: 'train',
      kind: 'run',
      createdAt: stamp(0),
      image: 'a:1',
      namespace: 'ml',
      objectKind: 'Job',
      objectName: 'train',
      end: { state: 'failed', exitCode: 3, reason: 'Error', pod: 'train-1', at: stamp(2) },
    } as const;
    await followed({ ...about, run }, [line(1, 'one')]);
    assert.deepEqual((await kept.list())[0]?.about.run, run);
  });

  it('of several pods know whose lines they hold', async () => {
    const sources = ['rank 0', 'rank 1'];
    await followed({ ...about, sources }, [line(1, 'rank 0 | one')]);
    const [log] = await kept.list();
    const resource = keptLogResource(log?.id ?? '');
    const events: LogEvent[] = [];
    for await (const event of kept.source.follow({ resource }, new AbortController().signal)) events.push(event);
    assert.deepEqual(events[0], { kind: 'sources', sources: { labels: sources, silent: [] } });
  });

  it('are kept once, however often they were followed; what only overlaps is joined', async () => {
    await followed(about, [line(1, 'one')]);
    await followed(about, [line(1, 'one'), line(2, 'two')]);
    await followed(about, [line(2, 'two')]);
    assert.equal((await kept.list()).length, 1);
    await followed(about, [line(2, 'two'), line(3, 'three')]);
    await followed({ ...about, resource: 'ml/other/main' }, [line(1, 'other')]);
    const all = await kept.list();
    assert.equal(all.length, 3);
    const { lines } = await read(all.find(({ about: of }) => of.resource === about.resource)?.id ?? '');
    assert.deepEqual(lines.slice(0, 3), ['one', 'two', 'three']);
  });

  it('stay those of their run when somebody follows them who does not know it', async () => {
    const { runId, ...nameless } = about;
    await followed(about, [line(1, 'one')]);
    await followed(nameless, [line(1, 'one'), line(2, 'two')]);
    await followed({ ...nameless, exitCode: 0, hasEnded: true }, [line(1, 'one'), line(2, 'two')]);
    const all = await kept.list();
    assert.equal(all.length, 1);
    assert.equal(all[0]?.about.runId, runId);
    assert.equal(all[0]?.about.exitCode, 0);
  });

  it('are not more than the limit, and none when nothing is to be kept', async () => {
    limits = { days: 14, bytes: 3000 };
    await followed({ ...about, resource: 'ml/a/main' }, [line(1, 'a'.repeat(2000))]);
    await followed({ ...about, resource: 'ml/b/main' }, [line(2, 'b'.repeat(2000))]);
    assert.deepEqual(
      (await kept.list()).map(({ about: of }) => of.resource),
      ['ml/b/main'],
    );
    limits = { days: 0, bytes: 3000 };
    await followed({ ...about, resource: 'ml/c/main' }, [line(3, 'c')]);
    assert.deepEqual(await kept.list(), []);
    assert.deepEqual(readdirSync(folder), ['kept']);
  });

  it('are gone with their run, and not kept again while its windows close', async () => {
    await followed(about, [line(1, 'one')]);
    await kept.removeRuns(['r1']);
    await followed(about, [line(1, 'one'), line(2, 'two')]);
    assert.deepEqual(await kept.list(), []);
    const { last } = await read('1-1-1');
    assert.equal(last?.kind === 'failed' && last.failure.code, 'not-found');
  });

  it('of a window that was killed are found by the next one; what has no name goes', async () => {
    const dead = join(folder, 'logs', '999999999-1-1');
    mkdirSync(dead, { recursive: true });
    writeFileSync(join(dead, '0.log'), `o${stamp(1)} one\no${stamp(2)} tw`);
    writeFileSync(join(dead, 'about.json'), JSON.stringify({ about, first: stamp(1), last: '' }));
    const nameless = join(folder, 'logs', '999999999-1-2');
    mkdirSync(nameless);
    writeFileSync(join(nameless, '0.log'), 'x');
    const opened = await new DiskSpools(join(folder, 'logs'), { keep: kept.keep }).open();
    assert.ok(opened.ok);
    opened.value.dispose();
    const [log] = await kept.list();
    assert.deepEqual((await read(log?.id ?? '')).lines.slice(0, 2), ['one', 'tw']);
    assert.deepEqual(readdirSync(join(folder, 'logs')), []);
  });

  it('take no path for an id', async () => {
    writeFileSync(join(folder, 'precious'), '');
    await followed(about, [line(1, 'one')]);
    await kept.remove(['../precious', '..', '.', '']);
    assert.ok(readdirSync(folder).includes('precious'));
    assert.equal((await kept.list()).length, 1);
  });
});
