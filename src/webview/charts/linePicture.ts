import type { ChartAxis, ChartLine, ChartRange } from '../../domain/experiments/chartLine.ts';
import { lowerBound, upperBound } from '../../domain/experiments/downsample.ts';
import { type ChartScale, extent, position, scaleAround } from '../../domain/experiments/chartScale.ts';
import { axisTicks } from '../../domain/experiments/chartTicks.ts';
import type { ChartTheme } from './chartTheme.ts';
import { colorWord } from './chartTheme.ts';
import { LinePixels, type PixelMap } from './linePixels.ts';
import { axisArea, paintAxes, type AxisPicture } from './plotAxes.ts';
import type { SpanRaster } from './spanRaster.ts';
import type { Box, Surface } from './surface.ts';

/** What a picture of lines shows. */
export interface LineScene {
  readonly lines: readonly ChartLine[];
  readonly axis: ChartAxis;
  readonly isLog: boolean;
  /** The part of the axis on screen; everything when absent. */
  readonly range: ChartRange | undefined;
  readonly selected: ReadonlySet<string>;
}

/** Where everything of a picture is, in CSS pixels. */
export interface LineLayout extends AxisPicture {
  readonly area: Box;
}

/** Above this many corners the browser's strokes take longer than a frame on two slow cores; spans of columns take over (bench charts-many). */
const MOST_CORNERS = 6000;
/** With more runs the values behind smoothed lines cover everything. */
const MOST_BEHIND = 40;

const logarithms = new WeakMap<Float64Array, Float64Array>();

/** The values as they stand on the axis: logarithms are taken once for each line. */
export function standing(y: Float64Array, isLog: boolean): Float64Array {
  if (!isLog) return y;
  const known = logarithms.get(y);
  if (known) return known;
  const made = y.map((value) => position('log', value));
  logarithms.set(y, made);
  return made;
}

/** Positions of the points that a range needs: those within, and one on each side. */
export function span(x: Float64Array, range: ChartRange): readonly [from: number, to: number] {
  return [Math.max(0, lowerBound(x, range.from) - 1), Math.min(x.length, upperBound(x, range.to) + 1)];
}

/** Ends of the axis over all lines. */
export function wholeRange(lines: readonly ChartLine[]): ChartRange {
  const [from, to] = extent(lines.flatMap(({ facts }) => [facts.from, facts.to]));
  if (!(to >= from)) return { from: 0, to: 1 };
  return to > from ? { from, to } : { from: from - 0.5, to: to + 0.5 };
}

/** Measures values and texts: what stands where. */
export function layOut(scene: LineScene, surface: Surface): LineLayout {
  const range = scene.range ?? wholeRange(scene.lines);
  const [low, high] = reach(scene, range);
  const y = scaleAround(scene.isLog ? 'log' : 'linear', low, high);
  const x = {
    scale: { kind: 'linear', ...range } as const,
    ticks: (wanted: number) => axisTicks(scene.axis, range, wanted),
  };
  return axisArea({ x, y: { scale: y } }, surface);
}

/** The least and the greatest finite value on screen. */
function reach({ lines, isLog, range: part }: LineScene, range: ChartRange): readonly [number, number] {
  return extent(
    lines.flatMap((line) => {
      const { finite } = line.facts;
      // Of all of a line that is known already, and smoothing goes nowhere further.
      const isKnown = !part && !line.band && finite && !(isLog && finite.lowest.y <= 0);
      return isKnown ? [finite.lowest.y, finite.highest.y] : reachWithin(line, range, isLog);
    }),
  );
}

