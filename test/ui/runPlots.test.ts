import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { type ChartsBrowser, openChartsBrowser } from '../support/chartsBrowser.ts';
import { DARK, HIGH_CONTRAST, HIGH_CONTRAST_LIGHT, INJECTIONS, LIGHT, lowContrast } from '../support/pageFixtures.ts';
import type { StepContent } from '../../src/webview/charts/imageSteps.ts';
import { seededRandom } from '../support/seededRandom.ts';

const random = seededRandom(5);
const runs = Array.from({ length: 40 }, (_, at) => ({ id: `run ${at}`, name: `fox-${at}` }));
const lr = runs.map((_, at) => 10 ** (-4 + (at % 8) / 2));
const optimizer = runs.map((_, at) => (at % 3 === 0 ? 'sgd' : 'adam'));
const loss = runs.map(
  (_, at) => Math.abs(Math.log10(lr[at] ?? 1) + 2) + (optimizer[at] === 'sgd' ? 0.5 : 0) + random() * 0.05,
);
const columns = [
  { name: 'lr', values: lr.map(String) },
  { name: 'optimizer', values: optimizer },
  { name: 'loss', values: loss },
];
const [first, second, third] = columns;
/** A square of one colour. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const CONTENTS: Readonly<Record<string, StepContent>> = {
  a: { kind: 'image', address: PICTURE },
  b: { kind: 'image', address: PICTURE },
  matrix: {
    kind: 'matrix',
    matrix: {
      labels: ['cat', 'dog'],
      counts: [
        [3, 1],
        [0, 4],
      ],
    },
  },
};

describe('plots of runs', () => {
  let browser: ChartsBrowser;
  let page: Page;
  before(async () => {
    browser = await openChartsBrowser({ width: 900, height: 2600 });
    ({ page } = browser);
  });
  after(async () => browser.close());

  async function show(theme = DARK, names = runs): Promise<void> {
    browser.troubles.length = 0;
    await browser.open(theme);
    if (!first || !second || !third) throw new Error('the columns are above');
    await page.evaluate((models) => window.charts.add(models), {
      scatter: { runs: names, x: first, y: third },
      parallel: { runs: names, columns },
      box: { runs: names, group: second, metric: third },
      importance: { metric: 'loss', params: [first, second], values: loss },
      matrix: {
        title: 'validation',
        matrix: {
          labels: ['cat', 'dog', 'owl'],
          counts: [
            [9, 1, 0],
            [4, 6, 0],
            [0, 0, 10],
          ],
        },
      },
      images: {
        title: 'samples',
        runs: names.slice(0, 2),
        files: [
          { runId: 'run 0', step: 0, path: 'a' },
          { runId: 'run 0', step: 10, path: 'b' },
          { runId: 'run 1', step: 10, path: 'matrix' },
        ],
        contents: CONTENTS,
      },
    });
    await painted();
  }
  beforeEach(async () => show());
  const painted = () =>
    page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)))),
    );
  const stage = (name: string) => page.getByRole('application', { name, exact: true });
  const said = (name: string) =>
    page
      .locator('figure', { has: page.getByRole('heading', { name, exact: true }) })
      .locator('[aria-live]')
      .textContent();
  const picks = () => page.evaluate(() => window.charts.picks.at(-1));

  it('say in a sentence what they show', async () => {
    assert.deepEqual(await page.locator('.plot-summary').allTextContents(), [
      'loss over lr of 40 runs: the more lr, the less loss (rank correlation -0.31).',
      '40 runs by lr, optimizer, loss.',
      (await page.locator('.plot-summary').nth(2).textContent()) ?? '',
      (await page.locator('.plot-summary').nth(3).textContent()) ?? '',
      'validation: 25 of 30 right (83.33 %); most often dog was taken for cat, 4 times.',
      'samples of fox-1: 7 of 8 right (87.5 %); most often cat was taken for dog, 1 times.',
    ]);
    assert.match(
      (await page.locator('.plot-summary').nth(2).textContent()) ?? '',
      /^loss by optimizer: 2 groups; lowest median [\d.]+ with adam, highest [\d.]+ with sgd\.$/,
    );
    assert.match(
      (await page.locator('.plot-summary').nth(3).textContent()) ?? '',
      /^loss depends most on lr \(\d\d %\), by 40 runs; the parameters explain \d\d % of its differences\.$/,
    );
    assert.deepEqual(browser.troubles, []);
  });

  it('pick the runs within a marked part of a scatter, in all plots', async () => {
    const box = await stage('loss over lr').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 60, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 3, box.y + box.height - 45, { steps: 4 });
    await page.mouse.up();
    const picked = (await picks()) ?? [];
    const wanted = runs.filter((_, at) => (lr[at] ?? 1) < 10 ** -3.1).map(({ id }) => id);
    assert.deepEqual([...picked].sort(), wanted.sort());
    await page.mouse.click(box.x + box.width - 20, box.y + 8);
    assert.deepEqual(await picks(), [], 'a click beside every dot takes the selection back');
  });

  it('keep the runs that pass the marked parts of parallel axes', async () => {
    const box = await stage('Runs by lr, optimizer, loss').boundingBox();
    assert.ok(box);
    const middle = box.x + 60 + (box.width - 120) / 2;
    // adam is the first name, so its place is the lower half of the axis.
    await page.mouse.move(middle, box.y + box.height * 0.55);
    await page.mouse.down();
    await page.mouse.move(middle, box.y + box.height - 24, { steps: 4 });
    await page.mouse.up();
    const adam = runs.filter((_, at) => optimizer[at] === 'adam').map(({ id }) => id);
    assert.deepEqual(await picks(), adam);
    await painted();
    assert.equal(
      await page.locator('.plot-summary').nth(1).textContent(),
      `40 runs by lr, optimizer, loss; ${adam.length} of them pass the marked parts.`,
    );
    await page.keyboard.press('ArrowRight');
    assert.equal(await said('Runs by lr, optimizer, loss'), `loss, ${adam.length} of 40 runs pass`);
    for (let press = 0; press < 5; press++) await page.keyboard.press('-');
    const fewer = (await picks()) ?? [];
    assert.ok(fewer.length > 0 && fewer.length < adam.length, `${fewer.length}`);
    await page.keyboard.press('Delete');
    assert.deepEqual(await picks(), adam);
  });

  it('are walked by keyboard, with words for each thing (Y4)', async () => {
    await stage('loss over lr').focus();
    await page.keyboard.press('Home');
    assert.match((await said('loss over lr')) ?? '', /^fox-\d+, lr: 0\.0001, loss: \d/);
    await page.keyboard.press('Enter');
    assert.equal((await picks())?.length, 1);
    await stage('loss by optimizer').focus();
    await page.keyboard.press('ArrowRight');
    assert.match((await said('loss by optimizer')) ?? '', /^optimizer: adam, 26 runs, median /);
    await page.keyboard.press('Enter');
    assert.equal((await picks())?.length, 26, 'a box picks its runs');
    await stage('validation').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await said('validation'), 'Actual cat, predicted dog, 1 times, 10 % of cat');
    await stage('What loss depends on').focus();
    await page.keyboard.press('Home');
    assert.match((await said('What loss depends on')) ?? '', /^lr, Importance: [\d.]+ %, /);
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  });

  it('have the same numbers as tables (Y6)', async () => {
    for (const button of await page.getByRole('button', { name: 'Table' }).all()) await button.click();
    const row = async (name: string, at: number) =>
      await page.getByRole('table', { name }).locator('tbody tr').nth(at).locator('td').allTextContents();
    assert.deepEqual(await row('Values of loss over lr', 0), [
      'fox-0',
      '0.0001',
      String(Number((loss[0] ?? 0).toPrecision(10))),
    ]);
    assert.deepEqual(await row('Values of validation', 1), ['dog', '4', '6', '0', '0.6', '0.8571428571']);
    const boxes = await row('Values of loss by optimizer', 1);
    const sgd = loss.filter((_, at) => optimizer[at] === 'sgd');
    assert.deepEqual(
      [boxes[0], boxes[1], boxes[3]],
      ['sgd', String(sgd.length), String(Number(Math.min(...sgd).toPrecision(10)))],
    );
  });

  it('are chosen by plot, metric and parameter', async () => {
    await browser.open(DARK);
    await page.evaluate((choice) => window.charts.add({ choice }), {
      runs,
      params: columns.slice(0, 2),
      metrics: columns.slice(2),
    });
    const titles = () => page.locator('.plot h3').allTextContents();
    assert.deepEqual(await titles(), ['Runs by lr, optimizer, loss']);
    assert.equal(await page.getByRole('combobox', { name: 'Parameter' }).isDisabled(), true);
    for (const [plot, title] of [
      ['Scatter', 'loss over lr'],
      ['Boxes', 'loss by lr'],
      ['What it depends on', 'What loss depends on'],
    ] as const) {
      await page.getByRole('combobox', { name: 'Plot', exact: true }).selectOption(plot);
      await page.getByRole('heading', { name: title, exact: true }).waitFor();
      assert.deepEqual(await titles(), [title]);
    }
    await page.getByRole('combobox', { name: 'Plot', exact: true }).selectOption('Boxes');
    await page.getByRole('combobox', { name: 'Parameter' }).selectOption('optimizer');
    assert.deepEqual(await titles(), ['loss by optimizer']);
    const last = await page.evaluate(() => window.charts.choices.at(-1));
    assert.deepEqual(last, { kind: 'boxes', param: 'optimizer', metric: 'loss' });
    assert.deepEqual(browser.troubles, []);
  });

  it('show pictures and matrices of runs side by side, each the last one until the step', async () => {
    const captions = () => page.locator('.plot-image-row > figure > figcaption').allTextContents();
    assert.deepEqual(await captions(), ['fox-0, step 10', 'fox-1, step 10']);
    await page
      .getByText('samples of fox-1: 7 of 8 right (87.5 %); most often cat was taken for dog, 1 times.')
      .waitFor();
    await page.getByRole('slider', { name: 'Step of samples' }).press('Home');
    await page.getByText('fox-0, step 0').waitFor();
    assert.deepEqual(await captions(), ['fox-0, step 0', 'fox-1: none until this step']);
    assert.equal(await page.locator('.plot-image-row img').getAttribute('alt'), 'samples of fox-0, step 0');
    assert.equal(await page.locator('.plot-image-row canvas').count(), 0);
  });

  it('are saved as PNG, SVG and CSV', async () => {
    const figure = page.locator('figure', { has: page.getByRole('heading', { name: 'loss over lr', exact: true }) });
    for (const kind of ['PNG', 'SVG', 'CSV']) {
      await figure.getByRole('button', { name: 'Save', exact: true }).click();
      await figure.getByRole('button', { name: kind, exact: true }).click();
    }
    await page.waitForFunction(() => window.charts.saved.length === 3);
    const saved = await page.evaluate(() =>
      window.charts.saved
        .map(({ name, mime, content }) => ({
          name,
          mime,
          text: typeof content === 'string' ? content : String.fromCodePoint(...content.slice(1, 4)),
        }))
        .sort((a, b) => (a.mime < b.mime ? -1 : 1)),
    );
    assert.deepEqual(
      saved.map(({ name, mime }) => [name, mime]),
      [
        ['loss-over-lr.png', 'image/png'],
        ['loss-over-lr.svg', 'image/svg+xml'],
        ['loss-over-lr.csv', 'text/csv'],
      ],
    );
    const [png, svg, csv] = saved.map(({ text }) => text);
    assert.equal(png, 'PNG');
    assert.match(csv ?? '', /^Run,lr,loss\r\nfox-0,0\.0001,/);
    const dots = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
      return parsed.querySelector('parsererror') ? -1 : parsed.querySelectorAll('circle').length;
    }, svg ?? '');
    assert.equal(dots, 40, 'the file is whole and has a dot a run');
  });

  it('show names as text, whatever they are (S5)', async () => {
    await show(
      DARK,
      runs.map(({ id }, at) => ({ id, name: INJECTIONS[at % INJECTIONS.length] ?? '' })),
    );
    for (const button of await page.getByRole('button', { name: 'Table' }).all()) await button.click();
    await stage('loss over lr').focus();
    await page.keyboard.press('Home');
    const figure = page.locator('figure').first();
    await figure.getByRole('button', { name: 'Save', exact: true }).click();
    await figure.getByRole('button', { name: 'SVG', exact: true }).click();
    await painted();
    assert.equal(await page.evaluate(() => Reflect.get(window, 'canary')), undefined);
    assert.deepEqual(browser.troubles, []);
  });

  it('pass axe and have text that can be read, in every theme (Y3, Y8)', async () => {
    for (const theme of [DARK, LIGHT, HIGH_CONTRAST, HIGH_CONTRAST_LIGHT]) {
      await show(theme);
      for (const button of await page.getByRole('button', { name: 'Table' }).all()) await button.click();
      assert.deepEqual(await page.evaluate(lowContrast), []);
      await page.evaluate(axe.source);
      const findings = await page.evaluate(async () => {
        const { violations } = await Reflect.get(window, 'axe').run(document, { resultTypes: ['violations'] });
        return violations
          .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html}`);
      });
      assert.deepEqual(findings, []);
    }
  });
});
