import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { DARK } from '../support/pageFixtures.ts';
import { RunsPageStage, sweep } from '../support/runsPageStage.ts';

/** A square of one colour. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the page of runs', () => {
  let stage: RunsPageStage;
  let page: Page;

  before(async () => {
    stage = await RunsPageStage.open();
    ({ page } = stage.opened);
  });
  after(async () => stage.opened.close());
  beforeEach(async () => stage.reset());
  afterEach(() => {
    stage.leave();
    assert.deepEqual(stage.opened.errors, []);
  });

  const names = () => page.locator('.row .cell.text.pinned').allTextContents();
  const firstName = (name: string) =>
    page.waitForFunction(
      (wanted) => document.querySelector('[data-line="0"] [data-column="1"]')?.textContent === wanted,
      name,
    );
  const head = (name: string) => page.getByRole('columnheader', { name, exact: true });

  it('shows runs with their metrics and params, the newest first', async () => {
    await stage.show(sweep(30));
    await page.getByText('run 0', { exact: true }).waitFor();
    assert.deepEqual((await names()).slice(0, 3), ['run 0', 'run 1', 'run 2']);
    await page.getByText('30 runs', { exact: true }).waitFor();
    assert.ok(await head('loss').isVisible());
  });

  it('sorts by a click on a header, the other way by another, and by a second with Shift', async () => {
    await stage.show(sweep(30));
    await head('acc').click();
    await firstName('run 0');
    assert.equal(await head('acc').getAttribute('aria-sort'), 'ascending');
    await head('acc').click();
    await firstName('run 29');
    assert.deepEqual(stage.layout.sort, [{ key: 'metrics.acc', isDescending: true }]);
  });

  it('filters while it is typed, and says what is wrong with a filter', async () => {
    await stage.show(sweep(30));
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await filter.fill('params.model = "cnn" and metrics.acc < 0.2');
    await page.getByText('3 of 30 runs').waitFor();
    await filter.fill('params.model = ');
    await page.getByText('After `=` at column 14, a value is missing.').waitFor();
    assert.equal(await filter.getAttribute('aria-invalid'), 'true');
    await page.getByText('3 of 30 runs').waitFor();
  });

  it('groups by a param, with mean, deviation and best, opens a group, and sorts groups', async () => {
    await stage.show(sweep(30));
    await page.getByLabel('Group by').selectOption('params.model');
    await page.getByText('30 runs · 2 groups').waitFor();
    const loss = page.locator('[data-line="0"] .cell.number').first();
    await page.waitForFunction(() =>
      document.querySelector('[data-line="0"] .cell.number')?.textContent?.includes('±'),
    );
    assert.match((await loss.textContent()) ?? '', /^0\.\d+ ± 0\.\d+, best 0\.\d+$/);
    await page.locator('[data-line="1"] .dot-cell').click();
    await page.locator('[data-line="17"]').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Group no longer by model' }).click();
    await page.getByText('30 runs', { exact: true }).waitFor();
    assert.deepEqual(stage.layout.groupBy, []);
  });

  it('hides what is the same in all runs when only differences are wanted', async () => {
    await stage.show(sweep(30));
    await head('seed').waitFor();
    await page.getByRole('button', { name: 'Differences only' }).click();
    await head('seed').waitFor({ state: 'detached' });
    assert.ok(await head('lr').isVisible());
  });

  it('selects by click, Ctrl and Shift, over what is not on the page too, and tells the host', async () => {
    await stage.show(sweep(300));
    await page.locator('[data-line="2"] .text.pinned').click();
    await page.locator('[data-line="4"] .text.pinned').click({ modifiers: ['Control'] });
    await page.getByText('2 selected').waitFor();
    assert.deepEqual(stage.host.selected, ['id2', 'id4']);
    await page.locator('.grid').focus();
    await page.keyboard.press('Control+End');
    await page.locator('[data-line="299"]').waitFor();
    await page.locator('[data-line="299"] .text.pinned').click({ modifiers: ['Shift'] });
    await page.getByText('296 selected').waitFor();
    assert.equal(stage.host.selected.length, 296);
  });

  it('can be used by keyboard alone: moves, selects, opens, sorts, hides, pins, widens, moves a column', async () => {
    await stage.show(sweep(300));
    await firstName('run 0');
    await page.locator('.grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForTimeout(100);
    assert.deepEqual(stage.said.pop(), ['openRun', 'id2']);
    assert.equal(await page.locator('.grid').getAttribute('aria-activedescendant'), 'cell-2-1');
    await page.keyboard.press('Control+ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('[aria-sort]') !== null);
    const key = stage.layout.sort[0]?.key ?? '';
    await page.keyboard.press('+');
    await page.keyboard.press('p');
    await page.waitForTimeout(100);
    assert.equal(stage.layout.widths[0]?.key, key);
    assert.ok(stage.layout.pinned.includes(key));
  });

  it('resizes and moves columns by the mouse', async () => {
    await stage.show(sweep(30));
    const box = await head('acc').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width - 3, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 37, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await page.waitForTimeout(100);
    assert.deepEqual(stage.layout.widths, [{ key: 'metrics.acc', width: 144 }]);
    const [from, to] = [await head('loss').boundingBox(), await head('acc').boundingBox()];
    assert.ok(from && to);
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 5, to.y + 10, { steps: 5 });
    await page.mouse.up();
    await page.waitForTimeout(100);
    const titles = await page.locator('.head.number .head-name').allTextContents();
    assert.deepEqual(titles, ['loss', 'acc']);
  });

  it('plots the selected runs below the table, with the colour of their dots, and selects from the plot', async () => {
    await stage.show(sweep(30));
    await page.locator('[data-line="1"] .text.pinned').first().click();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    await page.locator('.plots-pane canvas').first().waitFor();
    await page.locator('.plot-legend').getByText('run 1', { exact: true }).waitFor();
    const dot = await page.locator('.row.selected .dot').evaluate((each) => getComputedStyle(each).borderTopColor);
    const line = await page
      .locator('.plot-swatch')
      .first()
      .evaluate((each) => getComputedStyle(each).borderTopColor);
    assert.equal(dot, line);
    await page.locator('[data-line="3"] .dot-cell').click();
    await page.locator('.plot-legend').getByText('run 3', { exact: true }).waitFor();
    await page
      .locator('.plot-legend')
      .getByText('run 3', { exact: true })
      .click({ modifiers: ['Control'] });
    await page.waitForFunction(() => document.querySelectorAll('.row.selected').length === 1);
    await page.getByRole('separator', { name: 'Height of the plots' }).press('ArrowUp');
  });

  it('plots last values of all runs of the table, and picks in table and plots alike', async () => {
    await stage.show(sweep(30));
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    const kind = page.getByRole('combobox', { name: 'Plot', exact: true });
    await kind.selectOption('Boxes');
    await page.getByRole('combobox', { name: 'Parameter' }).selectOption('model');
    await page.getByRole('combobox', { name: 'Metric' }).selectOption('loss');
    const boxes = page.getByRole('application', { name: 'loss by model', exact: true });
    // Plots below the edge of the pane are not drawn, and what lies above them is still growing.
    const plot = async (name: string, said: RegExp) =>
      await page.waitForFunction(
        ([title, source]) => {
          const figures = [...document.querySelectorAll('figure.plot')];
          const figure = figures.find((each) => each.querySelector('h3')?.textContent === title);
          figure?.querySelector('.plot-stage')?.scrollIntoView({ block: 'nearest' });
          return new RegExp(source).test(figure?.querySelector('.plot-summary')?.textContent ?? '');
        },
        [name, said.source] as const,
      );
    await plot('loss by model', /^loss by model: 2 groups; /);
    await boxes.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.row.selected').length > 1);
    await kind.selectOption('What it depends on');
    await plot('What loss depends on', /^loss: in 30 runs no parameter explains it\.$/);
    await page.getByRole('combobox', { name: 'Filter' }).fill('params.model = "cnn"');
    await page.getByText('15 of 30 runs').waitFor();
    await kind.selectOption('Scatter');
    await page.getByRole('combobox', { name: 'Parameter' }).selectOption('acc');
    await plot('loss over acc', /^loss over acc of 15 runs/);
  });

  it('shows pictures and confusion matrices of the plotted runs side by side, read when they are looked at', async () => {
    const read: string[] = [];
    await stage.show(sweep(30), DARK, (tracker) => {
      tracker.files = new Map(
        ['id0', 'id1'].flatMap((runId) => [
          [`${runId}/images/eval~pred+step+0+timestamp+1+a-b.png`, PICTURE] as const,
          [`${runId}/images/eval~pred+step+5+timestamp+2+a-b.png`, PICTURE] as const,
          [`${runId}/confusion_matrix.json`, new TextEncoder().encode('[[3,1],[0,4]]')] as const,
        ]),
      );
      const still = { ...tracker };
      tracker.readArtifact = async (runId, path, signal) => {
        read.push(path);
        return await still.readArtifact(runId, path, signal);
      };
    });
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    await page.locator('.plots-pane canvas').first().waitFor();
    assert.equal(read.length, 0);
    const pictures = page.getByRole('region', { name: 'Pictures and confusion matrices' });
    await pictures.evaluate((each) => each.scrollIntoView());
    await pictures.getByText('confusion_matrix of run 1: 7 of 8 right (87.5 %)').waitFor();
    await pictures.getByRole('heading', { name: 'eval/pred' }).scrollIntoViewIfNeeded();
    await pictures.getByText('run 0, step 5').waitFor();
    assert.equal(read.filter((path) => path.includes('+step+0+')).length, 0);
    await pictures.getByRole('slider', { name: 'Step of eval/pred' }).press('Home');
    await pictures.getByText('run 1, step 0').waitFor();
    const image = pictures.getByAltText('eval/pred of run 1, step 0');
    assert.equal(await image.evaluate((each: HTMLImageElement) => each.naturalWidth), 1);
    // A click in a matrix takes no runs out of the plots.
    await pictures.getByRole('application').first().click();
    assert.equal(await page.locator('.row.selected').count(), 0);
    await page.locator('[data-line="5"] .text.pinned').first().click();
    await pictures.getByText('The plotted runs have left none.').waitFor();
  });

  it('pivots: params as lines and columns, one metric in the cells; sorted, opened and taken back', async () => {
    await stage.show(sweep(30));
    await page.getByLabel('Group by').selectOption('params.model');
    await page.getByRole('combobox', { name: 'Pivot by' }).selectOption('params.lr');
    await head('0.0001').waitFor();
    const titles = () => page.locator('.head .head-name').allTextContents();
    assert.deepEqual(await titles(), ['model', 'Run', '0.0001', '0.001', '0.01', '0.1']);
    await page.getByRole('combobox', { name: 'Metric in the cells' }).selectOption('metrics.loss');
    const cells = (line: number) => page.locator(`[data-line="${line}"] .cell.number`).allTextContents();
    await page.locator('[data-line="1"]').getByText('0.5 ± 0.2648, n 8').waitFor();
    assert.deepEqual(await cells(0), ['', '0.4186 ± 0.2803, n 7', '', '0.5088 ± 0.3311, n 8']);
    await page.getByRole('combobox', { name: 'Value in the cells' }).selectOption('best');
    await page.locator('[data-line="0"]').getByText('0, n 8').waitFor();
    await head('0.1').click();
    await page.locator('[data-line="0"]').getByText('vit', { exact: true }).waitFor();
    assert.deepEqual(stage.layout.sort, [{ key: 'pivot.0.1', isDescending: false }]);
    assert.deepEqual(stage.layout.pivot, { by: 'params.lr', metric: 'metrics.loss', cell: 'best' });
    // By keyboard: the group opens, its runs have their values in their columns.
    await page.locator('.grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('run 0', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    await page.getByRole('application', { name: 'loss', exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Pivot by' }).selectOption('');
    await head('seed').waitFor();
    assert.equal(stage.layout.pivot, undefined);
  });

  it('plots the mean of each group with a band, says so, and goes back to runs', async () => {
    await stage.show(sweep(30), DARK, (tracker) => {
      const still = { ...tracker };
      tracker.histories = async (request, signal) => {
        const found = await still.histories(request, signal);
        // Each run lies higher by a tenth than the one before.
        return found.map((each, at) =>
          each.ok ? { ...each, value: { ...each.value, values: each.value.values.map((y) => y + at / 10) } } : each,
        );
      };
    });
    await page.getByLabel('Group by').selectOption('params.model');
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    const legend = page.locator('.plot-legend');
    await legend.getByText('model = vit', { exact: true }).waitFor();
    assert.deepEqual(await legend.getByRole('button').allTextContents(), ['model = vit', 'model = cnn']);
    const loss = page.locator('figure', { has: page.getByRole('heading', { name: 'loss', exact: true }) });
    await loss
      .getByText(
        'loss of 2 groups: all fell; lowest 1.7 in model = vit at step 1, highest 5.2 in model = cnn at step 0.',
      )
      .waitFor();
    await loss.getByText('Means of 30 runs; bands from their least to their greatest value.').waitFor();
    await loss.getByRole('application').focus();
    await page.keyboard.press('Home');
    assert.equal(await loss.locator('[aria-live]').textContent(), 'model = vit, loss: mean 3.7, from 3 to 4.4, Step 0');
    await loss.getByRole('button', { name: 'Table' }).click();
    assert.deepEqual(await loss.locator('tbody tr').first().locator('td').allTextContents(), [
      'model = vit',
      '0',
      '3.7',
      '3',
      '4.4',
    ]);
    await legend.getByText('model = cnn', { exact: true }).click();
    await page.getByText('15 selected').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.plot-legend button').length === 1);
    assert.equal(await legend.getByRole('button').getAttribute('aria-pressed'), 'true');
    await page.getByRole('checkbox', { name: 'Mean of groups' }).uncheck();
    await legend.getByText('run 29', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Group no longer by model' }).click();
    await page.getByRole('checkbox', { name: 'Mean of groups' }).waitFor({ state: 'hidden' });
  });

  it('keeps which plots were chosen and how they are shown for a table that is opened anew', async () => {
    await stage.show(sweep(30));
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Log scale' }).check();
    await page.getByRole('combobox', { name: 'Axis' }).selectOption('relative');
    await page.getByRole('combobox', { name: 'Plot', exact: true }).selectOption('Boxes');
    await page.getByRole('combobox', { name: 'Parameter' }).selectOption('model');
    await page.getByRole('combobox', { name: 'Metric' }).selectOption('loss');
    await page.getByRole('application', { name: 'loss by model', exact: true }).waitFor();
    stage.leave();
    await stage.opened.forget();
    await stage.show(sweep(30));
    await page.getByRole('application', { name: 'loss by model', exact: true }).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: 'Log scale' }).isChecked(), true);
    assert.equal(await page.getByRole('combobox', { name: 'Axis' }).inputValue(), 'relative');
    assert.equal(await page.getByRole('combobox', { name: 'Plot', exact: true }).inputValue(), 'boxes');
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    stage.leave();
    await stage.show(sweep(30));
    await page.getByText('30 runs', { exact: true }).waitFor();
    assert.equal(await page.locator('.plots-pane').isVisible(), false);
  });

  it('keeps what was set over a reload: place, selection, colours, plots', async () => {
    await stage.show(sweep(300));
    await page.locator('[data-line="2"] .text.pinned').first().click();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    await page.locator('.plot-legend').getByText('run 2', { exact: true }).waitFor();
    const color = () => page.locator('.row.selected .dot').evaluate((each) => getComputedStyle(each).borderTopColor);
    await page.waitForTimeout(600);
    const before = await color();
    await stage.opened.load();
    await page.getByText('1 selected').waitFor();
    await page.locator('.plot-legend').getByText('run 2', { exact: true }).waitFor();
    assert.equal(await color(), before);
    assert.equal(await page.locator('.grid').getAttribute('aria-activedescendant'), 'cell-2-1');
  });
});
