// What a user changes on a real MLflow server with mouse and keyboard in real VS Code, looked up over the server's own REST API.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { chooseMenuItems } from '../../harness/treeView.mjs';
import type { Workbench } from '../../harness/workbench.mjs';
import { at, type Json, MlflowRest, textAt } from '../../support/mlflowRest.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';
import { openExperiments } from '../support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession, until } from '../support/uiSession.ts';

const NAME = `ui-changes-${process.pid}-${Date.now()}`;
const RENAMED = `${NAME}-renamed`;
const MODEL = `${NAME}-model`;

describe('a tracker is changed', () => {
  const url = trackerEnv('MLFLOW_URL');
  const server = new MlflowRest(url);
  const host = new URL(url).host;
  let session: UiSession | undefined;
  let workbench: Workbench;
  let experimentId = '';
  const runs = new Map<string, string>();

  before(async () => {
    session = await openSession(makeProject('changed', { 'README.md': '# changed\n' }), {
      browser: { width: 1400, height: 900 },
      settings: { 'trainyard.experiments.trackers': [url] },
    });
    ({ workbench } = session);
    await openExperiments(workbench);
  });
  after(async () => {
    if (experimentId !== '')
      await server.post('experiments/delete', { experiment_id: experimentId }).catch(() => undefined);
    await session?.close();
  });
  tellStory('changes', () => workbench);

  const view = () => workbench.view('Experiments');
  const experiment = async () => at(await server.get('experiments/get', { experiment_id: experimentId }), 'experiment');
  const run = async (name: string) => at(await server.get('runs/get', { run_id: runs.get(name) ?? '' }), 'run');
  const tagOf = (of: Json, key: string) => {
    const tags = at(of, 'data', 'tags');
    const found = Array.isArray(tags) ? tags.find((each: Json) => at(each, 'key') === key) : undefined;
    return at(found, 'value');
  };
  /** Waits until the server says so. */
  const told = async (what: string, ask: () => Promise<Json>, wanted: Json) => {
    let last: Json;
    await until(workbench, `${what} is ${JSON.stringify(wanted)}, and not ${JSON.stringify(last)}`, async () => {
      last = await ask();
      return last === wanted ? true : undefined;
    });
  };
  const makeRun = async (name: string) => {
    const body = { experiment_id: experimentId, run_name: name, start_time: Date.now() };
    const made = at(await server.post('runs/create', body), 'run', 'info');
    runs.set(name, textAt(made, 'run_id'));
    return textAt(made, 'artifact_uri');
  };

  it('by a new experiment', async () => {
    await view().expand(host);
    await view().contextMenu(host, 'New experiment…');
    await workbench.quickInput.accept({ title: `New experiment in ${host}`, text: NAME });
    await workbench.notification(`Experiment ${NAME} is in ${host}`);
    await view().row(NAME);
    const found = await server.get('experiments/get-by-name', { experiment_name: NAME });
    experimentId = textAt(found, 'experiment', 'experiment_id');
    assert.equal(at(found, 'experiment', 'lifecycle_stage'), 'active');
  });

  it('but not by an experiment of the same name: it says why while it is typed', async () => {
    const { quickInput } = workbench;
    await view().contextMenu(host, 'New experiment…');
    await quickInput.opened({ title: `New experiment in ${host}` });
    await quickInput.type(NAME);
    await until(workbench, 'the name is refused', async () =>
      /There is an experiment of this name/.test((await quickInput.state())?.message ?? '') ? true : undefined,
    );
    await quickInput.cancel();
  });

  it('by another name of the experiment, which its table follows, whoever gave it', async () => {
    const elsewhere = `${NAME}-elsewhere`;
    await (await view().row(NAME)).dblclick();
    await workbench.webview(`Runs: ${NAME}`);
    await server.post('experiments/update', { experiment_id: experimentId, new_name: elsewhere });
    await workbench.webview(`Runs: ${elsewhere}`, { timeoutMs: 60_000 });
    await view().row(elsewhere, { timeoutMs: 60_000 });
    await view().contextMenu(elsewhere, 'Rename experiment…');
    await workbench.quickInput.accept({ title: `Rename experiment ${elsewhere}`, text: RENAMED });
    await view().row(RENAMED);
    await view().gone(elsewhere);
    assert.equal(at(await experiment(), 'name'), RENAMED);
    await workbench.webview(`Runs: ${RENAMED}`);
    await workbench.closeTab(`Runs: ${RENAMED}`);
  });

  it('by another name of a run', async () => {
    const artifacts = await makeRun('first');
    await server.post('runs/update', { run_id: runs.get('first'), status: 'FINISHED', end_time: Date.now() });
    await server.putArtifact(artifacts, 'model/MLmodel', 'flavors: {}\n');
    await makeRun('second');
    await makeRun('third');
    await view().expand(RENAMED);
    await view().row('second', { description: /running/ });
    await view().contextMenu('second', 'Rename run…');
    await workbench.quickInput.accept({ title: 'Rename run second', text: 'zweiter ü' });
    await view().row('zweiter ü');
    assert.equal(at(await run('second'), 'info', 'run_name'), 'zweiter ü');
  });

  it('by tags that are added, changed, removed, and brought back', async () => {
    const { quickInput } = workbench;
    await view().contextMenu('first', 'Edit tags…');
    await quickInput.pick('Add a tag…', { title: 'Tags of run first' });
    await quickInput.type('bad=key');
    await until(workbench, 'the key is refused', async () =>
      /Only letters/.test((await quickInput.state())?.message ?? '') ? true : undefined,
    );
    await quickInput.accept({ text: 'stage' });
    await quickInput.accept({ title: 'Tag stage', text: 'draft' });
    await quickInput.pick('stage', { title: 'Tags of run first' });
    await quickInput.pick('Change its value…', { title: 'Tag stage' });
    await quickInput.accept({ text: 'final ü' });
    await told('the tag', async () => tagOf(await run('first'), 'stage'), 'final ü');
    await quickInput.pick('stage', { title: 'Tags of run first' });
    await quickInput.pick('Remove the tag', { title: 'Tag stage' });
    await told('the tag', async () => tagOf(await run('first'), 'stage'), undefined);
    await quickInput.opened({ title: 'Tags of run first' });
    await workbench.screenshot(join(shots, 'changes-tags.png'));
    await quickInput.cancel();
    await workbench.notification('Tag stage is removed.', { button: 'Undo' });
    await told('the tag', async () => tagOf(await run('first'), 'stage'), 'final ü');
  });

  it('by a note that is written in an editor, and only when the user saves', async () => {
    await view().contextMenu('first', 'Edit note…');
    await workbench.tab('first.note.md');
    await workbench.page.locator('.editor-group-container.active .view-lines').click();
    const { keyboard } = workbench.page;
    await keyboard.type('# Result\nbetter than before');
    await workbench.notification(/only when you save yourself/);
    assert.equal(tagOf(await run('first'), 'mlflow.note.content'), undefined);
    await keyboard.press('Control+S');
    await told(
      'the note',
      async () => tagOf(await run('first'), 'mlflow.note.content'),
      '# Result\nbetter than before',
    );
    await server.post('runs/set-tag', { run_id: runs.get('first'), key: 'mlflow.note.content', value: 'of another' });
    await keyboard.type('!');
    await keyboard.press('Control+S');
    await workbench.answerDialog(/changed by somebody else/, 'Replace');
    await told(
      'the note',
      async () => tagOf(await run('first'), 'mlflow.note.content'),
      '# Result\nbetter than before!',
    );
    await workbench.closeTab('first.note.md');
  });

  it('by the end of a run that nobody ends any more', async () => {
    await (await view().row('zweiter ü')).dblclick();
    await until(workbench, 'the page of the run is there', async () =>
      /state: running/.test(await workbench.editorText()) ? true : undefined,
    );
    await view().contextMenu('zweiter ü', 'End run…');
    await workbench.quickInput.pick('Failed', { title: 'End run zweiter ü as' });
    await view().row('zweiter ü', { description: /failed/ });
    assert.equal(at(await run('second'), 'info', 'status'), 'FAILED');
    await until(workbench, 'the page of the run says so', async () =>
      /state: failed/.test(await workbench.editorText()) ? true : undefined,
    );
    await workbench.closeTab(/zweiter ü .*\.run\.yaml/);
    await (await view().row('zweiter ü')).click({ button: 'right' });
    await workbench.page.locator('.context-view .monaco-menu').getByText('Rename run…').waitFor();
    assert.equal(await workbench.page.locator('.context-view .monaco-menu').getByText('End run…').count(), 0);
    await workbench.page.keyboard.press('Escape');
  });

  it('by a model that a run has left, and its alias', async () => {
    const { quickInput } = workbench;
    await view().contextMenu('first', 'Register model…');
    await quickInput.pick('New model…', { title: 'Register model as' });
    await quickInput.accept({ text: MODEL });
    await workbench.notification(`model is version 1 of model ${MODEL}`, { button: 'Set alias…' });
    await quickInput.accept({ title: `Alias for version 1 of ${MODEL}`, text: 'champion' });
    // The server is asked, for VS Code shows no fourth notification within a second, and a test is that quick.
    const aliasOf = async () =>
      at(await server.get('registered-models/get', { name: MODEL }), 'registered_model', 'aliases', 0, 'alias');
    await told('the alias', aliasOf, 'champion');
    const version = at(
      await server.get('registered-models/alias', { name: MODEL, alias: 'champion' }),
      'model_version',
    );
    assert.deepEqual([at(version, 'version'), at(version, 'run_id')], ['1', runs.get('first')]);
    assert.match(textAt(version, 'source'), /\/artifacts\/model$/);
  });

  it('by an alias that is removed after a question, and brought back', async () => {
    await workbench.runCommand('Trainyard: Remove alias of a model…');
    await workbench.quickInput.pick(MODEL, { title: `Which model of ${host}?`, filter: MODEL });
    await workbench.answerDialog(`Remove alias champion of ${MODEL}?`, 'Remove');
    await workbench.notification(`Alias champion of ${MODEL} is removed`, { button: 'Undo' });
    await told(
      'the alias',
      async () =>
        at(await server.get('registered-models/get', { name: MODEL }), 'registered_model', 'aliases', 0, 'version'),
      '1',
    );
  });

  it('by an alias that is set on the row of a version', async () => {
    await view().expand('Models');
    await view().row(MODEL, { description: /@champion 1/ });
    await view().expand(MODEL);
    await view().contextMenu('Version 1', 'Set alias of a model…');
    await workbench.quickInput.accept({ title: `Alias for version 1 of ${MODEL}`, text: 'best' });
    await view().row('Version 1', { description: /@best/ });
    const best = at(await server.get('registered-models/alias', { name: MODEL, alias: 'best' }), 'model_version');
    assert.equal(at(best, 'version'), '1');
    await view().collapse('Models');
  });

  it('by runs that are deleted after a question, brought back, and restored from where they are shown', async () => {
    await view().contextMenu('third', 'Delete runs…');
    await workbench.answerDialog('Delete run third?', 'Cancel');
    assert.equal(at(await run('third'), 'info', 'lifecycle_stage'), 'active');
    await view().contextMenu('third', 'Delete runs…');
    await workbench.answerDialog('Delete run third?', 'Delete');
    await view().gone('third');
    assert.equal(at(await run('third'), 'info', 'lifecycle_stage'), 'deleted');
    await workbench.notification('Run third is deleted.', { button: 'Undo' });
    await view().row('third');
    await server.post('runs/delete', { run_id: runs.get('third') });
    await view().titleAction('Show deleted runs');
    await view().row('third', { description: /^deleted/, timeoutMs: 60_000 });
    await workbench.screenshot(join(shots, 'changes-deleted.png'));
    await view().contextMenu('third', 'Restore runs');
    await view().row('third', { description: /^running/ });
    assert.equal(at(await run('third'), 'info', 'lifecycle_stage'), 'active');
    await view().titleAction('Hide deleted runs');
  });

  it('by runs that are selected in a table, which shows what is left', async () => {
    await (await view().row(RENAMED)).dblclick();
    const title = `Runs: ${RENAMED}`;
    const page = await workbench.webview(title);
    await page.getByText('3 runs', { exact: true }).waitFor();
    await page.locator('.row', { hasText: 'third' }).first().click();
    await page.locator('.row', { hasText: 'third' }).first().click({ button: 'right' });
    await workbench.screenshot(join(shots, 'changes-table.png'));
    await chooseMenuItems(workbench.page, ['Delete runs…']);
    await workbench.answerDialog('Delete run third?', 'Delete');
    // What is gone is not selected any more.
    await page.getByText('2 runs', { exact: true }).waitFor();
    assert.equal(at(await run('third'), 'info', 'lifecycle_stage'), 'deleted');
    await workbench.notification('Run third is deleted.', { button: 'Undo' });
    await page.getByText('3 runs', { exact: true }).waitFor();
    await workbench.closeTab(title);
  });

  it('by an experiment that is deleted after a question with its runs, and restored with them', async () => {
    await view().contextMenu(RENAMED, 'Delete experiment…');
    await workbench.answerDialog(`Delete experiment ${RENAMED} and its 3 runs?`, 'Delete');
    await told('the experiment', async () => at(await experiment(), 'lifecycle_stage'), 'deleted');
    await workbench.notification(`Experiment ${RENAMED} is deleted.`, { button: 'Undo' });
    await told('the experiment', async () => at(await experiment(), 'lifecycle_stage'), 'active');
    await view().row(RENAMED);
    assert.equal(at(await run('third'), 'info', 'lifecycle_stage'), 'active');
    await server.post('experiments/delete', { experiment_id: experimentId });
    await view().titleAction('Refresh experiments');
    await view().expand('Deleted');
    await until(workbench, 'it stands among the deleted ones', async () => {
      const labels = (await view().rows()).map(({ label }) => label);
      return labels.indexOf(RENAMED) > labels.indexOf('Deleted') ? true : undefined;
    });
    await view().contextMenu(RENAMED, 'Restore experiment');
    await workbench.notification(`Experiment ${RENAMED} is there again`);
    await told('the experiment', async () => at(await experiment(), 'lifecycle_stage'), 'active');
  });
});
