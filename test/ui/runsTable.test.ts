// The table of a real store of MLflow in real VS Code: from the row of the experiment to sorted, filtered, grouped and plotted runs, and back after a reload.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { chooseMenuItems } from '../harness/treeView.mjs';
import { trackerEnv } from '../support/trackerEnv.ts';
import { makeProject, openSession, tellStory, type UiSession } from './support/uiSession.ts';

/** Pictures are looked for where somebody looks, and what lies above them is still growing. */
const scrolledTo = async (place: Locator, what: string) =>
  await place.evaluate(async (element, selector) => {
    for (;;) {
      const found = element.querySelector(selector);
      (found ?? element).scrollIntoView();
      if (found) return;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, what);

const TITLE = 'Runs: vision/digits';

describe('the table of runs of a store of MLflow', () => {
  let session: UiSession | undefined;
  tellStory('runsTable', () => session?.workbench);
  const opened = () => {
    assert.ok(session);
    return session.workbench;
  };
  const table = async () => await opened().webview(TITLE);

  before(async () => {
    const project = makeProject('tracked', { 'train.py': 'print("epoch=1 loss=1")\n' });
    cpSync(join(trackerEnv('MLFLOW_STORES'), 'sqlite/mlflow.db'), join(project, 'mlflow.db'));
    session = await openSession(project);
    await session.workbench.openContainer('Trainyard');
  });
  after(async () => session?.close());

  it('opens from the menu of the experiment, with all runs and what they have logged', async () => {
    const view = opened().view('Experiments');
    await view.open();
    await view.expand('mlflow.db');
    await view.contextMenu('vision/digits', 'Show runs as a table');
    const page = await table();
    await page.getByText('20 runs', { exact: true }).waitFor();
    assert.ok(await page.getByRole('columnheader', { name: 'loss', exact: true }).isVisible());
    assert.equal(await page.locator('.row .state-ok').count(), 20);
  });

  it('sorts, filters with completion, and groups', async () => {
    const page = await table();
    await page.getByRole('columnheader', { name: 'val_accuracy', exact: true }).click();
    await page.getByRole('columnheader', { name: 'val_accuracy', exact: true }).click();
    await page.locator('[aria-sort="descending"]').waitFor();
    const column = '.row .cell.number';
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll<HTMLElement>('.row')].sort(
        (a, b) => Number(a.dataset['line']) - Number(b.dataset['line']),
      );
      const values = rows.map((row) => Number(row.querySelectorAll('.cell.number')[2]?.textContent));
      return values.length === 20 && values.every((value, at) => at === 0 || value <= (values[at - 1] ?? 0));
    });
    assert.equal(await page.locator(column).count(), 60);
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await filter.pressSequentially('hid');
    await page.getByRole('option', { name: 'params.hidden' }).click();
    await filter.pressSequentially('= ');
    await page.getByRole('option').first().click();
    await page.locator('.counts').getByText('10 of 20 runs').waitFor();
    // What may come next is offered over the tools below.
    await filter.press('Escape');
    await page.getByLabel('Group by').selectOption('params.batch_size');
    await page.locator('.counts').getByText('10 of 20 runs · 4 groups').waitFor();
    await page
      .getByText(/±.*best/)
      .first()
      .waitFor();
    await page.getByRole('combobox', { name: 'Pivot by' }).selectOption('params.lr');
    await page.getByRole('combobox', { name: 'Metric in the cells' }).selectOption('metrics.val_accuracy');
    await page.getByRole('columnheader', { name: '0.001', exact: true }).waitFor();
    await page
      .getByText(/^0\.\d+, n 1$/)
      .first()
      .waitFor();
    await page.getByRole('combobox', { name: 'Pivot by' }).selectOption('');
    await page.getByRole('button', { name: 'Group no longer by batch_size' }).click();
    await filter.fill('');
    await filter.press('Escape');
    await page.getByText('20 runs', { exact: true }).waitFor();
  });

  it('plots the selected runs with what the store has of them', async () => {
    const page = await table();
    await page.locator('[data-line="0"] .pins .text').first().click();
    await page.locator('[data-line="1"] .dot-cell').click();
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    await page.locator('.plot-legend button').nth(1).waitFor();
    await page
      .getByText(/2 runs/)
      .first()
      .waitFor();
    await page.getByRole('checkbox', { name: 'Log scale' }).check();
    await page.getByRole('combobox', { name: 'Plot', exact: true }).selectOption('Boxes');
  });

  it('shows a run from the menu of its row', async () => {
    const page = await table();
    await page.locator('[data-line="1"] .pins .text').first().click({ button: 'right' });
    await chooseMenuItems(opened().page, ['Show run']);
    await opened().tab(/\.run\.yaml$/);
  });

  it('comes back after a reload of the window as it was', async () => {
    await (await table()).getByText('2 selected').waitFor();
    // What the page remembers is stored with its tab.
    await opened().tabRemembered('experimentIds');
    await opened().reload();
    const page = await table();
    await page.getByText('2 selected').waitFor();
    await page.locator('[aria-sort="descending"]').waitFor();
    await page.locator('.plot-legend button').nth(1).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: 'Log scale' }).isChecked(), true);
    assert.equal(await page.getByRole('combobox', { name: 'Plot', exact: true }).inputValue(), 'boxes');
  });

  it('plots the mean of groups of runs that the store has, with a band', async () => {
    const page = await table();
    await page.locator('.grid').press('Control+a');
    await page.getByText('20 selected').waitFor();
    await page.getByLabel('Group by').selectOption('params.hidden');
    await page.locator('.plot-legend').getByText('hidden = 32', { exact: true }).waitFor();
    await page
      .getByText(/ of 2 groups: .*Means of 20 runs; bands from their least to their greatest value\./)
      .first()
      .waitFor();
  });

  it('shows pictures and a confusion matrix that runs have logged, over their steps', async () => {
    await opened().openContainer('Trainyard');
    const view = opened().view('Experiments');
    await view.open();
    await view.expand('mlflow.db');
    await view.contextMenu('odd/ünïcode 名前', 'Show runs as a table');
    const page = await opened().webview('Runs: odd/ünïcode 名前');
    await page.getByText('parent ü', { exact: true }).click();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    const pictures = page.getByRole('region', { name: 'Pictures and confusion matrices' });
    await scrolledTo(pictures, 'h3');
    await scrolledTo(pictures, '[role="application"]');
    await pictures.getByText('confusion_matrix of parent ü: 17 of 20 right (85 %)').waitFor();
    const slider = pictures.getByRole('slider', { name: 'Step of sample' });
    await slider.scrollIntoViewIfNeeded();
    for (const [key, step] of [
      ['End', 2],
      ['Home', 0],
      ['ArrowRight', 1],
    ] as const) {
      await slider.press(key);
      const image = pictures.getByAltText(`sample of parent ü, step ${step}`);
      await image.waitFor();
      // As it was written: 16 by 16, the greener the later.
      await image.evaluate(async (each: HTMLImageElement) => each.decode());
      const green = await image.evaluate((each: HTMLImageElement) => {
        const context = new OffscreenCanvas(16, 16).getContext('2d');
        context?.drawImage(each, 0, 0);
        return [each.naturalWidth, context?.getImageData(0, 0, 1, 1).data[1]];
      });
      assert.deepEqual(green, [16, 80 * step]);
    }
    await pictures.getByRole('heading', { name: 'img/plot ü' }).scrollIntoViewIfNeeded();
    await pictures.getByAltText('img/plot ü of parent ü').waitFor();
  });
});
