import { definedOf } from '../base/defined.ts';
import type { MetricLine } from './progress.ts';
import { isCompanionName, isMetricName, normalName } from './metricNames.ts';

const NUMBER = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?|nan|inf|-inf';
/** `name=0.3`, `name: 0.3`, `Val Loss = 0.3`: up to three words before the sign. */
const PAIR = new RegExp(
  `((?:[A-Za-z_][\\w@./'-]*)(?: [A-Za-z_][\\w@./-]*){0,2}?)\\s*[=:]\\s*(${NUMBER})(?![\\w.:/-])(\\s?%)?`,
  'gi',
);
/** `loss 0.3`, `val acc 0.93`, `Acc@1 75.0`: without a sign only for names that are metrics. */
const BARE = new RegExp(
  `((?:[A-Za-z_][\\w@/-]*[ ])?[A-Za-z_][\\w@/-]*)\\s+(${NUMBER})(?![\\w.:/-])(\\s?%)?(?:\\s*\\(\\s*[-\\d.e+]+\\s*\\))?`,
  'gi',
);
/** Measured times, rates and sizes: no metrics, and no reason against the line. */
const QUANTITY =
  /(?:[A-Za-z_][\w/]*\s*[=:]?\s*)?[-+]?\d+(?:\.\d+)?\s*(?:ms|us|µs|s|sec|secs|seconds|min|h|hrs?|it\/s|s\/it|ms\/step|s\/step|tok(?:ens)?\/s(?:ec)?|samples?\/s(?:ec)?|img\/s|images\/s|wps|GB|GiB|MB|MiB|TFLOPS|%)(?![\w/])/gi;
const CLOCK =
  /\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?[T ]\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?|\b\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d+)?\b/g;
const LOGGER =
  /^(?:[\s|[\]()<>-]|TRACE\b|DEBUG\b|INFO\b|WARNING\b|[A-Za-z_][\w.]*:\s?(?=[A-Za-z_]+:)|(?:root|__main__|train\w*|main|accelerate[\w.]*|trainer|fairseq[\w.]*|mm\w+|lightning[\w.]*|pytorch_lightning[\w.]*)\s*[-:|\]])+/;

const EPOCH = /\bepoch\s*(?:\((?:train|val)\))?[\s=:#[(]*(\d+(?:\.\d+)?)\]?\)?(?:\s*(?:\/|of)\s*(\d+))?[\])]?/i;
const STEP =
  /\b(?:global[_ ])?(?:step|iter(?:ation)?|batch|it|update|round)s?\s*[=:#[(]*\s*(\d+)(?:\s*(?:\/|of)\s*(\d+))?[\])]?/i;
/** `[640/60000 (1%)]`, `[  10/5005]`, `: 100 / 1500`, `[1][ 50/100]`: a counter without a name, good only after an epoch. */
const COUNTER = /(?:\[\s*|:\s+|,\s*|^\s*)(\d+)\s*\/\s*(\d+)\s*(?:\(\s*\d+%\))?\s*\]?/;
/** `[10]	train-logloss:0.123` of XGBoost and LightGBM. */
const BOOST = /^\[(\d+)\]\s+(?=\S*[A-Za-z])/;

/** Words that may stand between the values without making the line a sentence. */
const FILLERS = new Set(
  'train training val valid validation test eval evaluation set epoch epochs step steps iter iteration batch avg average mean final best result results metrics done finished end of at on the and in for time eta lr left took rank saved new improved from to val_set data mem memory inner train_inner valid_0 valid_1 s is was summary last'.split(
    ' ',
  ),
);

/** Named numbers of a text, in their order. Names are as written. */
export function pairsOf(text: string): readonly (readonly [name: string, value: number])[] {
  return [...text.matchAll(PAIR)].map((match) => [shortName(match[1] ?? ''), toNumber(match[2] ?? '')] as const);
}

/** Lines made of a counter and metrics, in whatever order and punctuation: what is left over decides whether it is one. */
export function plainMetrics(line: string): MetricLine | undefined {
  const boost = BOOST.exec(line);
  const rest = boost ? line.slice(boost[0].length) : line.replace(CLOCK, ' ').replace(LOGGER, '');
  const counted = takeCounters(rest);
  const taken = takeMetrics(counted.rest);
  const hasMetric = [...taken.metrics.keys()].some((name) => isMetricName(name));
  const isCounter = taken.metrics.size === 0 && (counted.epoch !== undefined || counted.stepTotal !== undefined);
  if (!hasMetric && !isCounter) return undefined;
  if (!isFiller(taken.rest, isCounter)) return undefined;
  const { epoch, epochTotal, stepTotal } = counted;
  const step = boost ? Number(boost[1]) : counted.step;
  return { metrics: taken.metrics, ...definedOf({ epoch, epochTotal, step, stepTotal }) };
}

interface Counters {
  readonly rest: string;
  readonly epoch?: number | undefined;
  readonly epochTotal?: number | undefined;
  readonly step?: number | undefined;
  readonly stepTotal?: number | undefined;
}

function takeCounters(text: string): Counters {
  let rest = text;
  const epoch = EPOCH.exec(rest);
  if (epoch) rest = cut(rest, epoch);
  const step = STEP.exec(rest);
  if (step) rest = cut(rest, step);
  const counter = epoch && !step ? COUNTER.exec(rest) : undefined;
  if (counter && counter.index <= (epoch?.index ?? 0) + 4) rest = cut(rest, counter);
  const counts = step ?? counter;
  return {
    rest,
    epoch: numeric(epoch?.[1]),
    epochTotal: numeric(epoch?.[2]),
    step: numeric(counts?.[1]),
    stepTotal: numeric(counts?.[2]),
  };
}

function takeMetrics(text: string): { readonly rest: string; readonly metrics: ReadonlyMap<string, number> } {
  const metrics = new Map<string, number>();
  const take = (isBare: boolean) => (whole: string, name: string, value: string) => {
    const short = shortName(name);
    const isMetric = isMetricName(short);
    if (!isMetric && (isBare || !isCompanionName(short))) return isBare ? whole : ' ';
    if (!metrics.has(normalName(short))) metrics.set(normalName(short), toNumber(value));
    return name.length > short.length ? ` ${name.slice(0, -short.length)} ` : ' ';
  };
  const rest = text.replace(PAIR, take(false)).replace(BARE, take(true)).replace(QUANTITY, ' ');
  return { rest, metrics };
}

/** The longest end of the words before the sign that is a metric's name; else the last word. */
function shortName(name: string): string {
  const words = name.split(' ');
  for (let from = 0; from < words.length; from++) {
    const candidate = words.slice(from).join(' ');
    if (isMetricName(candidate)) return candidate;
  }
  return words.at(-1) ?? name;
}

/** Words of a sentence speak against a line of metrics; so does anything but the punctuation that stands between values. */
function isFiller(rest: string, isStrict: boolean): boolean {
  if (/["'{}=\\$@!?^*`;]/.test(rest.replace(/\[=*>?\.*\]/g, ''))) return false;
  const words = rest.toLowerCase().match(/[a-z_][\w]*/g) ?? [];
  if (isStrict) return words.length === 0 && !/\d/.test(rest);
  return words.length <= 6 && words.every((word) => FILLERS.has(word));
}

const cut = (text: string, match: RegExpExecArray) =>
  `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
const numeric = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const toNumber = (text: string) =>
  /nan/i.test(text) ? Number.NaN : /inf/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
