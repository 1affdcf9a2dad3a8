import type { ChartAxis } from '../../domain/experiments/chartLine.ts';
import { type ChartScale, placeOf } from '../../domain/experiments/chartScale.ts';
import { axisTicks, linearTicks, logTicks, type Tick } from '../../domain/experiments/chartTicks.ts';
import type { ChartTheme } from './chartTheme.ts';
import type { Box, Surface } from './surface.ts';

/** A mark and its place in CSS pixels of the picture. */
export interface Mark extends Tick {
  readonly place: number;
}

/** Two axes, measured. */
export interface AxisPicture {
  readonly area: Box;
  readonly x: ChartScale;
  readonly y: ChartScale;
  readonly xMarks: readonly Mark[];
  readonly yMarks: readonly Mark[];
  readonly xTitle: string;
  readonly yTitle: string;
}

export interface AxisWish {
  readonly x: ChartScale;
  readonly y: ChartScale;
  /** The horizontal axis counts steps or time; absent: it holds values like the vertical one. */
  readonly xAxis?: ChartAxis;
  readonly xTitle?: string;
  readonly yTitle?: string;
}

const LINE = 16;
const MARK = 5;

/** The room between the axes after their texts have theirs. */
export function axisArea(wish: AxisWish, surface: Surface, _theme: ChartTheme): AxisPicture {
  const { x, y, xTitle = '', yTitle = '' } = wish;
  const top = 8;
  const bottom = LINE + MARK + 2 + (xTitle === '' ? 0 : LINE);
  const height = Math.max(20, surface.height - top - bottom);
  const yTicks = ticksOf(y, height / 45);
  const widest = yTicks.reduce((most, { label }) => Math.max(most, surface.measure(label)), 12);
  const left = Math.ceil(widest) + MARK + 6 + (yTitle === '' ? 0 : LINE);
  const area = { left, top, width: Math.max(20, surface.width - left - 14), height };
  const xTicks = wish.xAxis ? axisTicks(wish.xAxis, x, area.width / 90) : ticksOf(x, area.width / 80);
  return {
    area,
    x,
    y,
    xTitle,
    yTitle,
    xMarks: marks(xTicks, (at) => area.left + placeOf(x, at) * area.width),
    yMarks: marks(yTicks, (at) => area.top + (1 - placeOf(y, at)) * area.height),
  };
}

function ticksOf(scale: ChartScale, wanted: number): readonly Tick[] {
  return scale.kind === 'log' ? logTicks(scale, wanted) : linearTicks(scale, wanted);
}

function marks(ticks: readonly Tick[], placeAt: (at: number) => number): readonly Mark[] {
  return ticks.map((tick) => ({ ...tick, place: placeAt(tick.at) }));
}

/** Grid, marks, names. */
export function paintAxes(picture: AxisPicture, surface: Surface, theme: ChartTheme): void {
  const { area } = picture;
  const right = area.left + area.width;
  const bottom = area.top + area.height;
  const grid = { stroke: theme.grid, width: 1 };
  for (const { place } of picture.xMarks) surface.polyline([place, place], [area.top, bottom], 2, grid);
  for (const { place } of picture.yMarks) surface.polyline([area.left, right], [place, place], 2, grid);
  paintFrame(picture, surface, theme);
}

/** What stands around the area: the part that is drawn as shapes even when the lines are not. */
export function paintFrame(
  { area, xMarks, yMarks, xTitle, yTitle }: AxisPicture,
  surface: Surface,
  theme: ChartTheme,
): void {
  const bottom = area.top + area.height;
  const border = { stroke: theme.border, width: 1 };
  surface.polyline([area.left, area.left, area.left + area.width], [area.top, bottom, bottom], 3, border);
  const color = theme.muted;
  let free = 0;
  for (const { place, label } of xMarks) {
    surface.polyline([place, place], [bottom, bottom + MARK], 2, border);
    const half = surface.measure(label) / 2;
    const middle = Math.min(Math.max(place, half + 2), surface.width - half - 2);
    if (label === '' || middle - half < free) continue;
    free = middle + half + 8;
    surface.text(middle, bottom + MARK + 2, label, { color, align: 'center', baseline: 'top' });
  }
  for (const { place, label } of yMarks) {
    surface.polyline([area.left - MARK, area.left], [place, place], 2, border);
    if (label !== '') surface.text(area.left - MARK - 3, place, label, { color, align: 'right' });
  }
  const foreground = theme.foreground;
  if (xTitle !== '')
    surface.text(area.left + area.width / 2, surface.height - 2, xTitle, {
      color: foreground,
      align: 'center',
      baseline: 'bottom',
    });
  if (yTitle !== '')
    surface.text(LINE / 2, area.top + area.height / 2, yTitle, { color: foreground, align: 'center', isUpward: true });
}
