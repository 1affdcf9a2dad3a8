import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { type ChartsBrowser, openChartsBrowser } from '../support/chartsBrowser.ts';
import { DARK, HIGH_CONTRAST, LIGHT } from '../support/pageFixtures.ts';

describe('plots of lines', () => {
  let browser: ChartsBrowser;
  let page: Page;
  before(async () => {
    browser = await openChartsBrowser({ width: 900, height: 700 });
    ({ page } = browser);
  });
  after(async () => browser.close());
  beforeEach(async () => {
    browser.troubles.length = 0;
    await browser.open(DARK);
  });

  /** Two runs of 2,000 steps, each a line of its own height. */
  async function twoRuns(metrics: readonly string[] = ['loss']): Promise<void> {
    await page.evaluate((keys) => {
      for (const key of keys) {
        window.charts.give([
          { runId: 'a', key, values: Array.from({ length: 2000 }, (_, at) => 2 - at / 1000) },
          { runId: 'b', key, values: Array.from({ length: 2000 }, (_, at) => 1 + at / 1000) },
        ]);
      }
      window.charts.show(keys, [
        { id: 'a', name: 'sunny <b>fox</b>' },
        { id: 'b', name: 'rainy-owl' },
      ]);
    }, metrics);
    await painted();
  }
  const painted = () =>
    page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)))),
    );
  const stage = (name: string) => page.getByRole('application', { name, exact: true });

  /** How many pixels of a plot have about the colour of a run. */
  const count = (name: string, runId: string) =>
    page.evaluate(
      ([title, id]) => {
        const figure = [...document.querySelectorAll('figure')].find(
          (each) => each.querySelector('h3')?.textContent === title,
        );
        const canvas = figure?.querySelector('canvas');
        const legend = [...document.querySelectorAll('.plot-legend button')];
        const stroke = legend[id === 'a' ? 0 : 1]?.querySelector<HTMLElement>('.plot-swatch')?.style.borderTopColor;
        const wanted = (stroke?.match(/\d+/g) ?? ['no colour']).map(Number);
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let found = 0;
        for (let at = 0; at < data.length; at += 4)
          if (wanted.every((part, channel) => Math.abs(part - (data[at + channel] ?? 0)) < 24)) found += 1;
        return found;
      },
      [name, runId] as const,
    );

  it('draws each run in its colour, and says in one sentence what is to be seen', async () => {
    await twoRuns();
    assert.ok((await count('loss', 'a')) > 200, `${await count('loss', 'a')}`);
    assert.ok((await count('loss', 'b')) > 200, `${await count('loss', 'b')}`);
    assert.equal(
      await page.locator('.plot-summary').textContent(),
      'loss of 2 runs: 1 fell; lowest 0.001 in sunny <b>fox</b> at step 1,999, highest 2.999 in rainy-owl at step 1,999.',
    );
    assert.deepEqual(browser.troubles, []);
  });

  it('takes the colours of another theme at once', async () => {
    await twoRuns();
    for (const theme of [LIGHT, HIGH_CONTRAST]) {
      await browser.setTheme(theme);
      await painted();
      assert.ok((await count('loss', 'a')) > 200, `${await count('loss', 'a')}`);
      const corner = await page.evaluate(() => {
        const canvas = document.querySelector('canvas');
        return [...(canvas?.getContext('2d')?.getImageData(1, 1, 1, 1).data ?? [])].slice(0, 3);
      });
      const ground = theme['editor-background'] ?? '';
      assert.deepEqual(
        corner,
        [1, 3, 5].map((at) => Number.parseInt(ground.slice(at, at + 2), 16)),
      );
    }
  });

  it('draws and asks only for what is on screen', async () => {
    await twoRuns(Array.from({ length: 40 }, (_, at) => `metric ${at}`));
    const asked = () => page.evaluate(() => new Set(window.charts.requests.map(({ metric }) => metric)).size);
    const drawn = () =>
      page.evaluate(
        () =>
          [...document.querySelectorAll('.plot-stage > canvas:first-child')].filter(
            (each) => (each as HTMLCanvasElement).width > 0,
          ).length,
      );
    assert.ok((await asked()) < 10, `${await asked()} asked`);
    assert.ok((await drawn()) < 10);
    await page.evaluate(() => window.scrollTo(0, 1e6));
    await page.waitForFunction(() => window.charts.requests.some(({ metric }) => metric === 'metric 39'));
    await painted();
    assert.ok((await drawn()) < 10, 'what left the screen has given its pixels back');
    assert.ok(await page.getByRole('group', { name: 'Runs' }).isVisible(), 'the legend stays');
  });

  it('zooms by drag, asks for more detail, and goes back', async () => {
    await page.evaluate(() => {
      window.charts.give([
        { runId: 'a', key: 'loss', values: Array.from({ length: 100_000 }, (_, at) => Math.sin(at)) },
      ]);
      window.charts.show(['loss'], [{ id: 'a', name: 'a' }]);
    });
    await painted();
    const box = await stage('loss').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 200, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 220, box.y + 120, { steps: 3 });
    await page.mouse.up();
    await page.waitForFunction(() => window.charts.requests.some(({ range }) => range !== undefined));
    const { from, to } = await page.evaluate(() => window.charts.requests.at(-1)?.range ?? { from: 0, to: 0 });
    assert.ok(to - from > 3000 && to - from < 10_000, `${from} to ${to}`);
    await painted();
    assert.match((await page.locator('.plot-summary').textContent()) ?? '', /On screen: /);
    await stage('loss').dblclick();
    await painted();
    assert.doesNotMatch((await page.locator('.plot-summary').textContent()) ?? '', /On screen: /);
  });

  it('lets the wheel scroll the page until the plot has the focus', async () => {
    await twoRuns(Array.from({ length: 12 }, (_, at) => `metric ${at}`));
    const box = await stage('metric 0').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 150, box.y + 100);
    await page.mouse.wheel(0, 200);
    await page.waitForFunction(() => window.scrollY > 0);
    await page.evaluate(() => window.scrollTo(0, 0));
    await stage('metric 0').focus();
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(() => document.querySelector('.plot-summary')?.textContent?.includes('On screen'));
    assert.equal(await page.evaluate(() => window.scrollY), 0);
  });

  it('names the nearest run and its value under the pointer, and a click picks it', async () => {
    await twoRuns();
    const box = await stage('loss').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 60, box.y + 90);
    const tip = page.locator('.plot-tip');
    await tip.waitFor();
    assert.match(await tip.innerText(), /sunny <b>fox<\/b>\nloss: 1\.[89]\d*\nStep \d+/);
    await page.mouse.click(box.x + 60, box.y + 90);
    assert.deepEqual(await page.evaluate(() => window.charts.picks), [['a']]);
    assert.equal(await page.getByRole('button', { name: 'sunny' }).getAttribute('aria-pressed'), 'true');
  });

  it('is walked by keyboard: values, runs, zoom, table (Y4, Y6)', async () => {
    await twoRuns();
    await stage('loss').focus();
    const live = page.locator('.plot [aria-live]');
    const press = async (key: string, wanted: RegExp) => {
      await page.keyboard.press(key);
      assert.match((await live.textContent()) ?? '', wanted, key);
    };
    await press('Home', /^sunny <b>fox<\/b>, loss: 2, Step 0$/);
    await press('ArrowDown', /^rainy-owl, loss: 1, Step 0$/);
    await press('ArrowRight', /^rainy-owl, loss: 1\.\d+, Step [1-9]\d*$/);
    await press('End', /^rainy-owl, loss: 2\.999, Step 1,999$/);
    await page.keyboard.press('+');
    await painted();
    assert.match((await page.locator('.plot-summary').textContent()) ?? '', /On screen/);
    await page.keyboard.press('Escape');
    await painted();
    assert.doesNotMatch((await page.locator('.plot-summary').textContent()) ?? '', /On screen/);
    await page.keyboard.press('t');
    const table = page.getByRole('table', { name: 'Values of loss' });
    assert.deepEqual(await table.locator('tbody tr').first().locator('td').allTextContents(), [
      'sunny <b>fox</b>',
      '0',
      '2',
    ]);
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true, 'Escape leaves');
  });

  it('leaves gaps open and marks infinite values at the edge', async () => {
    await page.evaluate(() => {
      const values = Array.from({ length: 300 }, (_, at) => (at >= 100 && at < 200 ? Number.NaN : 1 + at / 300));
      values[250] = Number.POSITIVE_INFINITY;
      window.charts.give([{ runId: 'a', key: 'loss', values }]);
      window.charts.show(['loss'], [{ id: 'a', name: 'a' }]);
    });
    await painted();
    const columns: readonly boolean[] = await page.evaluate(() => {
      const canvas = document.querySelector('canvas');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return [];
      const stroke = document.querySelector<HTMLElement>('.plot-swatch')?.style.borderTopColor;
      const wanted = (stroke?.match(/\d+/g) ?? ['no colour']).map(Number);
      return Array.from({ length: canvas.width }, (_, left) => {
        const { data } = context.getImageData(left, 0, 1, canvas.height);
        for (let at = 0; at < data.length; at += 4)
          if (wanted.every((part, channel) => Math.abs(part - (data[at + channel] ?? 0)) < 24)) return true;
        return false;
      });
    });
    const first = columns.indexOf(true);
    const width = columns.lastIndexOf(true) - first;
    const gap = columns.slice(first + Math.round(width * 0.35), first + Math.round(width * 0.65));
    assert.ok(
      gap.every((isDrawn) => !isDrawn),
      'nothing is drawn where there is no number',
    );
    assert.match((await page.locator('.plot-summary').textContent()) ?? '', /101 values are not finite/);
  });

  it('has a logarithmic axis, on which what is not above zero is a gap', async () => {
    await page.evaluate(() => {
      const values = Array.from({ length: 400 }, (_, at) => (at === 200 ? 0 : 10 ** (-at / 100)));
      window.charts.give([{ runId: 'a', key: 'loss', values }]);
      window.charts.show(['loss'], [{ id: 'a', name: 'a' }]);
    });
    await painted();
    /** Where the line is at a share of the width, as a share of the height. */
    const height = (share: number) =>
      page.evaluate((part) => {
        const canvas = document.querySelector('canvas');
        const context = canvas?.getContext('2d');
        if (!canvas || !context) return -1;
        const stroke = document.querySelector<HTMLElement>('.plot-swatch')?.style.borderTopColor;
        const wanted = (stroke?.match(/\d+/g) ?? ['no colour']).map(Number);
        const { data } = context.getImageData(Math.round(60 + part * (canvas.width - 80)), 0, 1, canvas.height);
        for (let row = 0; row < canvas.height; row++)
          if (wanted.every((each, at) => Math.abs(each - (data[row * 4 + at] ?? 0)) < 60)) return row / canvas.height;
        return -1;
      }, share);
    assert.ok((await height(0.75)) > 0.8, 'linear: the values crowd at the bottom');
    await page.getByRole('checkbox', { name: 'Log scale' }).check();
    await painted();
    const [early, late] = [await height(0.25), await height(0.75)];
    assert.ok(early > 0.15 && early < 0.4 && late > 0.55 && late < 0.8, `${early} ${late}: a straight line`);
    assert.equal(await page.evaluate(() => window.charts.view?.isLog), true, 'the page may remember it');
  });

  it('smooths, keeps the values as logged behind, and counts in time', async () => {
    await twoRuns();
    await page.getByLabel('Smoothing').fill('0.9');
    await page.getByLabel('Smoothing').dispatchEvent('change');
    await page.getByLabel('Axis').selectOption('Time since start');
    await painted();
    const request = await page.evaluate(() => window.charts.requests.at(-1));
    assert.deepEqual([request?.axis, request?.smoothing], ['relative', 0.9]);
    assert.match((await page.locator('.plot-summary').textContent()) ?? '', /lowest 0\.001 in .* at 33 min 19 s/);
    assert.ok((await count('loss', 'a')) > 200);
  });

  it('draws many lines where few lines would be: through steep parts, over wide steps, and not over gaps', async () => {
    const values = Array.from({ length: 60 }, (_, at) =>
      at >= 24 && at < 30 ? Number.NaN : Math.sin(at / 2) + (at > 45 ? 1.5 : 0),
    );
    /** Of each column the first and the last row that has the colour of the last run, or neither. */
    const drawn = async (runIds: readonly string[]) => {
      await page.evaluate(
        ([ids, y]) => {
          window.charts.give(ids.map((runId) => ({ runId, key: 'loss', values: y })));
          window.charts.show(
            ['loss'],
            ids.map((id) => ({ id, name: id })),
          );
        },
        [runIds, values] as const,
      );
      await painted();
      return await page.evaluate(() => {
        const canvas = document.querySelector('canvas');
        const color = [...document.querySelectorAll<HTMLElement>('.plot-swatch')].at(-1)?.style.borderTopColor;
        const wanted = (color?.match(/\d+/g) ?? ['no colour']).map(Number);
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const width = canvas?.width ?? 0;
        return Array.from({ length: width }, (_, column) => {
          const rows = Array.from({ length: canvas?.height ?? 0 }, (__, row) => row).filter((row) =>
            wanted.every((part, at) => Math.abs(part - (data[(row * width + column) * 4 + at] ?? 0)) < 60),
          );
          return [rows[0] ?? -1, rows.at(-1) ?? -1] as const;
        });
      });
    };
    const few = await drawn(['a']);
    const many = await drawn([...Array.from({ length: 150 }, (_, at) => `run ${at}`), 'a']);
    const differing = few.flatMap(([top, bottom], column) => {
      // A pixel to the left or right, because ends of strokes are round.
      const near = [0, -1, 1].some((by) => {
        const [first, last] = many[column + by] ?? [-1, -1];
        return Math.abs(first - top) <= 3 && Math.abs(last - bottom) <= 3;
      });
      return near ? [] : [column];
    });
    assert.ok(few.filter(([top]) => top >= 0).length > 300, 'there is a line');
    assert.ok(differing.length < few.length / 50, `columns ${differing.join(' ')} of ${few.length} differ`);
  });

  it('draws 500 runs, and a run that is picked on top of the others', async () => {
    await page.evaluate(() => {
      const runs = Array.from({ length: 500 }, (_, run) => ({ id: `run ${run}`, name: `run ${run}` }));
      for (const { id } of runs)
        window.charts.give([
          {
            runId: id,
            key: 'loss',
            values: Array.from({ length: 300 }, (_, at) => Math.sin(at + Number(id.slice(4)))),
          },
        ]);
      window.charts.show(['loss'], runs);
    });
    await painted();
    assert.match((await page.locator('.plot-summary').textContent()) ?? '', /^loss of 500 runs/);
    const covered = () =>
      page.evaluate(() => {
        const canvas = document.querySelector('canvas');
        const stroke = document.querySelector<HTMLElement>('.plot-swatch')?.style.borderTopColor;
        const wanted = (stroke?.match(/\d+/g) ?? ['no colour']).map(Number);
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let found = 0;
        for (let at = 0; at < data.length; at += 4)
          if (wanted.every((part, channel) => Math.abs(part - (data[at + channel] ?? 0)) < 8)) found += 1;
        return found;
      });
    const before = await covered();
    await page.evaluate(() => window.charts.selected(['run 0']));
    await painted();
    const after = await covered();
    assert.ok(after > 1000, `${before} to ${after}: the picked run is whole`);
    assert.equal(await page.getByText('and 300 more').isVisible(), true);
    assert.deepEqual(browser.troubles, []);
  });

  it('asks once for runs that have no such metric', async () => {
    await page.evaluate(() => window.charts.show(['loss'], [{ id: 'none', name: 'none' }]));
    await painted();
    await stage('loss').focus();
    await page.keyboard.press('+');
    await page.keyboard.press('-');
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => window.charts.requests.length), 1);
    assert.equal(await page.locator('.plot-summary').textContent(), 'loss: no run is shown.');
  });
});
