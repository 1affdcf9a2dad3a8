// @ts-check
// Measures both sides of a pair in turn, and judges the medians by the goals.
import { loadavg } from 'node:os';
import { NotMeasured } from './notMeasured.mjs';
import { judge } from './judge.mjs';
import { median } from './median.mjs';

/** @typedef {import('./types.ts').Pair} Pair */
/** @typedef {import('./types.ts').Goal} Goal */
/** @typedef {import('./types.ts').Row} Row */
/** @typedef {import('./types.ts').BenchContext} BenchContext */
/** @typedef {{ours: number[], theirs: number[], also: Map<string, number[]>}} Series */
/** @typedef {{goals: readonly Goal[], context: BenchContext, runs: number, judge: boolean, load?: () => number}} Options */

/** Above this load other programs decide the figures: a missed goal is measured again. */
const busyLoad = 1.5;
const mostAttempts = 3;

/**
 * @param {Pair} pair
 * @param {Options} options
 * @returns {Promise<Row[]>} The pair's own row, then one for each further figure.
 */
export async function measurePair(pair, options) {
  try {
    try {
      await pair.setup?.(options.context);
      return await attempts(pair, options);
    } finally {
      await pair.teardown?.(options.context);
    }
  } catch (error) {
    return [withoutFigures(pair, error, options.goals)];
  }
}

/**
 * @param {Pair} pair
 * @param {Options} options
 * @returns {Promise<Row[]>} Of the last attempt: the first that misses no goal, or was made on a quiet machine.
 */
async function attempts(pair, options) {
  const { load = systemLoad } = options;
  for (let attempt = 1; ; attempt += 1) {
    const before = load();
    const rows = rowsOf(pair, await measure(pair, options), options).map((row) =>
      Object.assign(row, { load: before, attempts: attempt }),
    );
    const isBusy = Math.max(before, load()) > busyLoad;
    if (!isBusy || attempt === mostAttempts || rows.every((row) => row.ok !== false)) return rows;
    options.context.log(`a goal was missed at load ${load().toFixed(2)}: measured again`);
  }
}

const systemLoad = () => loadavg()[0] ?? 0;

/**
 * One round of each side to warm up, then the sides in turn; who goes first changes with every round.
 * @param {Pair} pair
 * @param {Options} options
 * @returns {Promise<Series>}
 */
async function measure(pair, { context, runs }) {
  /** @type {Series} */
  const series = { ours: [], theirs: [], also: new Map() };
  const ours = async (/** @type {boolean} */ counts) => {
    const { value, also } = asMeasurement(await pair.ours(context));
    if (!counts) return;
    series.ours.push(value);
    for (const [name, figure] of Object.entries(also)) {
      const list = series.also.get(name);
      if (list) list.push(figure);
      else series.also.set(name, [figure]);
    }
  };
  const theirs = async (/** @type {boolean} */ counts) => {
    if (!pair.theirs) return;
    const { value } = asMeasurement(await pair.theirs(context));
    if (counts) series.theirs.push(value);
  };
  if (pair.constant) {
    await ours(true);
    await theirs(true);
    return series;
  }
  for (let round = 0; round <= runs; round += 1) {
    const counts = round > 0;
    for (const side of round % 2 === 0 ? [theirs, ours] : [ours, theirs]) await side(counts);
  }
  return series;
}

/**
 * @param {number | import('./types.ts').Measurement} given
 * @returns {Required<import('./types.ts').Measurement>}
 */
function asMeasurement(given) {
  const { value, also = {} } = typeof given === 'number' ? { value: given } : given;
  for (const figure of [value, ...Object.values(also)])
    if (!Number.isFinite(figure)) throw new Error(`a side gave ${figure} instead of a figure`);
  return { value, also };
}

/**
 * @param {Pair} pair
 * @param {Series} series
 * @param {Options} options
 * @returns {Row[]}
 */
function rowsOf({ id, group, title, unit }, { ours, theirs, also }, { goals, judge: judged }) {
  const figures = { ours: median(ours), theirs: theirs.length > 0 ? median(theirs) : null };
  const ratio = figures.theirs === null || figures.theirs === 0 ? null : figures.ours / figures.theirs;
  const own = goals.find((goal) => goal.id === id);
  /** @type {Row[]} */
  const rows = [
    {
      id,
      group,
      title,
      ...figures,
      unit,
      ratio,
      ...judge(own, { ours: figures.ours, ratio }, judged),
      runs: { ours, theirs },
    },
  ];
  for (const [name, list] of also) {
    const goal = goals.find((one) => one.id === `${id}.${name}`);
    const figure = furtherFigure(list, goal);
    rows.push({
      id: `${id}.${name}`,
      group,
      title: goal?.title ?? `${title}: ${name}`,
      ours: figure,
      theirs: null,
      unit: goal?.unit ?? '',
      ratio: null,
      ...judge(goal, { ours: figure, ratio: null }, judged),
      runs: { ours: list, theirs: [] },
    });
  }
  return rows;
}

/**
 * A further figure is a promise about every run, so the worst one counts, unless its goal says otherwise.
 * @param {readonly number[]} list
 * @param {Goal | undefined} goal
 */
function furtherFigure(list, goal) {
  if (goal?.by === 'median') return median(list);
  return goal?.min === undefined ? Math.max(...list) : Math.min(...list);
}

/**
 * @param {Pair} pair
 * @param {unknown} error
 * @param {readonly Goal[]} goals
 * @returns {Row} Not measured; an error that is no NotMeasured is a broken pair, which counts as missed.
 */
function withoutFigures({ id, group, title, unit }, error, goals) {
  const isAbsent = error instanceof NotMeasured;
  const goal = goals.find((one) => one.id === id);
  if (!isAbsent) console.error(error);
  return {
    id,
    group,
    title,
    ours: null,
    theirs: null,
    unit,
    ratio: null,
    bound: judge(goal, { ours: 0, ratio: null }, false).bound,
    ok: isAbsent ? null : false,
    runs: { ours: [], theirs: [] },
    reason: isAbsent ? error.message : `the pair broke: ${error instanceof Error ? error.message : String(error)}`,
  };
}
