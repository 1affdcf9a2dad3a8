// Servers that want to know who asks: MLflow with its own logins behind a prefix, and what the DagsHub client talks to, found by a Git remote.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { visible } from '../../harness/screen.mjs';
import type { Workbench } from '../../harness/workbench.mjs';
import { trackerEnv } from '../../support/trackerEnv.ts';
import { openExperiments } from '../support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from '../support/uiSession.ts';

describe('servers with logins', () => {
  const project = makeProject('digits', { 'train.py': 'print("trained")\n' });
  const auth = trackerEnv('MLFLOW_AUTH_URL');
  const dagshub = trackerEnv('DAGSHUB_URL');
  const repository = trackerEnv('DAGSHUB_REPOSITORY');
  let session: UiSession | undefined;
  let workbench: Workbench;

  before(async () => {
    const git = (...args: readonly string[]) => execFileSync('git', ['-C', project, ...args], { stdio: 'pipe' });
    git('init', '-q');
    git('remote', 'add', 'origin', `${dagshub}/${repository}.git`);
    session = await openSession(project, {
      browser: { width: 1400, height: 900 },
      env: { DAGSHUB_CLIENT_HOST: dagshub },
    });
    ({ workbench } = session);
    await openExperiments(workbench);
  });
  after(async () => await session?.close());
  tellStory('sign-in', () => workbench);

  const view = () => workbench.view('Experiments');
  const rowOf = (url: string) => url.replace(/^https?:\/\//, '');

  it('are added by address, and say that a login is missing', async () => {
    await workbench.runCommand('Trainyard: Add tracker…');
    await workbench.quickInput.pick('Server…', { title: /Add a tracker/ });
    await workbench.quickInput.accept({ title: 'Add a server', text: auth });
    await view().expand(rowOf(auth));
    await view().row(/sign in|login|refuses|wants/i, { timeoutMs: 30_000 });
    await workbench.screenshot(join(shots, 'sign-in-missing.png'));
  });

  it('say so of a wrong password too, and let in with the right one', async () => {
    for (const password of ['wrong', trackerEnv('MLFLOW_PASSWORD')]) {
      // By the row that says so, and by the menu.
      if (password === 'wrong') await (await view().row(/wants a login/)).click();
      else await view().contextMenu(rowOf(auth), 'Sign in to the server…');
      await workbench.quickInput.pick('User and password', { title: /Sign in to/ });
      await workbench.quickInput.accept({ title: /Sign in to/, text: trackerEnv('MLFLOW_USER') });
      await workbench.quickInput.accept({ title: /Sign in to/, text: password });
      await (password === 'wrong'
        ? view().row(/does not accept|refuses|wrong/i)
        : view().row('Default', { timeoutMs: 30_000 }));
      await workbench.screenshot(join(shots, `sign-in-${password === 'wrong' ? 'wrong' : 'done'}.png`));
    }
  });

  it('of DagsHub are found by the Git remote, and take a token', async () => {
    const label = `${rowOf(dagshub)}/${repository}.mlflow`;
    await view().row(label, { description: /DagsHub/ });
    await view().contextMenu(label, 'Sign in to the server…');
    await workbench.quickInput.pick('Token', { title: /Sign in to/ });
    await workbench.quickInput.accept({ title: /Sign in to/, text: trackerEnv('DAGSHUB_TOKEN') });
    await view().collapse(rowOf(auth));
    await view().expand(label);
    await view().row('Default', { timeoutMs: 30_000 });
  });

  it('of DagsHub show the repository beside the runs, whose files open', async () => {
    await view().expand('Repository');
    await view().row(repository, { description: /public · changed/, timeoutMs: 30_000 });
    await view().expand('Storage');
    await view().expand('digits');
    await view().expand('train');
    await view().row('notes.txt');
    await view().expand('Files');
    await view().expand('data');
    await workbench.screenshot(join(shots, 'sign-in-dagshub.png'));
    await (await view().row('labels.csv')).dblclick();
    await visible(workbench.page.locator('.tab', { hasText: 'labels.csv' }), 30_000);
    assert.equal(await workbench.editorText(), 'file,label\na.png,7\n');
  });
});
