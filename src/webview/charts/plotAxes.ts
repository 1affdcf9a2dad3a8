import { type ChartScale, placeOf } from '../../domain/experiments/chartScale.ts';
import { scaleTicks, type Tick } from '../../domain/experiments/chartTicks.ts';
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

/** An axis before it is measured. */
export interface AxisSide {
  readonly scale: ChartScale;
  /** Marks other than those of the scale: times, names. */
  ticks?(wanted: number): readonly Tick[];
}

export interface AxisWish {
  readonly x: AxisSide;
  readonly y: AxisSide;
  readonly xTitle?: string;
  readonly yTitle?: string;
}

const LINE = 16;
const MARK = 5;

/** The room between the axes after their texts have theirs. */
export function axisArea({ x, y, xTitle = '', yTitle = '' }: AxisWish, surface: Surface): AxisPicture {
  const top = 8;
  const bottom = LINE + MARK + 2 + (xTitle === '' ? 0 : LINE);
  const height = Math.max(20, surface.height - top - bottom);
  const yTicks = y.ticks?.(height / 45) ?? scaleTicks(y.scale, height / 45);
  const widest = yTicks.reduce((most, { label }) => Math.max(most, surface.measure(label)), 12);
  const left = Math.ceil(widest) + MARK + 6 + (yTitle === '' ? 0 : LINE);
  const area = { left, top, width: Math.max(20, surface.width - left - 14), height };
  const xTicks = x.ticks?.(area.width / 90) ?? scaleTicks(x.scale, area.width / 90);
  return {
    area,
    x: x.scale,
    y: y.scale,
    xTitle,
    yTitle,
    xMarks: marks(xTicks, (at) => area.left + placeOf(x.scale, at) * area.width),
    yMarks: marks(yTicks, (at) => area.top + (1 - placeOf(y.scale, at)) * area.height),
  };
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

/** A part that is marked, as long as it is. */
export function paintBrush(box: Box, surface: Surface, { accent }: ChartTheme): void {
  surface.rect(box, { fill: accent, opacity: 0.2 });
  surface.rect(box, { stroke: accent });
}

/** A box with air on all sides. */
export function around({ left, top, width, height }: Box, air: number): Box {
  return { left: left - air, top: top - air, width: width + air * 2, height: height + air * 2 };
}
