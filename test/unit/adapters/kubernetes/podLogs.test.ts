import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PodLogSource } from '../../../../src/adapters/kubernetes/podLogs.ts';
import type { Clock } from '../../../../src/domain/base/clock.ts';
import type { LogEvent, LogTarget } from '../../../../src/domain/logs/ports.ts';
import { KubePodNode } from '../../../support/kubePodNode.ts';

/** Time passes as fast as it is waited for. */
function quickClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      await setImmediate();
    },
  };
}

describe('following a pod', () => {
  let node: KubePodNode;
  let stop: AbortController;
  let said: string[];
  let done: Promise<void>;

  beforeEach(() => {
    node = new KubePodNode();
    stop = new AbortController();
    said = [];
  });
  afterEach(async () => {
    stop.abort();
    node.dispose();
    await done;
  });

  function follow(target: Partial<LogTarget> = {}, probeMs = 60_000): void {
    const source = new PodLogSource(node, quickClock(), { probeMs });
    done = (async () => {
      for await (const event of source.follow({ resource: 'ns/p/main', ...target }, stop.signal))
        said.push(...words(event));
    })();
  }

  function words(event: LogEvent): string[] {
    if (event.kind === 'lines') return event.lines.map(({ text }) => text);
    if (event.kind === 'marker') return [`— ${event.text}`];
    if (event.kind === 'ended') return [`ended ${event.exitCode}`];
    return event.kind === 'failed' ? [`failed ${event.failure.code}`] : [];
  }

  async function until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 5_000 && !holds(); turn++) await setImmediate();
    assert.ok(holds(), said.join('\n'));
  }
  const saidLast = (text: string) => () => said.at(-1) === text;

  it('loses nothing and doubles nothing over cuts', async () => {
    node.start();
    follow();
    for (let round = 0; round < 20; round++) {
      await until(() => node.following === 1);
      for (let line = 0; line < 30; line++) node.write(String(round * 30 + line));
      if (round % 2 === 0) await until(saidLast(String(round * 30 + 29)));
      node.cut();
    }
    await until(saidLast('599'));
    assert.deepEqual(
      said,
      Array.from({ length: 600 }, (_, index) => String(index)),
    );
  });

  it('reads what a restarted container had still to say, and marks the restart', async () => {
    node.start();
    follow();
    await until(() => node.following === 1);
    node.write('a');
    await until(saidLast('a'));
    node.end(3, ['b', 'c']);
    node.pass(1_000);
    node.start();
    node.write('d');
    await until(saidLast('d'));
    assert.deepEqual(said, ['a', 'b', 'c', '— container restarted (#1), it had ended with exit code 3', 'd']);
  });

  it('is not fooled when the node knows of the restart before the API server does', async () => {
    node.start();
    follow();
    await until(() => node.following === 1);
    node.write('a');
    await until(saidLast('a'));
    node.lag = 1;
    node.end(3, ['b']);
    node.pass(1_000);
    node.start();
    node.write('c');
    for (let turn = 0; turn < 6; turn++) await setImmediate();
    node.lag = 0;
    await until(saidLast('c'));
    assert.deepEqual(said, ['a', 'b', '— container restarted (#1), it had ended with exit code 3', 'c']);
  });

  it('says why it waits, once, and follows a crash loop', async () => {
    node.waiting = { reason: 'ImagePullBackOff', message: 'no such image' };
    follow();
    await until(() => said.length > 0);
    node.start();
    node.write('a');
    await until(saidLast('a'));
    node.end(1);
    node.waiting = { reason: 'CrashLoopBackOff', message: 'back-off 10s' };
    await until(saidLast('— waits to start: CrashLoopBackOff: back-off 10s'));
    node.pass(10_000);
    node.start();
    node.write('b');
    await until(saidLast('b'));
    assert.deepEqual(said, [
      '— waits to start: ImagePullBackOff: no such image',
      'a',
      '— waits to start: CrashLoopBackOff: back-off 10s',
      '— container restarted (#1), it had ended with exit code 1',
      'b',
    ]);
  });

  it('knows how a process ended whose successor waits for its own restart when it is first seen', async () => {
    const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 10s' };
    node.start();
    follow();
    await until(() => node.following === 1);
    node.write('a');
    node.end(3);
    node.waiting = waiting;
    await until(saidLast('— waits to start: CrashLoopBackOff: back-off 10s'));
    node.pass(10_000);
    node.start();
    node.write('b');
    node.end(4);
    node.waiting = waiting;
    await until(() => said.includes('b'));
    assert.ok(said.includes('— container restarted (#1), it had ended with exit code 3'), said.join('\n'));
  });

  it('reads the run that came and went between two looks', async () => {
    node.start();
    follow();
    await until(() => node.following === 1);
    node.write('a');
    await until(saidLast('a'));
    node.end(1);
    node.pass(1_000);
    node.start();
    node.write('b');
    node.end(2);
    node.pass(1_000);
    node.start();
    node.write('c');
    await until(saidLast('c'));
    assert.deepEqual(
      said.filter((each) => !each.startsWith('—')),
      ['a', 'b', 'c'],
    );
    assert.ok(said.includes('— container restarted (#2), it had ended with exit code 2'), said.join('\n'));
  });

  it('ends with the exit code, after the last lines', async () => {
    node.restartPolicy = 'Never';
    node.start();
    follow();
    await until(() => node.following === 1);
    node.write('a');
    await until(saidLast('a'));
    node.end(7, ['b']);
    await done;
    assert.deepEqual(said, ['a', 'b', 'ended 7']);
  });

  it('says that the pod is gone', async () => {
    node.start();
    follow();
    await until(() => node.following === 1);
    node.write('a');
    await until(saidLast('a'));
    node.isDeleted = true;
    node.end(137);
    await done;
    assert.deepEqual(said, ['a', '— the pod was deleted', 'ended undefined']);
  });

  it('fails for a pod that was never there', async () => {
    node.isDeleted = true;
    follow();
    await done;
    assert.deepEqual(said, ['failed not-found']);
  });

  it('tries a silent stream, and says where a rotation may have taken lines', async () => {
    node.start();
    follow({}, 40);
    await until(() => node.following === 1);
    node.write('a');
    await until(saidLast('a'));
    node.deafen();
    node.rotate();
    node.pass(1_000);
    node.write('b');
    await new Promise((resolve) => setTimeout(resolve, 150));
    await until(saidLast('b'));
    assert.equal(said.filter((each) => each.includes('log rotation')).length, 1);
  });

  it('says so when the file with the last line was rotated away before the end', async () => {
    node.restartPolicy = 'Never';
    node.start();
    follow();
    await until(() => node.following === 1);
    node.write('a');
    await until(saidLast('a'));
    node.cut();
    node.rotate();
    node.end(0);
    await done;
    assert.equal(said.filter((each) => each.includes('log rotation')).length, 1, said.join('\n'));
    assert.equal(said.at(-1), 'ended 0');
  });

  it('begins with the tail, and not before the time that was asked for', async () => {
    node.start();
    node.write('a', 'b', 'c', 'd');
    follow({ tail: 2, since: new Date('2026-01-31T10:00:00.004Z') });
    await until(saidLast('d'));
    assert.deepEqual(said, ['d']);
    node.cut();
    await until(() => node.following === 1);
    node.write('e');
    await until(saidLast('e'));
    assert.deepEqual(said, ['d', 'e']);
  });
});
