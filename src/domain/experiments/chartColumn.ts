import { formatMetric } from '../base/format.ts';
import { type ChartScale, extent, placeOf, scaleAround } from './chartScale.ts';
import { scaleTicks, type Tick } from './chartTicks.ts';

/** One value a run: a parameter or a metric. Undefined where the run has none. */
export interface ChartColumn {
  readonly name: string;
  readonly values: readonly (string | number | undefined)[];
}

/** A column as an axis: numbers on a scale, or names side by side. Places are from 0 to 1; NaN for what has no place. */
export interface ColumnAxis {
  readonly isNumeric: boolean;
  /** Numbers, by run; NaN where there is none. For names, their position. */
  readonly numbers: Float64Array;
  readonly scale: ChartScale;
  placeOf(value: number): number;
  ticks(wanted: number): readonly Tick[];
  text(value: number): string;
}

/** From here on parameters such as a learning rate are chosen by magnitude, and a linear axis would crowd all but one into a corner. */
const LOG_SPAN = 100;

/** Numbers when all values are; trackers keep parameters as text, so a text that is a number counts as one. */
export function columnAxis(column: ChartColumn, isLog?: boolean): ColumnAxis {
  const numbers = Float64Array.from(column.values, numberOf);
  const isNumeric = column.values.every((value, at) => value === undefined || isNumber(value, numbers[at]));
  return isNumeric ? numericAxis(numbers, isLog) : nameAxis(column);
}

function numericAxis(numbers: Float64Array, isLog: boolean | undefined): ColumnAxis {
  const [low, high] = extent(numbers);
  const scale = scaleAround((isLog ?? (low > 0 && high / low >= LOG_SPAN)) ? 'log' : 'linear', low, high);
  return {
    isNumeric: true,
    numbers,
    scale,
    placeOf: (value) => (Number.isFinite(value) ? placeOf(scale, value) : NaN),
    ticks: (wanted) => scaleTicks(scale, wanted),
    text: formatMetric,
  };
}

function nameAxis({ values }: ChartColumn): ColumnAxis {
  const names = [...new Set(values.flatMap((value) => (value === undefined ? [] : [String(value)])))].sort();
  const positions = new Map(names.map((name, at) => [name, at]));
  const scale: ChartScale = { kind: 'linear', from: -0.5, to: names.length - 0.5 };
  return {
    isNumeric: false,
    numbers: Float64Array.from(values, (value) => positions.get(String(value)) ?? NaN),
    scale,
    placeOf: (value) => placeOf(scale, value),
    ticks: () => names.map((label, at) => ({ at, label })),
    text: (value) => names[value] ?? '',
  };
}

function numberOf(value: string | number | undefined): number {
  if (typeof value === 'number') return value;
  return value === undefined || value.trim() === '' ? NaN : Number(value);
}

function isNumber(value: string | number, asNumber: number | undefined): boolean {
  return typeof value === 'number' || !Number.isNaN(asNumber) || /^[+-]?nan$/i.test(value);
}
