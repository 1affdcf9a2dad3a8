// What is started for tests ends with them, and their server is what it says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { processId, processesNaming, waitForEnd } from '../processTree.mjs';
import { endsWithParent } from './endsWithParent.mjs';
import { mlflowUser } from './startMlflow.mjs';

const authUrl = process.env['TRAINYARD_TEST_MLFLOW_AUTH_URL'];

describe('servers of MLflow', function () {
  this.timeout(60_000);

  it('have a prefix and want a password, both at once', async () => {
    assert.ok(authUrl, 'eval "$(npm run --silent testbed -- up mlflow)"');
    const { user, password } = mlflowUser;
    const ask = async (/** @type {string} */ url, headers = {}) => (await fetch(url, { headers })).status;
    const search = `${authUrl}/api/2.0/mlflow/experiments/search?max_results=1`;
    const login = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
    assert.equal(await ask(search), 401);
    assert.equal(await ask(search, login), 200);
    assert.equal(await ask(search.replace('/tracking', ''), login), 404);
  });

  it('end, with all they have started, when the process that has started them is killed', async () => {
    const mark = `trainyard-${process.pid}-${Date.now()}`;
    const started = ['/bin/sh', '-c', `sh -c 'sleep 600; true' ${mark}; true`, mark];
    const program = `
      import { spawn } from 'node:child_process';
      const [command, ...args] = ${JSON.stringify(endsWithParent(started))};
      spawn(command, args, { detached: true, stdio: ['ignore', 'ignore', 'inherit'] });
      console.log('started');
      setInterval(() => undefined, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 2] });
    await once(starter.stdout, 'data');
    const id = processId(starter.pid ?? 0);
    const own = () => processesNaming(mark).filter(({ pid }) => pid !== starter.pid);
    while (own().length < 3) await new Promise((resolve) => setImmediate(resolve));
    const processes = own();
    starter.kill('SIGKILL');
    await waitForEnd(id, 10_000);
    for (const one of processes) assert.ok(await waitForEnd(one, 20_000), `process ${one.pid} goes on`);
  });
});
