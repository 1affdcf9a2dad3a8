import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { ok } from '../../src/domain/base/failure.ts';
import { LiveRuns } from '../../src/domain/experiments/liveRuns.ts';
import { FIRST_LAYOUT, type TableLayout } from '../../src/domain/experiments/tableLayout.ts';
import type { TrackedRun } from '../../src/domain/experiments/trackedRun.ts';
import { RunsPageHost } from '../../src/views/experiments/runsPageHost.ts';
import { type MemoryTracker, memoryTracker } from '../support/memoryTracker.ts';
import { DARK, type Theme } from '../support/pageFixtures.ts';
import { openPageWithHost, type PageWithHost } from '../support/pageWithHost.ts';
import { runWith } from '../support/runWith.ts';

const DAY = 86_400_000;
const sweep = (count: number): TrackedRun[] =>
  Array.from({ length: count }, (_, n) =>
    runWith({
      id: `id${n}`,
      name: `run ${n}`,
      state: n % 7 === 3 ? 'failed' : 'ok',
      startedAt: Date.UTC(2026, 0, 31) - n * DAY,
      endedAt: Date.UTC(2026, 0, 31) - n * DAY + 65_000,
      params: [
        ['lr', String(10 ** -(1 + (n % 4)))],
        ['model', n % 2 === 0 ? 'vit' : 'cnn'],
        ['seed', '1'],
      ],
      metrics: [
        ['loss', ((n * 37) % 101) / 100],
        ['acc', n / count],
      ],
      tags: [['note', `note ${n}`]],
    }),
  );

