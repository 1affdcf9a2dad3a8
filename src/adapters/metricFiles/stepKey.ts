/** What libraries call the number of a step, the finest first: of those that a file has the first counts. Without capitals. */
const STEPS = [
  '_step',
  'global_step',
  'step',
  'steps',
  'trainer/global_step',
  'iteration',
  'iter',
  'training_iteration',
  'time/total_timesteps',
  'timesteps_total',
  'update',
  'epoch',
  'epochs',
];

/** Undefined where none of the names is a step. */
export function stepKey(names: Iterable<string>): string | undefined {
  let best = STEPS.length;
  let key: string | undefined;
  for (const name of names) {
    const rank = STEPS.indexOf(name.toLowerCase());
    if (rank < 0 || rank >= best) continue;
    best = rank;
    key = name;
  }
  return key;
}

const TIMES = new Set(['timestamp', '_timestamp', 'wall_time', 'walltime', 'time', 'datetime', 'date', 'created_at']);

export const isTimeKey = (name: string): boolean => TIMES.has(name.toLowerCase());

/** Seconds of 1973, and milliseconds of 2001: what is less is a duration. */
const LEAST_SECONDS = 1e8;
const LEAST_MILLISECONDS = 1e12;

/** @returns milliseconds since 1970; undefined when the value is a duration, or no time */
export function timeOfValue(value: string | number): number | undefined {
  const number = typeof value === 'number' ? value : numberOfText(value);
  if (number === undefined) {
    const time = Date.parse(String(value));
    return Number.isNaN(time) ? undefined : time;
  }
  if (number >= LEAST_MILLISECONDS) return number;
  return number >= LEAST_SECONDS ? number * 1000 : undefined;
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

/** A number as Python and JavaScript print it; undefined for any other text, also an empty one. */
export function numberOfText(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(trimmed);
  // JavaScript takes 0x10 and 0b1 too, which no logger writes.
  if (!Number.isNaN(number) && !/^[+-]?0[xbo]/i.test(trimmed)) return number;
  return WORDS.get(trimmed.toLowerCase());
}
