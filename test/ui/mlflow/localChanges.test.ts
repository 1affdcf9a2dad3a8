// A database on this machine is changed from real VS Code by the mlflow of the project's environment.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { trackerEnv } from '../../support/trackerEnv.ts';
import { openExperiments } from '../support/openExperiments.ts';
import { makeProject, openSession, tellStory, type UiSession, until } from '../support/uiSession.ts';

describe('a store on this machine is changed', () => {
  const project = makeProject('changed-store', { 'README.md': '# changed\n' });
  const database = join(project, 'mlflow.db');
  let session: UiSession | undefined;
  const opened = () => {
    assert.ok(session);
    return session.workbench;
  };

  before(async () => {
    cpSync(join(trackerEnv('MLFLOW_STORES'), 'sqlite', 'mlflow.db'), database);
    const environment = dirname(dirname(trackerEnv('MLFLOW_PYTHON')));
    mkdirSync(join(project, '.venv'));
    for (const part of ['bin', 'lib']) symlinkSync(join(environment, part), join(project, '.venv', part));
    writeFileSync(join(project, '.venv/pyvenv.cfg'), readFileSync(join(environment, 'pyvenv.cfg')));
    session = await openSession(project, { browser: { width: 1400, height: 900 } });
    await openExperiments(opened());
  });
  after(async () => session?.close());
  tellStory('localChanges', () => session?.workbench);

  const said = (sql: string, value: string) => {
    const reader = new DatabaseSync(database, { readOnly: true });
    try {
      return reader.prepare(sql).get(value);
    } finally {
      reader.close();
    }
  };

  it('by a new experiment and another name', async () => {
    const view = opened().view('Experiments');
    await view.open();
    await view.expand('mlflow.db');
    await view.contextMenu('mlflow.db', 'New experiment…');
    await opened().quickInput.accept({ title: 'New experiment in mlflow.db', text: 'made-here' });
    await opened().notification('Experiment made-here is in mlflow.db', { timeoutMs: 60_000 });
    await view.contextMenu('made-here', 'Rename experiment…');
    await opened().quickInput.accept({ title: 'Rename experiment made-here', text: 'renamed-here' });
    await view.row('renamed-here', { timeoutMs: 60_000 });
    const row = said('SELECT lifecycle_stage FROM experiments WHERE name = ?', 'renamed-here');
    assert.equal(row?.['lifecycle_stage'], 'active');
  });

  it('by a run that is deleted after a question and brought back', async () => {
    const view = opened().view('Experiments');
    const stage = () => said('SELECT lifecycle_stage FROM runs WHERE name = ?', 'parent ü')?.['lifecycle_stage'];
    await view.expand(/^odd\/ünïcode 名前/);
    await view.contextMenu('parent ü', 'Delete runs…');
    await opened().answerDialog('Delete run parent ü?', 'Delete');
    await view.gone('parent ü', { timeoutMs: 60_000 });
    assert.equal(stage(), 'deleted');
    await opened().notification('Run parent ü is deleted.', { button: 'Undo' });
    await view.row('parent ü', { timeoutMs: 60_000 });
    await until(opened(), 'the run is active', async () => (stage() === 'active' ? true : undefined));
  });
});