describe('the page of runs', () => {
  let opened: PageWithHost;
  let page: Page;
  let host: RunsPageHost;
  let tracker: MemoryTracker;
  let runs: LiveRuns;
  let layout: TableLayout;
  let said: [string, unknown][] = [];

  before(async () => {
    opened = await openPageWithHost('experiments', { width: 1000, height: 600 });
    ({ page } = opened);
    page.setDefaultTimeout(5_000);
  });
  after(async () => opened.close());
  beforeEach(async () => {
    await opened.forget();
    opened.errors.length = 0;
    opened.requests.length = 0;
    layout = FIRST_LAYOUT;
    said = [];
  });
  afterEach(() => {
    host.dispose();
    runs.dispose();
    assert.deepEqual(opened.errors, []);
  });

  async function show(list: readonly TrackedRun[], theme: Theme = DARK): Promise<void> {
    tracker = memoryTracker(list);
    runs = new LiveRuns(
      async () => Promise.resolve(ok(tracker)),
      [{ id: '0', name: 'digits', isDeleted: false, tags: new Map() }],
    );
    connect();
    await opened.load(theme);
    await runs.start();
  }

  function connect(): void {
    host = new RunsPageHost({
      id: '1',
      wire: opened.wire,
      subject: { trackerId: 'memory', experimentIds: ['0'], title: 'digits' },
      runs,
      layout,
      readHistories: (request, signal) => tracker.histories(request, signal),
      isVisible: () => true,
      actions: {
        openRun: (id) => said.push(['openRun', id]),
        savePlot: ({ name }) => said.push(['savePlot', name]),
        exportAs: (format) => said.push(['exportAs', format]),
        copy: (text) => said.push(['copy', text]),
        problem: (error) => said.push(['problem', String(error)]),
        layoutChanged: (changed) => {
          layout = changed;
        },
      },
    });
  }

  const names = () => page.locator('.row .cell.text.pinned').allTextContents();
  const firstName = (name: string) =>
    page.waitForFunction(
      (wanted) => document.querySelector('[data-line="0"] [data-column="1"]')?.textContent === wanted,
      name,
    );
  const head = (name: string) => page.getByRole('columnheader', { name, exact: true });

  it('shows runs with their metrics and params, the newest first', async () => {
    await show(sweep(30));
    await page.getByText('run 0', { exact: true }).waitFor();
    assert.deepEqual((await names()).slice(0, 3), ['run 0', 'run 1', 'run 2']);
    await page.getByText('30 runs', { exact: true }).waitFor();
    assert.ok(await head('loss').isVisible());
  });

  it('sorts by a click on a header, the other way by another, and by a second with Shift', async () => {
    await show(sweep(30));
    await head('acc').click();
    await firstName('run 0');
    assert.equal(await head('acc').getAttribute('aria-sort'), 'ascending');
    await head('acc').click();
    await firstName('run 29');
    assert.deepEqual(layout.sort, [{ key: 'metrics.acc', isDescending: true }]);
  });

  it('filters while it is typed, and says what is wrong with a filter', async () => {
    await show(sweep(30));
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await filter.fill('params.model = "cnn" and metrics.acc < 0.2');
    await page.getByText('3 of 30 runs').waitFor();
    await filter.fill('params.model = ');
    await page.getByText('After `=` at column 14, a value is missing.').waitFor();
    assert.equal(await filter.getAttribute('aria-invalid'), 'true');
    await page.getByText('3 of 30 runs').waitFor();
  });

  it('groups by a param, with mean, deviation and best, opens a group, and sorts groups', async () => {
    await show(sweep(30));
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
    assert.deepEqual(layout.groupBy, []);
  });

  it('hides what is the same in all runs when only differences are wanted', async () => {
    await show(sweep(30));
    await head('seed').waitFor();
    await page.getByRole('button', { name: 'Differences only' }).click();
    await head('seed').waitFor({ state: 'detached' });
    assert.ok(await head('lr').isVisible());
  });

  it('selects by click, Ctrl and Shift, over what is not on the page too, and tells the host', async () => {
    await show(sweep(300));
    await page.locator('[data-line="2"] .text.pinned').click();
    await page.locator('[data-line="4"] .text.pinned').click({ modifiers: ['Control'] });
    await page.getByText('2 selected').waitFor();
    assert.deepEqual(host.selected, ['id2', 'id4']);
    await page.locator('.grid').focus();
    await page.keyboard.press('Control+End');
    await page.locator('[data-line="299"]').waitFor();
    await page.locator('[data-line="299"] .text.pinned').click({ modifiers: ['Shift'] });
    await page.getByText('296 selected').waitFor();
    assert.equal(host.selected.length, 296);
  });

  it('can be used by keyboard alone: moves, selects, opens, sorts, hides, pins, widens, moves a column', async () => {
    await show(sweep(300));
    await firstName('run 0');
    await page.locator('.grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForTimeout(100);
    assert.deepEqual(said.pop(), ['openRun', 'id2']);
    assert.equal(await page.locator('.grid').getAttribute('aria-activedescendant'), 'cell-2-1');
    await page.keyboard.press('Control+ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('[aria-sort]') !== null);
    const key = layout.sort[0]?.key ?? '';
    await page.keyboard.press('+');
    await page.keyboard.press('p');
    await page.waitForTimeout(100);
    assert.equal(layout.widths[0]?.key, key);
    assert.ok(layout.pinned.includes(key));
  });

  it('resizes and moves columns by the mouse', async () => {
    await show(sweep(30));
    const box = await head('acc').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width - 3, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 37, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await page.waitForTimeout(100);
    assert.deepEqual(layout.widths, [{ key: 'metrics.acc', width: 144 }]);
    const [from, to] = [await head('loss').boundingBox(), await head('acc').boundingBox()];
    assert.ok(from && to);
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 5, to.y + 10, { steps: 5 });
    await page.mouse.up();
    await page.waitForTimeout(100);
    const titles = await page.locator('.head.number .head-name').allTextContents();
    assert.deepEqual(titles, ['loss', 'acc']);
    await page.screenshot({ path: '/tmp/draft/shot.png' });
  });

  it('plots the selected runs below the table, with the colour of their dots, and selects from the plot', async () => {
    await show(sweep(30));
    await page.locator('[data-line="1"] .text.pinned').first().click();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    await page.locator('.plots-pane canvas').first().waitFor();
    await page.locator('.plot-legend').getByText('run 1', { exact: true }).waitFor();
    const dot = await page.locator('.row.selected .dot').evaluate((each) => getComputedStyle(each).borderTopColor);
    const line = await page
      .locator('.plot-legend line')
      .first()
      .evaluate((each) => getComputedStyle(each).stroke);
    assert.equal(dot, line);
    await page.locator('[data-line="3"] .dot-cell').click();
    await page.locator('.plot-legend').getByText('run 3', { exact: true }).waitFor();
    await page
      .locator('.plot-legend')
      .getByText('run 3', { exact: true })
      .click({ modifiers: ['Control'] });
    await page.waitForFunction(() => document.querySelectorAll('.row.selected').length === 1);
    await page.getByRole('separator', { name: 'Height of the plots' }).press('ArrowUp');
    await page.screenshot({ path: '/tmp/draft/plots.png' });
  });

  it('keeps what was set over a reload: place, selection, colours, plots', async () => {
    await show(sweep(300));
    await page.locator('[data-line="2"] .text.pinned').first().click();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    await page.locator('.plot-legend').getByText('run 2', { exact: true }).waitFor();
    const color = () => page.locator('.row.selected .dot').evaluate((each) => getComputedStyle(each).borderTopColor);
    await page.waitForTimeout(600);
    const before = await color();
    await opened.load();
    await page.getByText('1 selected').waitFor();
    await page.locator('.plot-legend').getByText('run 2', { exact: true }).waitFor();
    assert.equal(await color(), before);
    assert.equal(await page.locator('.grid').getAttribute('aria-activedescendant'), 'cell-2-1');
  });
});
