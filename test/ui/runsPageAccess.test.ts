import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import {
  DARK,
  HIGH_CONTRAST,
  HIGH_CONTRAST_LIGHT,
  INJECTIONS,
  LIGHT,
  lowContrast,
  type Theme,
} from '../support/pageFixtures.ts';
import { RunsPageStage, sweep } from '../support/runsPageStage.ts';
import { runWith } from '../support/runWith.ts';

const THEMES: readonly (readonly [string, Theme])[] = [
  ['dark', DARK],
  ['light', LIGHT],
  ['high contrast', HIGH_CONTRAST],
  ['high contrast light', HIGH_CONTRAST_LIGHT],
];
const GONE = { code: 'unreachable', message: 'Nobody answers at lab.', nextStep: 'Start the server.' } as const;

describe('the page of runs, for everybody', () => {
  let stage: RunsPageStage;
  let page: Page;

  before(async () => {
    stage = await RunsPageStage.open();
    ({ page } = stage.opened);
  });
  after(async () => stage.opened.close());
  beforeEach(async () => stage.reset());
  afterEach(async () => {
    stage.leave();
    await page.setViewportSize({ width: 1000, height: 600 });
    assert.deepEqual(stage.opened.errors, []);
  });

  /** Serious and critical findings of axe. */
  async function findings(): Promise<string[]> {
    // The policy of the page keeps scripts out; this one comes from outside of the page.
    const before = stage.opened.errors.length;
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const run: (
        where: unknown,
        how: unknown,
      ) => Promise<{
        violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
      }> = Reflect.get(Reflect.get(window, 'axe'), 'run');
      const { violations } = await run(document, { resultTypes: ['violations'], preload: false });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id} ${html} ${failureSummary}`));
    });
    // It styles what it looks at, which the policy of the page refuses.
    stage.opened.errors.length = before;
    return found;
  }

  for (const [name, theme] of THEMES) {
    it(`passes axe and has enough contrast in ${name}, full, with a selection, groups, plots and columns (Y3, Y8)`, async () => {
      await stage.show(sweep(40), theme);
      await page.locator('[data-line="2"] .text.pinned').first().click();
      await page.getByRole('button', { name: 'Plots', exact: true }).click();
      await page.locator('.plot-legend').getByText('run 2', { exact: true }).waitFor();
      assert.deepEqual(await findings(), []);
      assert.deepEqual(await page.evaluate(lowContrast), []);
      await page.getByLabel('Group by').selectOption('params.model');
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByText('40 runs · 2 groups').waitFor();
      assert.deepEqual(await findings(), []);
      assert.deepEqual(await page.evaluate(lowContrast), []);
      await page.getByRole('combobox', { name: 'Pivot by' }).selectOption('params.lr');
      await page.getByRole('columnheader', { name: '0.0001', exact: true }).waitFor();
      assert.deepEqual(await findings(), []);
      assert.deepEqual(await page.evaluate(lowContrast), []);
    }).timeout(40_000);
  }

  it('passes axe empty, failed and not up to date, and says so in words (Y3)', async () => {
    await stage.show([]);
    await page.getByText('There are no runs yet.').waitFor();
    assert.deepEqual(await findings(), []);
    stage.leave();
    await stage.show(sweep(10), DARK, (tracker) => {
      tracker.failure = { page: 0, failure: GONE };
    });
    await page.locator('.notice').getByText('Nobody answers at lab. Start the server.').waitFor();
    assert.deepEqual(await findings(), []);
    stage.playing.tracker.failure = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('10 runs', { exact: true }).waitFor();
    stage.playing.tracker.failure = { page: 0, failure: GONE };
    await stage.playing.runs.refresh();
    await page.getByText(/^Not up to date since/).waitFor();
    await page.getByText('10 runs', { exact: true }).waitFor();
    assert.deepEqual(await findings(), []);
    await page.getByRole('combobox', { name: 'Filter' }).fill('metrics.loss > 5');
    await page.getByText('No run passes the filter.').waitFor();
  }).timeout(40_000);

  it('shows text as text, whatever names and values are (S5)', async () => {
    await stage.show(
      INJECTIONS.map((text, n) =>
        runWith({
          id: `r${n}`,
          name: text,
          params: [[text, text]],
          metrics: [[text, 1]],
          tags: [['note', text]],
          user: text,
          trouble: { code: 'invalid', message: text },
        }),
      ),
    );
    await page.getByText('22 runs', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('button', { name: 'Plots', exact: true }).click();
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await filter.pressSequentially('tags.note = ');
    await page.getByRole('option').first().waitFor();
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => Reflect.get(window, 'canary')), undefined);
    assert.equal(await page.evaluate(() => Reflect.get({}, 'canary')), undefined);
    assert.deepEqual(stage.opened.requests, []);
  }).timeout(20_000);

  it('can be reached by keyboard, every control once and in order, and Escape leaves the filter (Y4)', async () => {
    await stage.show(sweep(10));
    await page.getByText('10 runs', { exact: true }).waitFor();
    const seen: string[] = [];
    for (let step = 0; step < 8; step++) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
        ),
      );
    }
    assert.deepEqual(seen, [
      'Filter',
      'Group by',
      'Pivot by',
      'Differences only',
      'Columns',
      'Plots',
      'Export the table',
      'Runs',
    ]);
    await page.getByRole('combobox', { name: 'Filter' }).focus();
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'grid');
    await page.getByRole('button', { name: 'Columns' }).press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Search columns');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Columns');
  });

  it('completes the filter by keyboard', async () => {
    await stage.show(sweep(10));
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await filter.pressSequentially('mod');
    await page.getByRole('option', { name: 'params.model' }).waitFor();
    await filter.press('ArrowDown');
    await filter.press('Enter');
    await filter.pressSequentially('= ');
    await page.getByRole('option', { name: "'vit'" }).waitFor();
    await filter.press('ArrowDown');
    await filter.press('Enter');
    await page.getByText('5 of 10 runs').waitFor();
    assert.match(await filter.inputValue(), /^params\.model = '(?:vit|cnn)' $/);
  });

  it('keeps the focus and the active cell while runs change (Y5)', async () => {
    await stage.show(sweep(50));
    await page.getByText('run 0', { exact: true }).waitFor();
    await page.locator('.grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    for (let time = 0; time < 5; time++) {
      stage.playing.tracker.held = [
        runWith({ id: `new${time}`, name: `new ${time}`, startedAt: Date.UTC(2027, 0, time + 1) }),
      ];
      await stage.playing.runs.refresh();
      await page.getByText(`new ${time}`, { exact: true }).waitFor();
    }
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'grid');
    assert.equal(await page.locator('.grid').getAttribute('aria-activedescendant'), 'cell-1-1');
  });

  it('can be used at 320 pixels and at a zoom of 200 % (Y10)', async () => {
    await page.setViewportSize({ width: 320, height: 600 });
    await stage.show(sweep(40));
    await page.getByText('40 runs', { exact: true }).waitFor();
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok((await wide()) <= 320);
    await page.locator('.grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.waitForFunction(() => {
      const active = document.querySelector('.cell.active');
      if (!active) return false;
      const { left, right } = active.getBoundingClientRect();
      return left >= 0 && right <= 321;
    });
    await page.setViewportSize({ width: 500, height: 300 });
    assert.ok((await wide()) <= 500);
  });

  it('moves nothing for those who want no motion (Y9)', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await stage.show(sweep(10));
    await page.getByText('10 runs', { exact: true }).waitFor();
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    await page.emulateMedia({ reducedMotion: null });
  });
});
