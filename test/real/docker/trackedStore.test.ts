// A run in a real container that records, by MLflow's own client, into a store of this machine.
import assert from 'node:assert/strict';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openLocalStore } from '../../../src/adapters/mlflow/localStore.ts';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { toDocker } from '../../../src/domain/deploy/toDocker.ts';
import type { TrackedRun } from '../../../src/domain/experiments/trackedRun.ts';
import { skipFor } from '../../harness/testReport.mjs';
import { scratchFolder } from '../../harness/runState.mjs';
import { storeRef } from '../../support/mlflowDatabase.ts';
import {
  busyboxPlan,
  never,
  removeTestContainers,
  startContainer,
  testEngine,
  testName,
  valueOf,
} from '../../support/realDocker.ts';
import { PYTHON } from '../../support/testImages.ts';
import { ENGINE } from '../../unit/domain/deploy/engineFacts.ts';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';

const python = process.env['TRAINYARD_TEST_MLFLOW_PYTHON'];
/** Whom the container runs as: nobody who would be root. */
const USER = 1234;
const RECORD = [
  'import mlflow',
  'mlflow.start_run()',
  'mlflow.log_param("lr", 0.1)',
  '[mlflow.log_metric("loss", 1 / (step + 1), step=step) for step in range(5)]',
  'mlflow.log_text("kept", "note.txt")',
  'mlflow.end_run()',
].join('; ');

describe('a container that records into a store of this machine', function () {
  this.timeout(180_000);
  let engine: Engine;
  let folder: string;

  before(function () {
    if (python === undefined) return skipFor(this, 'TRAINYARD_TEST_MLFLOW_PYTHON names no interpreter');
    engine = testEngine();
    folder = mkdtempSync(join(scratchFolder('tracked-store'), 'project-'));
    chownSync(folder, USER, USER);
  });
  after(async () => {
    if (python === undefined) return;
    await removeTestContainers(engine);
    engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs it to the end; the client of the test bed is mounted, for the image has none. */
  async function record(uri: string): Promise<void> {
    const packages = resolve(python ?? '', '../../lib/python3.11/site-packages');
    const text = `version: 1
workloads:
  w:
    image: ${PYTHON}
    command: [python, -c, ${JSON.stringify(RECORD)}]
    workingDir: /tmp
    user: ${USER}:${USER}
    network: none
    env: { PYTHONPATH: /packages, GIT_PYTHON_REFRESH: quiet }
    mounts: [{ folder: ${JSON.stringify(packages)}, path: /packages, readOnly: true }]
    tracking: { tracker: mlflow, uri: ${JSON.stringify(uri)}, experiment: digits }
`;
    const workload = specOf(text).workloads.get('w');
    assert.ok(workload);
    const facts = {
      engine: ENGINE,
      hasBridgeNetwork: false,
      specFolder: folder,
      workspaceFolder: folder,
      secrets: new Map(),
      environmentFiles: new Map(),
      image: { reference: PYTHON },
      run: { id: `run of ${uri}`, name: testName() },
    };
    const plan = valueOf(toDocker(workload, { parameters: new Map() }, facts));
    const id = await startContainer(engine, busyboxPlan('', plan));
    const { exitCode } = valueOf(await engine.control.wait(id, never));
    assert.equal(exitCode, 0);
  }

  /** What the Experiments view reads of it on this machine. */
  async function recorded(form: 'sqlite' | 'fileStore', path: string): Promise<TrackedRun> {
    const store = valueOf(
      await openLocalStore(storeRef(form, path), { watchFiles: () => ({ dispose: () => undefined }) }, never),
    );
    try {
      const experiments = valueOf(await store.experiments(never));
      const ids = experiments.filter(({ name }) => name === 'digits').map(({ id }) => id);
      for await (const page of store.runs({ experimentIds: ids, lifecycle: 'active', limit: 10 }, never)) {
        const [run] = valueOf(page).runs;
        assert.ok(run);
        const files = valueOf(await store.artifacts(run.id, '', never));
        assert.deepEqual(
          files.map(({ path: name }) => name),
          ['note.txt'],
        );
        return run;
      }
    } finally {
      store.dispose();
    }
    throw new Error(`${path} has no run`);
  }

  function assertOwned(path: string): void {
    assert.equal(statSync(path).uid, USER, path);
    if (statSync(path).isDirectory()) for (const name of readdirSync(path)) assertOwned(join(path, name));
  }

  it('leaves a database and files that the user owns and the view reads', async () => {
    await record('sqlite:///mlflow.db');
    const run = await recorded('sqlite', join(folder, 'mlflow.db'));
    assert.deepEqual([run.tags.get('trainyard.run-id'), run.state], ['run of sqlite:///mlflow.db', 'ok']);
    assert.deepEqual([run.params.get('lr'), run.metrics.get('loss')], ['0.1', 0.2]);
    assert.ok(existsSync(join(folder, 'mlruns', run.experimentId, run.id, 'artifacts', 'note.txt')));
    assertOwned(folder);
  });

  it('leaves a folder of runs, too', async () => {
    mkdirSync(join(folder, 'runs of me'));
    chownSync(join(folder, 'runs of me'), USER, USER);
    await record('file:./runs%20of%20me');
    const run = await recorded('fileStore', join(folder, 'runs of me'));
    assert.equal(run.tags.get('trainyard.run-id'), 'run of file:./runs%20of%20me');
    assert.deepEqual([run.params.get('lr'), run.metrics.get('loss')], ['0.1', 0.2]);
    assertOwned(folder);
  });
});
