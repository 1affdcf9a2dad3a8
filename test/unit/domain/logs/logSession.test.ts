import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskSpools } from '../../../../src/adapters/spool/diskSpools.ts';
import { systemClock } from '../../../../src/domain/base/clock.ts';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { LogSessions } from '../../../../src/domain/logs/logSessions.ts';
import type { LogEvent, LogSource, LogSpoolOpener, LogTarget } from '../../../../src/domain/logs/ports.ts';

/** A source whose events the test hands out; `asked` holds what was followed. */
class ManualSource implements LogSource {
  readonly asked: LogTarget[] = [];
  readonly #queue: (LogEvent | undefined)[] = [];
  readonly #bell = new EventTarget();
  aborted = 0;

  push(...events: (LogEvent | undefined)[]): void {
    this.#queue.push(...events);
    this.#bell.dispatchEvent(new Event('ring'));
  }

  async *follow(target: LogTarget, signal: AbortSignal): AsyncGenerator<LogEvent, void> {
    this.asked.push(target);
    signal.addEventListener('abort', () => {
      this.aborted += 1;
      this.#bell.dispatchEvent(new Event('ring'));
    });
    for (;;) {
      while (this.#queue.length === 0 && !signal.aborted) await once(this.#bell, 'ring');
      if (signal.aborted) return;
      const event = this.#queue.shift();
      if (!event) return;
      yield event;
    }
  }
}

const line = (number: number, text: string): LogEvent => ({
  kind: 'lines',
  lines: [{ number, stream: 'stdout', time: `2026-01-31T10:00:0${number}.000000001Z`, text }],
});
const ended: LogEvent = { kind: 'ended', exitCode: 1, at: new Date(0) };

describe('LogSessions', () => {
  let folder = '';
  let source: ManualSource;
  let sessions: LogSessions;
  const start = (spools: LogSpoolOpener) => {
    sessions = new LogSessions({ sourceOf: async () => ok(source), spools, clock: systemClock });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-session-'));
    source = new ManualSource();
    start(new DiskSpools(folder));
  });
  afterEach(() => {
    sessions.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Resolves as soon as it holds. */
  function until(session: ReturnType<LogSessions['hold']>['session'], holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        for (const each of listeners) each.dispose();
        resolve();
      };
      const listeners = [session.onDidAppend(look), session.onDidChange(look), session.progress.onDidChange(look)];
      look();
    });
  }

  it('follows once for all who look, and ends with the last', async () => {
    const [first, second] = [sessions.hold('e', 'c'), sessions.hold('e', 'c')];
    assert.equal(first.session, second.session);
    source.push(line(1, 'one'));
    await until(first.session, () => first.session.buffer.end === 1);
    assert.notEqual(sessions.hold('e', 'other').session, first.session);
    first.dispose();
    first.dispose();
    assert.equal(source.aborted, 0);
    second.dispose();
    assert.equal(source.aborted, 1);
    assert.notEqual(sessions.hold('e', 'c').session, second.session);
  });

  it('tells lines, state, metrics and the first error', async () => {
    const { session } = sessions.hold('e', 'c');
    source.push(line(1, 'epoch=1/2 loss=0.5'), line(2, 'ERROR: bad'), {
      kind: 'pending',
      stream: 'stdout',
      text: ' 10%',
    });
    await until(session, () => session.pending !== '');
    assert.equal(session.state.kind, 'following');
    assert.equal(session.firstError, 1);
    await until(session, () => session.progress.current.state === 'ready');
    const { current } = session.progress;
    assert.equal(current.state === 'ready' ? current.value.metrics.get('loss') : undefined, 0.5);
    source.push(ended, undefined);
    await until(session, () => session.state.kind === 'ended');
    assert.equal(session.pending, '');
    assert.deepEqual(session.lastLines(5), ['epoch=1/2 loss=0.5', 'ERROR: bad']);
  });

  it('reads what memory has lost from disk, and hides what was cleared', async () => {
    const { session } = sessions.hold('e', 'c');
    source.push(line(1, 'one'), line(2, 'two'));
    await until(session, () => session.buffer.end === 2);
    session.buffer.clear();
    assert.deepEqual(
      (await session.read(0, 5)).map(({ text }) => text),
      ['one', 'two'],
    );
    session.clear();
    assert.deepEqual(await session.read(0, 5), []);
    assert.equal(session.start, 2);
  });

  it('goes on behind the last line when it follows again', async () => {
    const hold = sessions.hold('e', 'c');
    const { session } = hold;
    source.push(line(1, 'one'), line(2, 'two'), ended, undefined);
    await until(session, () => session.state.kind === 'ended');
    await new Promise((resolve) => setImmediate(resolve));
    sessions.hold('e', 'c');
    source.push(line(2, 'two'), line(3, 'three'));
    await until(session, () => session.buffer.end === 3);
    assert.deepEqual(session.lastLines(9), ['one', 'two', 'three']);
    assert.ok(source.asked[1]?.since);
  });

  it('knows the log before the newest restart of each container', async () => {
    const { session } = sessions.hold('e', 'c');
    const restarted = (before: string): LogEvent => ({ kind: 'marker', text: 'restarted', at: new Date(0), before });
    source.push(restarted('n/a/main/before-restart/1'), restarted('n/b/main/before-restart/4'));
    source.push(restarted('n/a/main/before-restart/2'));
    await until(session, () => session.buffer.end === 3);
    assert.deepEqual(session.beforeRestarts, ['n/a/main/before-restart/2', 'n/b/main/before-restart/4']);
  });

  it('says that the text is not kept when the disk is full, and goes on', async () => {
    start({ open: async () => fail({ code: 'no-space', message: 'full' }) });
    const { session } = sessions.hold('e', 'c');
    source.push(line(1, 'one'));
    await until(session, () => session.buffer.end === 1);
    assert.equal(session.spool, undefined);
    assert.deepEqual(
      (await session.read(0, 5)).map(({ text }) => text),
      ['one'],
    );
  });

  it('shows why it cannot follow', async () => {
    sessions = new LogSessions({
      sourceOf: async () => fail({ code: 'unreachable', message: 'gone' }),
      spools: new DiskSpools(folder),
      clock: systemClock,
    });
    const { session } = sessions.hold('e', 'c');
    await until(session, () => session.state.kind === 'failed');
  });
});
