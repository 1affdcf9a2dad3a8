import { formatDuration, formatMetric } from '../base/format.ts';
import type { ChartAxis, ChartRange } from './chartLine.ts';
import type { ChartScale } from './chartScale.ts';

/** A mark on an axis. Marks without a label are drawn shorter. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Round values within the range, about `wanted` of them: steps of 1, 2 or 5 times a power of ten. */
export function linearTicks({ from, to }: ChartRange, wanted: number): readonly Tick[] {
  const step = roundStep((to - from) / Math.max(1, wanted));
  if (!(step > 0)) return [{ at: from, label: formatMetric(from) }];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return stepsWithin({ from, to }, step).map((at) => ({ at, label: tickText(at, digits) }));
}

/** Powers of ten within the range, and where they are few the values between them. The range is above zero. */
export function logTicks({ from, to }: ChartRange, wanted: number): readonly Tick[] {
  const [low, high] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
  const decades = Math.log10(to) - Math.log10(from);
  const every = Math.max(1, Math.ceil(decades / Math.max(1, wanted)));
  const between = decades <= Math.max(1, wanted / 4) ? [1, 2, 3, 5, 7] : decades <= wanted / 2 ? [1, 2, 5] : [1];
  const ticks: Tick[] = [];
  for (let decade = low; decade <= high; decade++) {
    for (const factor of between) {
      const at = factor * 10 ** decade;
      if (at < from * (1 - 1e-9) || at > to * (1 + 1e-9)) continue;
      const isLabelled = (decade - low) % every === 0;
      ticks.push({ at, label: isLabelled ? powerText(factor, decade) : '' });
    }
  }
  return ticks.length >= 2 ? ticks : linearTicks({ from, to }, wanted);
}

/** The marks of an axis of numbers. */
export function scaleTicks(scale: ChartScale, wanted: number): readonly Tick[] {
  return scale.kind === 'log' ? logTicks(scale, wanted) : linearTicks(scale, wanted);
}

const SECOND = 1000;
/** Steps that people count time in, in seconds: parts of a minute, of an hour, of a day, then days to a year. */
const TIME_STEPS = [
  1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600,
  2_592_000, 7_862_400, 31_536_000,
];
const DAY = 86_400_000;

function timeStep(least: number): number {
  return (TIME_STEPS.find((each) => each * SECOND >= least) ?? 31_536_000) * SECOND;
}

/** Wall time, milliseconds since 1970, in the user's time zone: hours where the range is short, days where it is long. */
export function timeTicks({ from, to }: ChartRange, wanted: number): readonly Tick[] {
  const step = timeStep((to - from) / Math.max(1, wanted));
  // Days begin at midnight where the user is and not in Greenwich.
  const zone = new Date(from).getTimezoneOffset() * 60 * SECOND;
  return stepsWithin({ from: from - zone, to: to - zone }, step).map((local) => ({
    at: local + zone,
    label: timeText(local + zone, step),
  }));
}

/** Seconds since a run's start. */
export function durationTicks({ from, to }: ChartRange, wanted: number): readonly Tick[] {
  const least = ((to - from) * SECOND) / Math.max(1, wanted);
  if (least < SECOND) return linearTicks({ from, to }, wanted).map(({ at, label }) => ({ at, label: `${label} s` }));
  const step = timeStep(least) / SECOND;
  return stepsWithin({ from, to }, step).map((at) => ({ at, label: formatDuration(at * SECOND) }));
}

/** The marks of a horizontal axis. */
export function axisTicks(axis: ChartAxis, range: ChartRange, wanted: number): readonly Tick[] {
  if (axis === 'time') return timeTicks(range, wanted);
  return axis === 'relative' ? durationTicks(range, wanted) : linearTicks(range, wanted);
}

/** A value of a horizontal axis as text. */
export function axisText(axis: ChartAxis, value: number): string {
  if (axis === 'time') return new Date(value).toLocaleString();
  if (axis === 'relative') return value < 60 ? `${formatMetric(value)} s` : formatDuration(value * SECOND);
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : String(value);
}

function timeText(at: number, step: number): string {
  const time = new Date(at);
  if (step >= DAY) return time.toLocaleDateString(undefined, { month: 'short', day: 'numeric' });
  const seconds = step < 60 * SECOND ? ({ second: '2-digit' } as const) : {};
  return time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', ...seconds });
}

function roundStep(rough: number): number {
  if (!(rough > 0) || !Number.isFinite(rough)) return 0;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function stepsWithin({ from, to }: ChartRange, step: number): readonly number[] {
  const begin = Math.ceil(from / step - 1e-9);
  const end = Math.floor(to / step + 1e-9);
  // Beyond this a double cannot tell neighbours apart, and no picture has as many marks.
  if (!(end - begin < 1000)) return [];
  return Array.from({ length: Math.max(0, end - begin + 1) }, (_, position) => (begin + position) * step);
}

function tickText(at: number, digits: number): string {
  if (at === 0) return '0';
  const size = Math.abs(at);
  if (size >= 1e6 || size < 1e-4) return shortPower(at.toExponential(Math.min(4, 2)));
  return at.toFixed(Math.min(10, digits));
}

function powerText(factor: number, decade: number): string {
  if (decade >= -3 && decade <= 4) return String(Number((factor * 10 ** decade).toPrecision(3)));
  return `${factor}e${decade}`;
}

/** `1.50e+6` without what says nothing. */
function shortPower(text: string): string {
  return text.replace(/\.?0+e/, 'e').replace('e+', 'e');
}
