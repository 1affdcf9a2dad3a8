// @ts-check
// Plots of runs in a real browser without a graphics processor: the product's page code and, for what the extension does, its cache in a worker.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { openBrowser } from '../../test/harness/browser.mjs';
import { descendantCpu } from '../lib/descendantCpu.mjs';
import { installPinned } from '../lib/installPinned.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

const metric = 'loss';
/** @type {Awaited<ReturnType<typeof openBrowser>> | undefined} */
let browser;
const scripts = { page: '', worker: '', plotly: '' };
let style = '';

/** @param {import('../lib/types.ts').BenchContext} context */
async function setup({ root }) {
  style = readFileSync(join(root, 'media/charts.css'), 'utf8');
  scripts.page = await bundle(join(root, 'test/pages/chartsPage.ts'));
  scripts.worker = await bundle(join(root, 'test/pages/chartsWorker.ts'));
  try {
    browser = await openBrowser({ width: 1100, height: 700 });
  } catch (error) {
    throw new NotMeasured(error instanceof Error ? error.message : String(error));
  }
}

async function teardown() {
  await browser?.close();
  browser = undefined;
}

/** @param {string} entry */
async function bundle(entry) {
  const built = await build({ entryPoints: [entry], bundle: true, format: 'iife', minify: true, write: false });
  return built.outputFiles[0]?.text ?? '';
}

/** @param {string} script */
async function freshPage(script) {
  if (!browser) throw new Error('there is no browser before setup');
  const { page } = browser;
  await page.goto('about:blank');
  await page.addStyleTag({ content: style });
  await page.addScriptTag({ content: script });
  return page;
}

// Plots of 10 runs x 10,000 points, from the values in memory to the frame that shows them. Both sides get the same values and the same size.
const drawTen = `
  window.runs = Array.from({ length: 10 }, (_, run) => {
    const x = Float64Array.from({ length: 10000 }, (_, at) => at);
    return { x, y: x.map((at) => Math.exp(-at / (2000 + run * 100)) + Math.sin(at * 12.9898 + run) * 0.05) };
  });
  // The frame is on screen when the message behind it is handled: it is sent while the frame is made.
  window.afterPaint = () => new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(0);
  }));
`;

const paint = {
  id: 'charts-paint',
  group: 'experiments',
  title: '10 runs x 10,000 points on screen | Plotly',
  unit: 'ms',
  /** @param {import('../lib/types.ts').BenchContext} context */
  setup: async (context) => {
    await setup(context);
    scripts.plotly = readFileSync(join(await installPinned('plotly'), 'plotly.js-dist-min/plotly.min.js'), 'utf8');
  },
  teardown,
  ours: async () => {
    const page = await freshPage(scripts.page);
    await page.addScriptTag({ content: drawTen });
    const onScreenMs = await page.evaluate(async (key) => {
      const { charts, runs, afterPaint } = /** @type {any} */ (window);
      for (const [run, { x, y }] of runs.entries())
        charts.put({ runId: `run ${run}`, key, steps: x, values: y, timestamps: x, isSampled: false });
      const begun = performance.now();
      charts.show(
        [key],
        Array.from({ length: 10 }, (_, run) => ({ id: `run ${run}`, name: `run ${run}` })),
      );
      const summary = document.querySelector('.plot-summary');
      // Drawn in the frame after the answer: the sentence is written with the picture, and it names the runs once their lines are there.
      for (;;) {
        const painted = await afterPaint();
        if (summary?.textContent?.includes('10 runs')) return painted - begun;
      }
    }, metric);
    return { value: onScreenMs, also: { onScreenMs } };
  },
  theirs: async () => {
    const page = await freshPage(scripts.plotly);
    await page.addScriptTag({ content: drawTen });
    return await page.evaluate(async () => {
      const { Plotly, runs, afterPaint } = /** @type {any} */ (window);
      const place = document.body.appendChild(document.createElement('div'));
      place.style.height = '260px';
      const begun = performance.now();
      const traces = runs.map(
        (/** @type {{x: Float64Array, y: Float64Array}} */ { x, y }, /** @type {number} */ run) => ({
          x,
          y,
          mode: 'lines',
          name: `run ${run}`,
        }),
      );
      await Plotly.newPlot(place, traces, {}, { displayModeBar: false });
      return (await afterPaint()) - begun;
    });
  },
};

const many = {
  id: 'charts-many',
  group: 'experiments',
  title: 'Frames while 500 runs x 100,000 points are zoomed',
  unit: 'frames/s',
  setup,
  teardown,
  ours: async () => {
    const page = await freshPage(scripts.page);
    const figures = await page.evaluate(zoomMany, { worker: scripts.worker, key: metric });
    return {
      value: figures.frames,
      also: { detailMs: figures.detailMs },
    };
  },
};

/**
 * Runs in the page. Turns the wheel in every frame, in and out, for five seconds; then waits for the detail of the part it came to rest on.
 * @param {{worker: string, key: string}} parts
 */
