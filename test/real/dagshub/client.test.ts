import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { mlflowEnvironment } from '../../testbed/python/startMlflow.mjs';
import { trackerEnv } from '../../support/trackerEnv.ts';

const run = promisify(execFile);

describe('the stand-in for DagsHub', () => {
  it('is one to the real clients of DagsHub and of MLflow', async () => {
    const [url, repository, token] = ['URL', 'REPOSITORY', 'TOKEN'].map((name) => trackerEnv(`DAGSHUB_${name}`));
    const seeds = new URL('../../testbed/python/seeds/', import.meta.url).pathname;
    const check = [`${seeds}dagshubCheck.py`, url ?? '', repository ?? '', token ?? ''];
    const told = await run(trackerEnv('DAGSHUB_PYTHON'), check, { env: mlflowEnvironment() });
    const tracking = JSON.parse(told.stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, string>;
    assert.equal(tracking['MLFLOW_TRACKING_URI'], `${url}/${repository}.mlflow`);

    const program = `
import mlflow
mlflow.set_experiment("through DagsHub")
with mlflow.start_run() as run:
    mlflow.log_metric("a", 1)
    mlflow.log_text("hello", "a.txt")
assert mlflow.artifacts.load_text(run.info.artifact_uri + "/a.txt") == "hello"
print(mlflow.get_run(run.info.run_id).data.metrics)`;
    const env = { ...mlflowEnvironment(), ...tracking };
    const logged = await run(trackerEnv('MLFLOW_PYTHON'), ['-c', program], { env });
    assert.match(logged.stdout, /\{'a': 1\.0\}/);
  });

  it('lets in by user and token, the token as user, or Bearer, and nobody else', async () => {
    const place = `${trackerEnv('DAGSHUB_URL')}/${trackerEnv('DAGSHUB_REPOSITORY')}.mlflow/api/2.0/mlflow/experiments/search?max_results=1`;
    const token = trackerEnv('DAGSHUB_TOKEN');
    const basic = (login: string) => `Basic ${Buffer.from(login).toString('base64')}`;
    const ask = async (authorization?: string) =>
      (await fetch(place, { headers: authorization === undefined ? {} : { authorization } })).status;
    for (const good of [basic(`me:${token}`), basic(`${token}:`), `Bearer ${token}`])
      assert.equal(await ask(good), 200);
    for (const bad of [undefined, basic('me:wrong'), 'Bearer wrong']) assert.equal(await ask(bad), 401);
  });
});
