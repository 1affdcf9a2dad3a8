import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Clock } from '../../../../src/domain/base/clock.ts';
import { Emitter } from '../../../../src/domain/base/event.ts';
import { firstFailure } from '../../../../src/domain/logs/firstFailure.ts';
import { MergedLogs, type LogMember, type MergeOptions } from '../../../../src/domain/logs/mergedLogs.ts';
import type { LogSources } from '../../../../src/domain/logs/logSources.ts';
import type { LogEvent, LogSource } from '../../../../src/domain/logs/ports.ts';

const stamp = (ms: number) => `${new Date(ms).toISOString().slice(0, 23)}000000Z`;

/** A log by hand. */
class Script implements LogSource {
  readonly #events: LogEvent[] = [];
  #wake: () => void = () => undefined;
  #number = 0;
  isFollowed = false;

  say(ms: number, ...texts: readonly string[]): void {
    const lines = texts.map((text) => ({
      number: (this.#number += 1),
      time: stamp(ms),
      stream: 'stdout' as const,
      text,
    }));
    this.tell({ kind: 'lines', lines });
  }

  tell(event: LogEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  async *follow(_target: unknown, signal: AbortSignal): AsyncGenerator<LogEvent, void> {
    this.isFollowed = true;
    signal.addEventListener('abort', () => this.#wake());
    while (!signal.aborted) {
      const event = this.#events.shift();
      if (event) {
        yield event;
        if (event.kind === 'ended') return;
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.isFollowed = false;
  }
}

/** Time that passes only when it is told to. */
class HandClock implements Clock {
  ms = 1_000_000;
  readonly #sleeping = new Set<() => void>();

  now(): number {
    return this.ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const until = this.ms + ms;
    return new Promise((resolve) => {
      const look = () => {
        if (this.ms < until && signal?.aborted !== true) return;
        this.#sleeping.delete(look);
        resolve();
      };
      this.#sleeping.add(look);
      signal?.addEventListener('abort', look);
      look();
    });
  }

  async pass(ms: number): Promise<void> {
    this.ms += ms;
    for (const look of this.#sleeping) look();
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
}

describe('several logs as one', () => {
  let clock: HandClock;
  let scripts: Script[];
  let members: { current: LogMember[]; isComplete: boolean; readonly changed: Emitter<void> };
  let said: string[];
  let sources: LogSources | undefined;
  let stop: AbortController;
  let done: Promise<void>;

  beforeEach(() => {
    clock = new HandClock();
    scripts = [];
    members = { current: [], isComplete: false, changed: new Emitter() };
    said = [];
    sources = undefined;
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await done;
  });

  function join(more: Partial<LogMember> = {}): Script {
    const script = new Script();
    const id = String(scripts.length);
    scripts.push(script);
    members.current = [...members.current, { id, label: `rank ${id}`, source: script, resource: id, ...more }];
    members.changed.fire();
    return script;
  }

  function follow(options: MergeOptions = {}): void {
    const live = {
      get current() {
        return members.current;
      },
      get isComplete() {
        return members.isComplete;
      },
      onDidChange: members.changed.event,
    };
    const merged = new MergedLogs(live, clock, { patienceMs: 400, silentMs: 60_000, ...options });
    done = (async () => {
      for await (const event of merged.follow({ resource: '' }, stop.signal)) {
        if (event.kind === 'lines')
          for (const { number, source, text } of event.lines) said.push(`${number} ${source}: ${text}`);
        else if (event.kind === 'marker') said.push(`— ${event.text}`);
        else if (event.kind === 'ended') said.push(`ended ${event.exitCode}`);
        else if (event.kind === 'sources') sources = event.sources;
        else if (event.kind === 'rest') said.push(`${event.number}+${event.text}`);
      }
    })();
  }

  it('are in the order of their stamps', async () => {
    const [a, b] = [join(), join()];
    follow();
    a.say(1, 'a1');
    a.say(5, 'a5');
    await settle();
    assert.deepEqual(said, [], 'the other one may still have older ones');
    b.say(3, 'b3');
    b.say(9, 'b9');
    await settle();
    assert.deepEqual(said, ['1 rank 0: a1', '2 rank 1: b3', '3 rank 0: a5']);
  });

  it('do not wait for ever for one that writes nothing', async () => {
    const [a] = [join(), join()];
    follow();
    a.say(1, 'a1');
    await settle();
    await clock.pass(400);
    assert.deepEqual(said, ['1 rank 0: a1']);
  });

  it('gain those that join later, and name lines from then on', async () => {
    const a = join();
    follow();
    a.say(1, 'a1');
    await settle();
    const b = join();
    b.say(2, 'b2');
    a.say(3, 'a3');
    await settle();
    await clock.pass(400);
    assert.deepEqual(said, ['1 undefined: a1', '2 rank 1: b2', '3 rank 0: a3']);
  });

  it('end when all have ended and nobody will join, and tell who failed first', async () => {
    const [a, b] = [join(), join()];
    follow();
    a.say(10, 'a');
    b.say(20, 'b');
    a.tell({ kind: 'ended', exitCode: 143, at: new Date(clock.ms) });
    b.tell({ kind: 'ended', exitCode: 1, at: new Date(clock.ms + 2_000) });
    await settle();
    assert.ok(!said.some((each) => each.startsWith('ended')));
    members.isComplete = true;
    members.changed.fire();
    await done;
    assert.deepEqual(said, ['1 rank 0: a', '2 rank 1: b', '— rank 1 failed first, with exit code 1', 'ended 1']);
    assert.equal(sources?.failedFirst, 'rank 1');
  });

  it('name one that has fallen silent while others write', async () => {
    const [a] = [join(), join()];
    follow();
    await settle();
    for (let minute = 0; minute < 3; minute++) {
      await clock.pass(29_000);
      a.say(minute, 'step');
      await settle();
    }
    await clock.pass(1_000);
    assert.equal(said.filter((each) => each.startsWith('— rank 1 has written nothing')).length, 1, said.join('\n'));
    assert.deepEqual(sources, { labels: ['rank 0', 'rank 1'], silent: ['rank 1'] });
    scripts[1]?.say(9, 'here');
    await settle();
    await clock.pass(1_000);
    assert.ok(said.includes('— rank 1 writes again'));
    assert.deepEqual(sources?.silent, []);
  });

  it('keep what was cut off, also when another line came between', async () => {
    const [a, b] = [join(), join()];
    follow();
    a.say(1, 'long');
    a.tell({ kind: 'rest', number: 1, text: 'er' });
    b.say(1, 'b');
    await settle();
    await clock.pass(400);
    a.tell({ kind: 'rest', number: 1, text: 'est' });
    await settle();
    await clock.pass(400);
    assert.deepEqual(said, ['1 rank 0: long', '1+er', '2 rank 1: b', '3 rank 0: …est']);
  });

  it('are followed a few at a time, which is said, and the next comes when one has ended', async () => {
    const [a, , c] = [join(), join(), join(), join()];
    follow({ mostOpen: 2 });
    await settle();
    assert.deepEqual(said, ['— 2 logs are followed at once; 2 more wait for the end of one']);
    assert.equal(c?.isFollowed, false);
    a?.tell({ kind: 'ended', exitCode: 0, at: new Date(clock.ms) });
    await settle();
    assert.equal(c?.isFollowed, true);
    members.isComplete = true;
    for (const script of scripts) script.tell({ kind: 'ended', exitCode: 0, at: new Date(clock.ms) });
    await done;
    assert.equal(said.at(-1), 'ended 0', 'not before the last one was read');
    assert.equal(said.length, 2, said.join('\n'));
  });

  it('wait for no word of a container beside the program, and do not take its stop for a failure', async () => {
    const [main, proxy] = [join(), join({ label: 'proxy', isAside: true })];
    follow();
    await settle();
    for (let minute = 0; minute < 3; minute++) {
      await clock.pass(29_000);
      main.say(minute, 'step');
      await settle();
    }
    await clock.pass(1_000);
    main.tell({ kind: 'ended', exitCode: 0, at: new Date(clock.ms) });
    proxy.tell({ kind: 'ended', exitCode: 143, at: new Date(clock.ms) });
    members.isComplete = true;
    members.changed.fire();
    await done;
    assert.deepEqual(
      said.filter((each) => !each.includes('step')),
      ['ended 0'],
    );
  });

  it('let go of all sources when they are not wanted any more', async () => {
    join();
    join();
    follow();
    await settle();
    stop.abort();
    await done;
    await settle();
    assert.ok(scripts.every(({ isFollowed }) => !isFollowed));
  });
});

describe('who failed first', () => {
  const end = (label: string, exitCode: number | undefined, ms: number, lastLine = '') => ({
    label,
    exitCode,
    at: new Date(ms),
    lastLine,
  });

  it('is nobody where all went well', () => {
    assert.equal(firstFailure([end('a', 0, 1), end('b', undefined, 2)]), undefined);
  });

  it('is the one that fell silent first of those that ended in one second', () => {
    assert.equal(firstFailure([end('a', 1, 500, '3'), end('b', 1, 0, '1'), end('c', 1, 900, '2')])?.label, 'b');
  });

  it('is the one that was killed where nobody failed by itself', () => {
    assert.equal(firstFailure([end('a', 137, 0), end('b', 143, 1_000)])?.label, 'a');
    assert.equal(firstFailure([end('a', 137, 0), end('b', 1, 60_000)])?.label, 'a', 'too late to be the cause');
  });
});
