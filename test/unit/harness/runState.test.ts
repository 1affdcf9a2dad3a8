import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const runState = resolve(import.meta.dirname, '../../harness/runState.mjs');

/** Starts a program in a group of its own, makes a folder, says both, and waits. */
const owner = `
import { spawn } from 'node:child_process';
import { ownGroup, scratchFolder } from ${JSON.stringify(runState)};
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
ownGroup(child.pid);
console.log(JSON.stringify({ pid: child.pid, folder: scratchFolder('unit') }));
setInterval(() => {}, 1000);
`;
const nextRun = `import { cleanUpAbandonedRuns } from ${JSON.stringify(runState)}; cleanUpAbandonedRuns();`;

describe('what a run leaves behind', function () {
  this.timeout(30_000);
  let cache: string;

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'trainyard-runs-'));
  });
  afterEach(() => rmSync(cache, { recursive: true, force: true }));

  const node = (source: string) => {
    const file = join(cache, `${Math.random().toString(36).slice(2)}.mjs`);
    writeFileSync(file, source);
    return spawn(process.execPath, [file], {
      env: { ...process.env, XDG_CACHE_HOME: cache },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };
  const startOwner = async () => {
    const run = node(owner);
    const [line] = await once(createInterface(run.stdout), 'line');
    const { pid, folder }: { pid: number; folder: string } = JSON.parse(String(line));
    assert.ok(existsSync(folder));
    return { run, pid, folder };
  };
  /** A zombie has ended; init may take its time to collect it. */
  const isGone = (pid: number) => {
    try {
      process.kill(pid, 0);
      return process.platform === 'linux' && readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return true;
    }
  };
  const waitUntilGone = async (pid: number) => {
    while (!isGone(pid)) await new Promise((resolveSoon) => setImmediate(resolveSoon));
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`is ended and removed by the run itself on ${signal}`, async () => {
      const { run, pid, folder } = await startOwner();
      run.kill(signal);
      await once(run, 'exit');
      await waitUntilGone(pid);
      assert.equal(existsSync(folder), false);
    });
  }

  it('is ended and removed by the next run when it was killed', async () => {
    const { run, pid, folder } = await startOwner();
    run.kill('SIGKILL');
    await once(run, 'exit');
    assert.equal(isGone(pid), false);
    await once(node(nextRun), 'exit');
    await waitUntilGone(pid);
    assert.equal(existsSync(folder), false);
  });

  it('goes with the programs that still use its folders', async function () {
    if (process.platform !== 'linux') return this.skip();
    const { run, folder } = await startOwner();
    const user = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', `--user-data-dir=${folder}`], {
      stdio: 'ignore',
    });
    run.kill('SIGKILL');
    await once(run, 'exit');
    const ended = once(user, 'exit');
    await once(node(nextRun), 'exit');
    await ended;
    assert.equal(existsSync(folder), false);
  });

  it('is left alone while its run is alive', async () => {
    const { run, pid, folder } = await startOwner();
    await once(node(nextRun), 'exit');
    assert.equal(isGone(pid), false);
    assert.ok(existsSync(folder));
    run.kill('SIGTERM');
    await once(run, 'exit');
    await waitUntilGone(pid);
  });
});
