// Values of a run as the real client of MLflow records them, over what its log says.
import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openLocalStore } from '../../../src/adapters/mlflow/localStore.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import type { ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import { type MetricLook, RunMetrics } from '../../../src/domain/experiments/runMetrics.ts';
import type { Run } from '../../../src/domain/runs/run.ts';
import { skipFor } from '../../harness/testReport.mjs';
import { storeRef } from '../../support/mlflowDatabase.ts';
import { valueOf } from '../../support/realDocker.ts';

const python = process.env['TRAINYARD_TEST_MLFLOW_PYTHON'];
const { signal } = new AbortController();
/** Records on each line that it is given, and says so. */
const RECORD = `
import sys, mlflow
mlflow.set_tracking_uri("sqlite:///" + sys.argv[1])
with mlflow.start_run(tags={"trainyard.run-id": "r1"}):
    for step, line in enumerate(sys.stdin):
        mlflow.log_metrics({"Val Loss": 1 / (step + 3), "system/cpu": 1.0, "auc": 0.5}, step=step)
        print("recorded", flush=True)
`;

const run = (change: Partial<Run>): Run => ({
  id: 'r1',
  name: 'train-1',
  workload: 'train',
  kind: 'run',
  engineId: 'e',
  containerId: 'c',
  state: 'running',
  stateText: 'running',
  createdAt: new Date(0),
  parameters: new Map(),
  image: 'app:1',
  imageId: '',
  ports: [],
  outputs: [],
  ...change,
});

/** What its log has printed so far. */
const fromLog = {
  metrics: new Map([
    ['val_loss', 0.33],
    ['lr', 0.1],
  ]),
  history: new Map(),
  updatedAt: new Date(0),
  epoch: 1,
};

describe('metrics of a run that is shown', function () {
  this.timeout(120_000);
  let folder = '';
  let store: ExperimentTracker | undefined;
  let metrics: RunMetrics | undefined;
  let writer: ChildProcessByStdio<Writable, Readable, null> | undefined;
  const changes = new Set<() => void>();

  /** By a log that shows the run beside its row, until neither is looked at. */
  const assertFollowedOnce = (of: RunMetrics, rows: MetricLook, shown: Run) => {
    const log = of.look();
    const [inRow, inLog] = [rows, log].map((look) => look.over([shown])[0]?.progress);
    assert.deepEqual(inLog, inRow, 'a log shows the same');
    assert.equal(changes.size, 1, 'and nothing more is watched for it');
    rows.over([]);
    assert.equal(changes.size, 1, 'the log is still looked at');
    log.dispose();
    assert.equal(of.known([shown])[0]?.progress?.from, undefined, 'what was read is not taken for new');
  };

  before(function () {
    if (python === undefined) return skipFor(this, 'TRAINYARD_TEST_MLFLOW_PYTHON names no interpreter');
  });
  after(async () => {
    writer?.kill();
    metrics?.dispose();
    store?.dispose();
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });

  it('are those of its tracker, with what only the log has beside them', async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-live-'));
    const path = join(folder, 'mlflow.db');
    writer = spawn(python ?? '', ['-c', RECORD, path], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    const { stdin, stdout } = writer;
    const lines = createInterface(stdout);
    const record = async () => {
      stdin.write('\n');
      await once(lines, 'line');
    };
    await record();
    const watchFiles = (_of: unknown, changed: () => void) => {
      changes.add(changed);
      return { dispose: () => changes.delete(changed) };
    };
    const opened: ExperimentTracker[] = [];
    const asked: string[] = [];
    const open = async (place: string) => {
      asked.push(place);
      store = valueOf(await openLocalStore(storeRef('sqlite', path), { watchFiles }, signal));
      opened.push(store);
    };
    metrics = new RunMetrics({ opened: () => opened, openAt: open }, systemClock);
    const rows = metrics.look();
    const changed = () => new Promise<void>((resolve) => rows.onDidChange(resolve));
    const shown = run({ tracking: path, progress: fromLog });
    const seen = () => rows.over([shown, run({ id: 'r2' })])[0]?.progress;

    const isOpened = changed();
    assert.equal(seen()?.from, undefined, 'nothing is known yet');
    await isOpened;
    assert.deepEqual(asked, [path], 'the tracker that the run itself names is opened, once');
    const isRead = changed();
    seen();
    await isRead;
    const first = seen();
    assert.deepEqual(
      [...(first?.metrics ?? [])],
      [
        ['val_loss', 1 / 3],
        ['lr', 0.1],
        ['auc', 0.5],
      ],
    );
    assert.deepEqual([first?.epoch, first?.from], [1, path]);

    await record();
    const isReadAgain = changed();
    for (const each of changes) each();
    await isReadAgain;
    assert.equal(seen()?.metrics.get('val_loss'), 1 / 4);
    assert.deepEqual(
      seen()
        ?.history.get('val_loss')
        ?.map(({ value, step }) => [step, value]),
      [
        [0, 1 / 3],
        [1, 1 / 4],
      ],
    );

    assertFollowedOnce(metrics, rows, shown);
    assert.equal(changes.size, 0, 'nobody looks, so nothing is watched');
    const isEnded = once(writer, 'exit');
    stdin.end();
    await isEnded;
  });
});
