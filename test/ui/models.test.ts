// Models and traces that real clients of MLflow have written, looked at by mouse; and a model that gets a workload that serves it.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { openExperiments } from './support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

const stores = process.env['TRAINYARD_TEST_MLFLOW_STORES'];
const SPEC = `# Ours.
version: 1
workloads:
  train: # the main job
    image: python:3.12
`;

describe('models of a tracker', () => {
  const project = makeProject('models', { 'trainyard.yaml': SPEC });
  const textOf = (name: string) => readFileSync(join(project, name), 'utf8');
  let session: UiSession | undefined;
  let workbench: Workbench;

  before(async function () {
    if (stores === undefined) return skipFor(this, 'TRAINYARD_TEST_MLFLOW_STORES names no stores');
    cpSync(join(stores, 'sqlite', 'mlflow.db'), join(project, 'mlflow.db'));
    session = await openSession(project, { browser: { width: 1400, height: 1000 } });
    ({ workbench } = session);
    const experiments = await openExperiments(workbench);
    await experiments.row('mlflow.db');
    await experiments.expand('mlflow.db');
  });
  after(async () => {
    await session?.close();
  });
  tellStory('models', () => workbench);

  it('stand below it with their versions, aliases and states', async () => {
    const experiments = workbench.view('Experiments');
    await experiments.row('Models', { description: /registry/, timeoutMs: 30_000 });
    await experiments.expand('Models');
    await experiments.row('iris', { description: /latest 2 · @champion 2, @prod 1/, timeoutMs: 30_000 });
    await experiments.row('empty.model', { description: /no versions/ });
    await experiments.expand('iris');
    await experiments.row('Version 2', { description: /@champion · ready/, timeoutMs: 30_000 });
    await workbench.screenshot(join(shots, 'models-tree.png'));
  });

  it('open as a page, with what their files say, and lead to their run', async () => {
    const experiments = workbench.view('Experiments');
    await (await experiments.row('Version 1')).dblclick();
    await visible(workbench.page.locator('.tab', { hasText: 'iris 1.model.yaml' }), 30_000);
    assert.match(await workbench.editorText(), /loader_module: mlflow\.pyfunc\.model/);
    await workbench.screenshot(join(shots, 'models-page.png'));
    await experiments.contextMenu('Version 1', 'Show run of this model');
    await visible(workbench.page.locator('.tab', { hasText: /parent ü .*\.run\.yaml/ }), 30_000);
    await (await workbench.editorButton('Serve this model…', { timeoutMs: 30_000 })).click();
    await workbench.quickInput.opened({ title: /Serve model/, timeoutMs: 30_000 });
    await workbench.quickInput.cancel();
    await experiments.expand('Models');
    await experiments.collapse('Models');
  });

  it('stand below the run that logged them, and traces below their experiment', async () => {
    const experiments = workbench.view('Experiments');
    await experiments.expand(/^odd\/ünïcode 名前/);
    await experiments.row('Logged models', { description: /^1$/, timeoutMs: 30_000 });
    await experiments.expand('parent ü');
    await experiments.row('model', { description: /ready/ });
    await experiments.collapse(/^odd\/ünïcode 名前/);
    await experiments.expand('llm/traces');
    await experiments.row('Traces', { timeoutMs: 30_000 });
    await experiments.expand('Traces');
    await (await experiments.row('outer', { description: /failed · .* ms/, timeoutMs: 30_000 })).dblclick();
    await visible(workbench.page.locator('.tab', { hasText: /outer .*\.trace\.yaml/ }), 30_000);
    assert.match(await workbench.editorText(), /reason: .*negative/);
    await workbench.screenshot(join(shots, 'models-trace.png'));
    await experiments.collapse('llm/traces');
  });

  it('are served by a workload that stands in trainyard.yaml after a look at the difference', async () => {
    const experiments = workbench.view('Experiments');
    await experiments.expand('Models');
    await experiments.row('Version 1', { timeoutMs: 30_000 });
    await experiments.contextMenu('Version 1', 'Serve this model…');
    await workbench.quickInput.opened({ title: /Serve iris/, timeoutMs: 30_000 });
    assert.equal((await workbench.quickInput.state())?.value, 'serve-iris');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.opened({ title: /^trainyard\.yaml is there already/, timeoutMs: 30_000 });
    await workbench.tab(/yours ↔ proposed/);
    await workbench.screenshot(join(shots, 'models-serve.png'));
    assert.equal(textOf('trainyard.yaml'), SPEC);
    await workbench.quickInput.pick(/Replace trainyard\.yaml/, { title: /^trainyard\.yaml is there already/ });
    await workbench.notification(/trainyard\.yaml has the workload serve-iris/, { button: 'Run…' });
    assert.match(await workbench.editorText(), /serve-iris:/);
    assert.ok(textOf('trainyard.yaml').startsWith(SPEC));
    assert.match(textOf('trainyard.yaml'), /^ {2}serve-iris:\n(?: {4}.*\n)+$/m);
    assert.match(textOf('serving/serve-iris/Dockerfile'), /^COPY --chown=1000:1000 model \.\/model$/m);
    assert.ok(existsSync(join(project, 'serving/serve-iris/model/MLmodel')));
    await workbench.screenshot(join(shots, 'models-served.png'));
  });
});
