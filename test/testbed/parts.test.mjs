// The parts of the test bed that need no engine.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { tarBytes } from './imageTar.mjs';
import { isAlive, processId, stopTree } from './processTree.mjs';
import { runCommand } from './runCommand.mjs';
import { assertNothingLeft, makeStateDir, removeStateDir } from './testState.mjs';
import { withLock } from './withLock.mjs';

const here = dirname(fileURLToPath(import.meta.url));
/** @type {string} */
let stateDir;

before(() => {
  stateDir = makeStateDir();
});

after(async function () {
  this.timeout(120_000);
  try {
    assertNothingLeft(stateDir);
  } finally {
    await removeStateDir(stateDir);
  }
});

describe('parts', function () {
  this.timeout(60_000);

  it('makes the same image twice', async () => {
    const digests = [];
    for (const name of ['one', 'two']) {
      const env = { ...process.env, XDG_CACHE_HOME: join(stateDir, name) };
      await runCommand(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `import { busyboxOnly } from ${JSON.stringify(join(here, 'baseImage.mjs'))}; await busyboxOnly();`,
        ],
        { env },
      );
      const images = join(stateDir, name, 'trainyard', 'testbed', 'images');
      digests.push(
        ...readdirSync(images).map((file) =>
          createHash('sha256')
            .update(readFileSync(join(images, file)))
            .digest('hex'),
        ),
      );
    }
    assert.equal(digests.length, 2);
    assert.equal(digests[0], digests[1]);
  });

  it('writes archives that tar reads', async () => {
    const archive = tarBytes([
      { name: 'a/' },
      { name: 'a/text', content: 'hello', mode: 0o600 },
      { name: 'a/link', linkTo: 'text' },
    ]);
    const list = await runCommand('tar', ['--list', '--verbose', '--numeric-owner', '--utc', '--file', '-'], {
      input: archive,
    });
    const [directory, file, link] = list.trim().split('\n');
    assert.match(directory ?? '', /^drwxr-xr-x 0\/0 +0 1970-01-01 00:00 a\/$/);
    assert.match(file ?? '', /^-rw------- 0\/0 +5 1970-01-01 00:00 a\/text$/);
    assert.match(link ?? '', /a\/link -> text$/);
  });

  it('lets two that want the same thing take turns, and takes over from one that died', async () => {
    const lock = join(stateDir, 'turns.lock');
    writeFileSync(lock, JSON.stringify({ pid: process.pid, startTime: '1' }));
    /** @type {string[]} */
    const order = [];
    const turn = async (/** @type {string} */ name) =>
      await withLock(lock, async () => {
        order.push(`${name} in`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} out`);
      });
    await Promise.all([turn('a'), turn('b')]);
    const [first = ''] = order;
    const [one, two] = first.startsWith('a') ? ['a', 'b'] : ['b', 'a'];
    assert.deepEqual(order, [`${one} in`, `${one} out`, `${two} in`, `${two} out`]);
    assert.equal(existsSync(lock), false);
  });

  it('ends a whole family of processes, also those that ignore TERM', async () => {
    const child = spawn('sh', ['-c', 'sh -c "trap : TERM; echo ready; while :; do sleep 1; done" & echo $!; wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      if (text.includes('ready') && /\d/.test(text)) break;
    }
    const stubborn = processId(Number(/\d+/.exec(text)?.[0]));
    const parent = processId(child.pid ?? 0);
    await stopTree(parent, 1000);
    assert.deepEqual([isAlive(parent), isAlive(stubborn)], [false, false]);
  });
});
