// What "Serve this model" writes, built and started by a real engine: MLflow's own server answers a prediction.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { saveFile } from '../../../src/adapters/archive/saveFile.ts';
import { openLocalStore } from '../../../src/adapters/mlflow/localStore.ts';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { manifestText } from '../../../src/adapters/yaml/manifestText.ts';
import { addWorkload } from '../../../src/domain/deploy/addWorkload.ts';
import { toDocker } from '../../../src/domain/deploy/toDocker.ts';
import { copyModel, filesOfModel } from '../../../src/domain/experiments/copyModel.ts';
import { modelText, sourceOfVersion } from '../../../src/domain/experiments/modelFiles.ts';
import { modelNeeds, serveProposal } from '../../../src/domain/experiments/serveProposal.ts';
import { skipFor } from '../../harness/testReport.mjs';
import { storeRef } from '../../support/mlflowDatabase.ts';
import { predictionFrom } from '../../support/predictionFrom.ts';
import {
  busyboxPlan,
  isNewEngine,
  never,
  removeTestContainers,
  startContainer,
  testDockerHost,
  testEngine,
  testName,
  valueOf,
} from '../../support/realDocker.ts';
import { ImageBench } from '../../support/realImages.ts';
import { PYTHON } from '../../support/testImages.ts';
import { ENGINE } from '../../unit/domain/deploy/engineFacts.ts';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';

const stores = process.env['TRAINYARD_TEST_MLFLOW_STORES'];
const run = promisify(execFile);
const NAME = 'serve-iris';
/** The version that wrote the store is there without the half of itself that it needs (`mlflow-skinny`), where test beds get packages. */
const [MADE_WITH, INSTALLABLE] = ['mlflow==3.18.0', 'mlflow==3.17.2'];
// With what the newest engine has, and once: it takes minutes, most of which are packages.
const describeOnce = isNewEngine() ? describe : () => undefined;

describeOnce('a model of a local store that is served', function () {
  this.timeout(600_000);
  const bench = new ImageBench();
  let engine: Engine;

  before(async function () {
    if (stores === undefined) return skipFor(this, 'TRAINYARD_TEST_MLFLOW_STORES names no stores');
    engine = testEngine();
    await bench.open();
  });
  after(async () => {
    if (stores === undefined) return;
    await removeTestContainers(engine);
    engine.dispose();
    await bench.dispose();
  });

  it('answers a prediction from its own image', async () => {
    const { folder } = bench;
    const text = await writeServed(folder);
    const context = join(folder, 'serving', NAME);
    const plan = bench.plan({
      network: 'host',
      contextFolder: context,
      dockerfile: join(context, 'Dockerfile'),
      args: new Map([['BASE', PYTHON]]),
    });
    const built = await bench.build('classic', plan);
    assert.ok(built.ok, JSON.stringify(built));
    const [image = ''] = plan.tags;

    const workload = specOf(text).workloads.get(NAME);
    assert.ok(workload);
    const facts = {
      engine: ENGINE,
      hasBridgeNetwork: false,
      specFolder: folder,
      workspaceFolder: folder,
      secrets: new Map(),
      environmentFiles: new Map(),
      image: { reference: image },
      run: { id: 'served', name: testName() },
    };
    const container = valueOf(toDocker(workload, { parameters: new Map() }, facts));
    const { labels } = busyboxPlan('', container);
    const id = await startContainer(engine, { ...container, labels, network: 'none', ports: [] });
    const docker = async (...words: readonly string[]) => await run('docker', ['-H', testDockerHost(), ...words]);
    try {
      // From inside, for a test bed's engine has no bridge.
      const { stdout } = await docker('exec', id, 'python', '-c', predictionFrom('8080'));
      assert.deepEqual(JSON.parse(stdout), { predictions: [{ x: 1 }, { x: 2 }] });
    } catch (error) {
      const { stdout, stderr } = await docker('logs', id);
      throw new Error(`${stdout}${stderr}`, { cause: error });
    }
  });
});

/** As the command does it: the text of `trainyard.yaml` comes back, its files and those of the model lie in the folder. */
async function writeServed(folder: string): Promise<string> {
  const path = join(stores ?? '', 'sqlite', 'mlflow.db');
  const watchFiles = () => ({ dispose: () => undefined });
  const tracker = valueOf(await openLocalStore(storeRef('sqlite', path), { watchFiles }, never));
  try {
    const versions = valueOf((await tracker.registry?.versions('iris', never)) ?? assert.fail('no registry'));
    const version = versions.find(({ aliases }) => aliases.includes('prod')) ?? assert.fail('no version');
    const source = valueOf(await sourceOfVersion(tracker, version, never));
    const [description, requirements] = await Promise.all(
      ['MLmodel', 'requirements.txt'].map(async (name) => valueOf(await modelText(tracker, source, name, never))),
    );
    const needs = valueOf(modelNeeds(await manifestText().data(description ?? ''), requirements));
    const { workload, files } = serveProposal({ label: 'iris', name: NAME, needs, way: { form: 'copy' } });
    const model = { tracker, source, files: valueOf(await filesOfModel(tracker, source, never)) };
    const placeOf = (name: string) => join(folder, 'serving', NAME, 'model', name);
    valueOf(await copyModel(model, { placeOf, save: saveFile }, () => undefined, never));
    for (const file of files) await writeFile(join(folder, file.path), file.text.replace(MADE_WITH, INSTALLABLE));
    const text = addWorkload('version: 1\nname: digits\n', workload) ?? '';
    await writeFile(join(folder, 'trainyard.yaml'), text);
    assert.match(await readFile(join(dirname(placeOf('x')), 'MLmodel'), 'utf8'), /python_function/);
    return text;
  } finally {
    tracker.dispose();
  }
}
