import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { historyOf, namedRun, openEvents, runsOf } from '../../support/folderRuns.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

/** Writes 1,000 points and flushes them at each line of its input. */
const PROGRAM = `
import sys
from tensorboard.summary import Writer
writer = Writer(sys.argv[1])
step = 0
for _ in sys.stdin:
    for _ in range(1000):
        writer.add_scalar("loss", step / 8, step, wall_time=step)
        step += 1
    writer.flush()
    print(step, flush=True)
`;

describe('an event file that is being written', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'live-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is followed by what was added, and its writer may be killed at any byte', async () => {
    mkdirSync(join(folder, 'run'));
    const writer = spawn(trackerEnv('TENSORBOARD_PYTHON'), ['-c', PROGRAM, join(folder, 'run')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const said = createInterface({ input: writer.stdout })[Symbol.asyncIterator]();
    const tracker = await openEvents(folder);
    const steps = async () => {
      const run = namedRun(await runsOf(tracker), 'run');
      assert.equal(run.trouble, undefined);
      return (await historyOf(tracker, run, 'loss')).steps.length;
    };
    for (const count of [1000, 2000, 3000]) {
      writer.stdin.write('more\n');
      assert.equal((await said.next()).value, String(count));
      assert.equal(await steps(), count);
    }
    writer.kill('SIGKILL');
    await once(writer, 'close');
    const [file = ''] = globSync(join(folder, 'run/*tfevents*'));
    const bytes = readFileSync(file);
    for (const cut of [1, 5, 17, 33]) {
      writeFileSync(file, bytes.subarray(0, bytes.length - cut));
      assert.equal(await steps(), 2999, `${cut} bytes less`);
    }
    tracker.dispose();
  });
});
