// Real servers of MLflow, and that nothing of them is left.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'mocha';
import { processesNaming, waitForEnd } from '../processTree.mjs';
import { assertNothingLeft, makeStateDir, removeStateDir } from '../testState.mjs';
import { mlflowUser, startMlflow } from './startMlflow.mjs';

/** @type {string} */
let stateDir;

before(() => {
  stateDir = makeStateDir();
});

after(async () => {
  try {
    assertNothingLeft(stateDir);
  } finally {
    await removeStateDir(stateDir);
  }
});

describe('servers of MLflow', function () {
  this.timeout(300_000);

  it('has a prefix and wants a password, both at once', async () => {
    const server = await startMlflow({ name: 'auth', auth: true, prefix: '/tracking', stateDir });
    const { user, password } = mlflowUser;
    const ask = async (/** @type {string} */ url, headers = {}) => (await fetch(url, { headers })).status;
    const search = `${server.url}/api/2.0/mlflow/experiments/search?max_results=1`;
    const login = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
    assert.equal(await ask(search), 401);
    assert.equal(await ask(search, login), 200);
    assert.equal(await ask(search.replace('/tracking', ''), login), 404);
    await server.stop({ wipe: true });
  });

  it('ends with the process that has started it, even when that is killed', async () => {
    const program = `
      import { startMlflow } from ${JSON.stringify(new URL('startMlflow.mjs', import.meta.url).href)};
      console.log((await startMlflow({ name: 'orphan', stateDir: ${JSON.stringify(stateDir)} })).url);
      setInterval(() => undefined, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 2] });
    const [url] = await once(starter.stdout, 'data');
    assert.match(String(url), /^http:/);
    const processes = processesNaming(stateDir).filter(({ pid }) => pid !== starter.pid);
    assert.ok(processes.length >= 2, 'guard and server');
    starter.kill('SIGKILL');
    for (const one of processes) assert.ok(await waitForEnd(one, 20_000), `process ${one.pid} goes on`);
  });
});
