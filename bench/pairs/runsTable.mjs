// @ts-check
// The table of runs beside pandas, which is what a user has who calls mlflow.search_runs: the same sorting, filtering and grouping of 10,000 runs with
// 500 columns. And the page of the table in a real browser without a graphics processor: what a frame costs while it is scrolled.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RunsModel } from '../../src/domain/experiments/runsModel.ts';
import { FIRST_LAYOUT } from '../../src/domain/experiments/tableLayout.ts';
import { RunsPageStage } from '../../test/support/runsPageStage.ts';
import { pythonEnvironment } from '../../test/testbed/python/pythonEnvironment.mjs';
import { manyRuns, manyRunsTable } from '../lib/manyRuns.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

const frames = 120;

/** @type {ReturnType<typeof manyRunsTable> | undefined} */
let table;
let megabytes = 0;
let python = '';

const work = {
  id: 'runs-table',
  group: 'experiments',
  title: 'Sort twice, filter and group 10,000 runs x 500 columns | pandas',
  unit: 'ms',
  /** @param {import('../lib/types.ts').BenchContext} context */
  setup: async ({ log }) => {
    table = manyRunsTable();
    const program = join(import.meta.dirname, '../lib/manyRuns.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program]);
    megabytes = Number(stdout);
    try {
      python = await pythonEnvironment('mlflow3', { log });
    } catch (error) {
      log(`no pandas: ${error instanceof Error ? error.message : String(error)}`);
    }
  },
  ours: () => {
    if (!table) throw new Error('there is no table before setup');
    const model = new RunsModel(table, FIRST_LAYOUT);
    const shown = model.columns().flatMap(({ index, group }) => (group === 'metrics' ? [index] : []));
    const layouts = [
      { sort: [{ key: 'metrics.m7', isDescending: true }] },
      { sort: ['params.p3', 'metrics.m4'].map((key) => ({ key, isDescending: false })) },
      { filter: 'metrics.m1 < 0.3 and params.p5 = "2"' },
      { groupBy: ['params.p8', 'params.p3'] },
    ];
    const started = performance.now();
    for (const layout of layouts) {
      model.layout = { ...FIRST_LAYOUT, ...layout };
      // All groups with thirty columns, as the other side has them; the page asks for those on screen alone.
      model.lines(0, layout.groupBy ? 1000 : 64, shown.slice(0, 30));
    }
    return { value: performance.now() - started, also: { megabytes } };
  },
  theirs: async () => {
    if (python === '') throw new NotMeasured('no Python with pandas');
    const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, '../python/runsFrame.py')]);
    return Number(JSON.parse(stdout).ms);
  },
  teardown: () => {
    table = undefined;
  },
};

/** @type {RunsPageStage | undefined} */
let stage;

const scroll = {
  id: 'runs-scroll',
  group: 'experiments',
  title: 'A frame of 10,000 runs x 500 columns while they are scrolled both ways, without waiting for others',
  unit: 'ms',
  setup: async () => {
    try {
      stage = await RunsPageStage.open({ width: 1400, height: 900 });
    } catch (error) {
      throw new NotMeasured(error instanceof Error ? error.message : String(error));
    }
    await stage.reset();
    await stage.show([...manyRuns()].flat());
    await stage.opened.page.getByText('10,000 runs', { exact: true }).waitFor();
  },
  ours: async () => {
    if (!stage) throw new Error('there is no page before setup');
    const { page } = stage.opened;
    const session = await page.context().newCDPSession(page);
    // The time of the thread itself: on a busy machine frames wait for others.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const all = await session.send('Performance.getMetrics');
      return all.metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    };
    const before = await spent();
    const missing = await page.evaluate(scrollBothWays, frames);
    const value = ((await spent()) - before) / frames;
    await session.detach();
    return { value: value * 1000, also: { missingPercent: missing * 100 } };
  },
  teardown: async () => {
    stage?.leave();
    await stage?.opened.close();
  },
};

/**
 * Runs in the page.
 * @param {number} wanted Frames.
 * @returns {Promise<number>} The share of cells on screen that were still waited for.
 */
async function scrollBothWays(wanted) {
  const grid = document.querySelector('.grid');
  grid?.scrollTo(0, 0);
  let [missing, cells] = [0, 0];
  for (let frame = 0; frame < wanted; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    grid?.scrollBy(40, 96);
    missing += document.querySelectorAll('.cell.coming').length;
    cells += document.querySelectorAll('.row .cell').length;
  }
  return missing / cells;
}

export const pairs = [work, scroll];
