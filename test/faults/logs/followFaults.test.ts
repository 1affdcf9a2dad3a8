// D1, D2: the engine restarts, or hangs, while a log is followed. An engine of its own, which may be stopped and frozen.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { DockerLogSource } from '../../../src/adapters/docker/logs.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import type { LogEvent } from '../../../src/domain/logs/ports.ts';
import { busyboxOnly } from '../../testbed/baseImage.mjs';
import { startEngine } from '../../testbed/startEngine.mjs';
import { makeStateDir, removeStateDir } from '../../testbed/testState.mjs';
import { busyboxPlan, isNewEngine, never, startContainer, testEngine, valueOf } from '../../support/realDocker.ts';

/** 200 lines a second, "2 15" for the fifteenth line of the second start; ends at once when it is asked to. */
const SCRIPT = `trap 'exit 3' TERM; g=$(cat /g 2>/dev/null || echo 0); g=$((g+1)); echo $g > /g; i=0
while true; do n=0; while [ $n -lt 10 ]; do i=$((i+1)); n=$((n+1)); echo $g $i; done; sleep 0.05; done`;

const FROZEN_MS = 20_000;

type End = Extract<LogEvent, { kind: 'ended' | 'failed' }>;

/** One follow that runs beside the test. */
class Followed {
  readonly lines: string[] = [];
  readonly markers: string[] = [];
  /** How the follow ended. */
  readonly ended: Promise<End | undefined>;
  readonly #waiting = new Map<(line: string) => boolean, () => void>();

  constructor(engine: Engine, id: string) {
    this.ended = this.#read(new DockerLogSource(engine.transport, systemClock).follow({ resource: id }, never));
  }

  /** Resolves when a line comes for which `isWanted` holds. */
  async line(isWanted: (line: string) => boolean): Promise<void> {
    await Promise.race([
      new Promise<void>((resolve) => this.#waiting.set(isWanted, resolve)),
      this.ended.then((end) => assert.fail(`the follow ended before: ${JSON.stringify(end)}`)),
    ]);
    this.#waiting.delete(isWanted);
  }

  async #read(events: AsyncIterable<LogEvent>): Promise<End | undefined> {
    let end: End | undefined;
    for await (const event of events) {
      if (event.kind === 'lines') for (const { text } of event.lines) this.#take(text);
      else if (event.kind === 'marker') this.markers.push(event.text);
      else if (event.kind === 'ended' || event.kind === 'failed') end = event;
    }
    return end;
  }

  #take(text: string): void {
    this.lines.push(text);
    for (const [isWanted, resolve] of this.#waiting) if (isWanted(text)) resolve();
  }
}

/** The lines of each start count from 1 without a gap, so none is lost and none is doubled. */
function assertWhole(lines: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [start = '', number] = line.split(' ');
    const expected = (counts.get(start) ?? 0) + 1;
    assert.equal(Number(number), expected, `line ${line} where ${expected} was expected`);
    counts.set(start, expected);
  }
}

const numberOf = (line: string) => Number(line.split(' ')[1]);

describe('a followed log when its engine restarts or hangs', function () {
  this.timeout(60_000);
  let stateDir: string;
  let daemon: Awaited<ReturnType<typeof startEngine>>;
  let engine: Engine;

  before(async () => {
    stateDir = makeStateDir();
    daemon = await startEngine({ name: isNewEngine() ? 'new' : 'old', stateDir });
    await busyboxOnly({ dockerHost: daemon.dockerHost });
  });
  after(async () => {
    await daemon.stop({ wipe: true });
    await removeStateDir(stateDir);
  });
  beforeEach(() => {
    engine = testEngine(daemon.dockerHost);
  });
  afterEach(() => engine.dispose());

  /** Everything that the engine itself has of the log, read by a follow of its own once the container has ended. */
  async function logOf(id: string): Promise<readonly string[]> {
    const whole = new Followed(engine, id);
    await whole.ended;
    return whole.lines;
  }

  it('D1: says that the container ended with its engine, and has every line once', async () => {
    const id = await startContainer(engine, busyboxPlan(SCRIPT));
    const followed = new Followed(engine, id);
    await followed.line((line) => numberOf(line) >= 400);
    await daemon.restart();
    const end = await followed.ended;
    assert.equal(end?.kind === 'ended' ? end.exitCode : JSON.stringify(end), 3);
    assertWhole(followed.lines);
    assert.deepEqual(followed.lines, await logOf(id));
  });

  it('D1: goes on with a container that its engine starts again, and marks the restart', async () => {
    const id = await startContainer(engine, busyboxPlan(SCRIPT, { restart: { policy: 'unless-stopped' } }));
    const followed = new Followed(engine, id);
    await followed.line((line) => numberOf(line) >= 400);
    await daemon.restart();
    await followed.line((line) => line.startsWith('2 ') && numberOf(line) >= 400);
    valueOf(await engine.control.kill(id, never));
    assert.equal((await followed.ended)?.kind, 'ended');
    assertWhole(followed.lines);
    assert.deepEqual(followed.lines, await logOf(id));
    assert.ok(
      followed.markers.some((text) => text.includes('restarted')),
      JSON.stringify(followed.markers),
    );
  });

  it('D2: has every line once after an engine that hung for 20 s', async () => {
    const id = await startContainer(engine, busyboxPlan(SCRIPT));
    const followed = new Followed(engine, id);
    await followed.line((line) => numberOf(line) >= 400);
    await daemon.freeze();
    await sleep(FROZEN_MS);
    const before = followed.lines.length;
    daemon.thaw();
    await followed.line((line) => numberOf(line) >= before + 1_000);
    valueOf(await engine.control.kill(id, never));
    assert.equal((await followed.ended)?.kind, 'ended');
    assertWhole(followed.lines);
    assert.deepEqual(followed.lines, await logOf(id));
  });
});