async function zoomMany({ worker, key }) {
  const { charts } = /** @type {any} */ (window);
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
  /** @param {number} answers */
  const answered = async (answers) => {
    while (charts.answered < answers) await frame();
    await frame();
    await frame();
  };
  charts.work(worker);
  charts.ask({ kind: 'points', count: 100_000 });
  const runs = Array.from({ length: 500 }, (_, run) => ({ id: `run ${run}`, name: `run ${run}` }));
  const shown = performance.now();
  charts.show([key], runs);
  await answered(1);
  const firstMs = performance.now() - shown;
  const stage = /** @type {HTMLElement} */ (document.querySelector('.plot-stage'));
  stage.focus();
  const box = stage.getBoundingClientRect();
  const begun = performance.now();
  let [frames, longestFrameMs, before] = [0, 0, begun];
  for (let now = begun; now - begun < 5000; frames++) {
    // Between everything and a third of it, where the most points are on screen; the pointer moves as well.
    const deltaY = frames % 40 < 20 ? -40 : 40;
    stage.dispatchEvent(
      new WheelEvent('wheel', {
        deltaY,
        clientX: box.left + 300 + (frames % 200),
        clientY: box.top + 100,
        cancelable: true,
      }),
    );
    stage.dispatchEvent(
      new PointerEvent('pointermove', {
        clientX: box.left + 300 + (frames % 200),
        clientY: box.top + 60 + (frames % 90),
      }),
    );
    now = Number(await frame());
    longestFrameMs = Math.max(longestFrameMs, now - before);
    before = now;
  }
  const seconds = (performance.now() - begun) / 1000;
  for (let turn = 0; turn < 20; turn++)
    stage.dispatchEvent(
      new WheelEvent('wheel', { deltaY: -100, clientX: box.left + 300, clientY: box.top + 100, cancelable: true }),
    );
  const rested = performance.now();
  await answered(charts.requests.length + 1);
  const said = document.querySelector('.plot-summary')?.textContent ?? '';
  if (!said.includes('500 runs') || !said.includes('On screen')) throw new Error(`not what was to be drawn: ${said}`);
  return { frames: frames / seconds, firstMs, detailMs: performance.now() - rested, longestFrameMs };
}

const live = {
  id: 'charts-live',
  group: 'experiments',
  title: 'Processor time of 10 runs that log 1,000 points/s',
  unit: '% of a core',
  setup,
  teardown,
  ours: async () => {
    const page = await freshPage(scripts.page);
    await page.evaluate(logLive, { worker: scripts.worker, key: metric });
    await page.waitForTimeout(2000);
    const [begun, used] = [performance.now(), descendantCpu()];
    await page.waitForTimeout(10_000);
    const percent = ((descendantCpu() - used) / ((performance.now() - begun) / 1000)) * 100;
    const points = await page.evaluate(async (key) => {
      const { charts } = /** @type {any} */ (window);
      document.querySelector('.plot button')?.dispatchEvent(new MouseEvent('click'));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return { said: document.querySelector('.plot-summary')?.textContent ?? '', answers: charts.answered, key };
    }, metric);
    if (points.answers < 20) throw new Error(`the plot got ${points.answers} answers: ${points.said}`);
    return percent;
  },
};

/**
 * Runs in the page. Ten runs that have logged 10,000 points go on with 100 points a second each; twice a second the plot gets its lines anew.
 * @param {{worker: string, key: string}} parts
 */
async function logLive({ worker, key }) {
  const { charts } = /** @type {any} */ (window);
  charts.work(worker);
  charts.ask({ kind: 'points', count: 10_000 });
  const runIds = Array.from({ length: 10 }, (_, run) => `run ${run}`);
  charts.show(
    [key],
    runIds.map((id) => ({ id, name: id })),
  );
  while (charts.answered < 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  let from = 10_000;
  setInterval(() => {
    charts.ask({ kind: 'append', runIds, metric: key, from, to: from + 50 });
    from += 50;
    charts.ask({ kind: 'lines', request: { ...charts.requests[0], runIds } });
  }, 500);
}

const size = {
  id: 'charts-size',
  group: 'experiments',
  title: 'All code of plots in a page, minified',
  unit: 'kB',
  constant: true,
  /** @param {import('../lib/types.ts').BenchContext} context */
  ours: async ({ root }) => {
    const folder = join(root, 'src/webview/charts');
    const files = readdirSync(folder).filter((name) => /^(linePlots|imageSteps|runCharts|.*Chart)\.ts$/.test(name));
    const built = await build({
      stdin: { contents: files.map((name) => `export * from './${name}';`).join('\n'), resolveDir: folder },
      bundle: true,
      format: 'esm',
      minify: true,
      target: 'chrome140',
      metafile: true,
      write: false,
    });
    // Without what every page has already.
    const inputs = Object.values(built.metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    const own = inputs.filter(([path]) => !/webview\/shared|domain\/base/.test(path));
    return own.reduce((bytes, [, { bytesInOutput }]) => bytes + bytesInOutput, 0) / 1000;
  },
};

export const pairs = [paint, many, live, size];
