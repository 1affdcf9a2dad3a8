// A Neptune server of one's own, from its address to a history in a plot; the hosted service is told to be closed.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { visible } from '../../harness/screen.mjs';
import type { Workbench } from '../../harness/workbench.mjs';
import { trackerEnv } from '../../support/trackerEnv.ts';
import { openExperiments } from '../support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from '../support/uiSession.ts';

describe('a Neptune server', () => {
  const url = trackerEnv('NEPTUNE_URL');
  const label = url.replace(/^https?:\/\//, '');
  let session: UiSession | undefined;
  let workbench: Workbench;

  before(async () => {
    const project = makeProject('digits', { 'train.py': 'print("trained")\n' });
    session = await openSession(project, { browser: { width: 1500, height: 950 } });
    ({ workbench } = session);
    await openExperiments(workbench);
  });
  after(async () => await session?.close());
  tellStory('neptune-server', () => workbench);

  const view = () => workbench.view('Experiments');

  it('is added by its address; one of the hosted service is refused with what to do', async () => {
    await workbench.runCommand('Trainyard: Add tracker…');
    await workbench.quickInput.pick('Neptune server…', { title: /Add a tracker/ });
    await workbench.quickInput.opened({ title: /Add a Neptune server/ });
    await workbench.quickInput.type('https://app.neptune.ai/team/digits');
    await visible(
      workbench.page.locator('.quick-input-message', { hasText: /hosted service has closed.*neptune-exporter/ }),
    );
    await workbench.screenshot(join(shots, 'neptune-server-hosted.png'));
    await workbench.quickInput.accept({ title: 'Add a Neptune server', text: url });
    await view().row(label, { description: /Neptune · server/ });
  });

  it('wants an API token, says what is none, and lets in with the right one', async () => {
    await view().expand(label);
    await (await view().row(/wants an API token/)).click();
    await workbench.quickInput.opened({ title: /Sign in to/ });
    await workbench.quickInput.type('no token');
    await visible(workbench.page.locator('.quick-input-message', { hasText: /no API token of Neptune/ }));
    await workbench.quickInput.accept({ title: /Sign in to/, text: trackerEnv('NEPTUNE_TOKEN') });
    await view().row('team', { description: /2 experiments/, timeoutMs: 30_000 });
  });

  it('has its runs below the project, a fork below the run that it goes on from', async () => {
    await view().expand('team');
    await view().expand('digits');
    await view().row('killed');
    await view().expand('first experiment');
    await view().row('fork');
    await workbench.screenshot(join(shots, 'neptune-server-tree.png'));
  });

  it('has them in the table, and their histories in a plot with what a fork has inherited', async () => {
    await view().contextMenu('digits', 'Show runs as a table');
    const page = await workbench.webview('Runs: team/digits');
    await page.getByText('3 runs', { exact: true }).waitFor();
    await page.getByText('fork', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    // From the first point of the run that it goes on from.
    await page
      .getByText(/acc of fork rose from 0 to 0\.5 at step 100/)
      .first()
      .waitFor();
    await workbench.screenshot(join(shots, 'neptune-server-plot.png'));
  });

  it('has a page for a run', async () => {
    await (await view().row('fork')).click();
    await workbench.tab(/\.run\.yaml$/, { timeoutMs: 30_000 });
    assert.match(await workbench.editorText(), /neptune\.forkStep/);
  });

  it('has the files of a run, which open', async () => {
    await view().expand('Artifacts');
    await view().expand('files');
    await (await view().row('f')).dblclick();
    await visible(workbench.page.locator('.tab', { hasText: /^f$/ }), 30_000);
    assert.equal(await workbench.editorText(), 'hello');
  });

  it('opens the page of a run on the server', async () => {
    const opened = workbench.page.context().waitForEvent('page');
    await view().contextMenu('fork', 'Open in Neptune');
    const page = await opened;
    assert.match(page.url(), /\/team\/digits\/-\/run\/\?customId=fork$/);
    await page.close();
  });
});
