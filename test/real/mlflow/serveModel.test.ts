// The words of the workload that "Serve this model" writes, run by a real MLflow against a real server: it answers a prediction.
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { addWorkload } from '../../../src/domain/deploy/addWorkload.ts';
import { serveProposal } from '../../../src/domain/experiments/serveProposal.ts';
import { mlflowOf } from '../../support/mlflowServer.ts';
import { predictionFrom } from '../../support/predictionFrom.ts';
import { freePort } from '../../testbed/freePort.mjs';
import { mlflowEnvironment } from '../../testbed/python/startMlflow.mjs';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';

const run = promisify(execFile);
const NAME = 'serve-iris';

describe('a model of a server that is served', function () {
  this.timeout(180_000);
  let child: ChildProcess | undefined;
  after(async () => {
    if (!child || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('is fetched by its alias and answers a prediction, with the words that the workload has', async function () {
    const server = mlflowOf('newest', this);
    const needs = { python: '3.11', requirements: '' };
    const uri = 'models:/iris@prod';
    const way = { form: 'tracker', uri, trackingUri: server.url, variables: [] } as const;
    const { workload } = serveProposal({ label: 'iris@prod', name: NAME, needs, way });
    const served = specOf(addWorkload('version: 1\n', workload) ?? '').workloads.get(NAME);
    assert.ok(served && typeof served.command !== 'string');
    assert.equal(served.tracking?.uri, server.url);
    // A container has its port for itself, this machine has not.
    const port = String(await freePort());
    const [, ...words] = (served.command ?? []).map((word) => (word === '8080' ? port : word));
    const env = { ...mlflowEnvironment(), MLFLOW_TRACKING_URI: server.url };
    const programs = dirname(server.python);
    child = spawn(join(programs, 'mlflow'), words, {
      env: { ...env, PATH: `${programs}:${process.env['PATH'] ?? ''}` },
      stdio: 'ignore',
    });
    const { stdout } = await run(server.python, ['-c', predictionFrom(port)]);
    assert.deepEqual(JSON.parse(stdout), { predictions: [{ x: 1 }, { x: 2 }] });
  });
});