function reachWithin(line: ChartLine, range: ChartRange, isLog: boolean): readonly [number, number] {
  const { x, band } = line;
  const drawn = [line, line.raw, band && { x, y: band.low }, band && { x, y: band.high }];
  let low = Infinity;
  let high = -Infinity;
  for (const points of drawn) {
    if (!points) continue;
    const [from, to] = span(points.x, range);
    for (let at = from; at < to; at++) {
      const value = points.y[at] ?? NaN;
      if (value - value !== 0 || (isLog && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** How values become pixels of an area, `ratio` device pixels to a CSS pixel. */
export function pixelMap(
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  layout: LineLayout,
  target: { readonly box: Box; readonly ratio: number },
): PixelMap {
  const { box, ratio } = target;
  const vertical: ChartScale = layout.y;
  const [low, high] = [position(vertical.kind, vertical.from), position(vertical.kind, vertical.to)];
  const scaleX = (box.width * ratio) / (layout.x.to - layout.x.from);
  const scaleY = (-box.height * ratio) / (high - low);
  return {
    x,
    y: standing(y, vertical.kind === 'log'),
    scaleX,
    offsetX: box.left * ratio - layout.x.from * scaleX,
    scaleY,
    offsetY: (box.top + box.height) * ratio - low * scaleY,
  };
}

/** Corners that strokes would have: what decides how a picture is drawn. */
export function isCrowded(scene: LineScene, layout: LineLayout): boolean {
  let corners = 0;
  // Groups are few, and their bands are seen through.
  if (scene.lines.some(({ band }) => band)) return false;
  for (const { x } of scene.lines) {
    const [from, to] = span(x, layout.x);
    corners += Math.min(to - from, layout.area.width * 4);
    if (corners > MOST_CORNERS) return true;
  }
  return false;
}

const pixels = new LinePixels();

/** Axes and lines as shapes: for few lines, and for files. */
export function paintLines(scene: LineScene, layout: LineLayout, surface: Surface, theme: ChartTheme): void {
  paintAxes(layout, surface, theme);
  const box = layout.area;
  surface.clipped(box, () => {
    for (const line of inOrder(scene)) {
      fillBand(line, layout, surface, theme.colorOf(line.runId));
      if (line.raw) strokeLine(line.raw, layout, surface, { color: theme.colorOf(line.runId), width: 1, opacity: 0.3 });
      strokeLine(line, layout, surface, lineStyle(scene, line.runId, theme));
    }
  });
  paintInfinities(scene, layout, surface, theme);
}

interface LineStyle {
  readonly color: string;
  readonly width: number;
  readonly opacity: number;
  readonly dash?: readonly number[];
}

/** Runs that are picked stand out, the others step back. */
function lineStyle({ selected }: LineScene, runId: string, theme: ChartTheme): LineStyle {
  const isPicked = selected.has(runId);
  const isBack = selected.size > 0 && !isPicked;
  return {
    color: theme.colorOf(runId),
    dash: theme.dashOf(runId),
    width: isPicked ? 2.5 : 1.5,
    opacity: isBack ? 0.35 : 1,
  };
}

/** Picked runs last, so that they lie on top. */
function inOrder({ lines, selected }: LineScene): readonly ChartLine[] {
  if (selected.size === 0) return lines;
  return [...lines.filter(({ runId }) => !selected.has(runId)), ...lines.filter(({ runId }) => selected.has(runId))];
}

/** Between the least and the greatest values, stretch by stretch between gaps. */
function fillBand({ x, band }: ChartLine, layout: LineLayout, surface: Surface, color: string): void {
  if (!band) return;
  const [from, to] = span(x, layout.x);
  const map = (y: Float64Array) => pixelMap({ x, y }, layout, { box: layout.area, ratio: 1 });
  const [low, high] = [map(band.low), map(band.high)];
  for (let begin = from; begin < to; begin++) {
    let end = begin;
    while (end < to && Number.isFinite(low.y[end]) && Number.isFinite(high.y[end])) end += 1;
    const there = Array.from({ length: end - begin }, (_, at) => begin + at);
    const around = [...there.map((at) => [high, at] as const), ...there.toReversed().map((at) => [low, at] as const)];
    surface.polyline(
      around.map(([each, at]) => (x[at] ?? 0) * each.scaleX + each.offsetX),
      around.map(([each, at]) => (each.y[at] ?? 0) * each.scaleY + each.offsetY),
      around.length,
      { fill: color, opacity: 0.18 },
    );
    begin = end;
  }
}

export function strokeLine(
  points: { readonly x: Float64Array; readonly y: Float64Array },
  layout: LineLayout,
  surface: Surface,
  { color, width, opacity, dash = [] }: LineStyle,
): void {
  const [from, to] = span(points.x, layout.x);
  pixels.trace(pixelMap(points, layout, { box: layout.area, ratio: 1 }), from, to);
  surface.polyline(pixels.x, pixels.y, pixels.count, { stroke: color, width, opacity, dash });
  // A value between two gaps, or a run of one value, has no line: it is a dot.
  for (let at = 0; at < pixels.count; at++) {
    if (Number.isNaN(pixels.y[at] ?? 0) || !isAlone(at)) continue;
    surface.circle(pixels.x[at] ?? 0, pixels.y[at] ?? 0, width + 1, { fill: color, opacity });
  }
}

function isAlone(at: number): boolean {
  const isEnd = (position: number) => position < 0 || position >= pixels.count || Number.isNaN(pixels.y[position] ?? 0);
  return isEnd(at - 1) && isEnd(at + 1);
}

/** Infinite values: triangles at the edge that they lie beyond. At most one a pixel. */
function paintInfinities({ lines }: LineScene, layout: LineLayout, surface: Surface, theme: ChartTheme): void {
  const { area, x: scale } = layout;
  for (const line of lines) {
    if (line.facts.notFinite === 0) continue;
    const [from, to] = span(line.x, scale);
    let before = NaN;
    for (let at = from; at < to; at++) {
      const value = line.y[at] ?? 0;
      if (value !== Infinity && value !== -Infinity) continue;
      const left = area.left + (((line.x[at] ?? 0) - scale.from) / (scale.to - scale.from)) * area.width;
      if (left < area.left || left > area.left + area.width || Math.abs(left - before) < 2) continue;
      before = left;
      const isUp = value > 0;
      const edge = isUp ? area.top : area.top + area.height;
      const tail = edge + (isUp ? 8 : -8);
      surface.polyline([left, left - 5, left + 5], [edge, tail, tail], 3, { fill: theme.colorOf(line.runId) });
    }
  }
}

/** Axes as shapes and lines as spans of pixels: for many lines. `raster` has the size of the area in device pixels. */
export function paintSpans(scene: LineScene, layout: LineLayout, raster: SpanRaster, theme: ChartTheme): void {
  const ratio = raster.width / layout.area.width;
  raster.fill(colorWord(theme.background));
  const grid = colorWord(theme.grid);
  for (const { place } of layout.xMarks) raster.column((place - layout.area.left) * ratio, grid);
  for (const { place } of layout.yMarks) raster.row((place - layout.area.top) * ratio, grid);
  const box = { left: 0, top: 0, width: layout.area.width, height: layout.area.height };
  const isBehind = scene.lines.length <= MOST_BEHIND;
  for (const line of inOrder(scene)) {
    const { color, width, opacity } = lineStyle(scene, line.runId, theme);
    if (line.raw && isBehind)
      raster.line(
        pixelMap(line.raw, layout, { box, ratio }),
        span(line.raw.x, layout.x),
        colorWord(theme.faint(color)),
        ratio,
      );
    // A span has no opacity: what steps back is nearer to the grid's colour.
    const word = colorWord(opacity < 1 ? theme.grid : color);
    raster.line(pixelMap(line, layout, { box, ratio }), span(line.x, layout.x), word, Math.max(1, width * 0.8 * ratio));
  }
}
