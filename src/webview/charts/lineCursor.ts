import { lowerBound } from '../../domain/experiments/downsample.ts';
import type { ChartLine } from '../../domain/experiments/chartLine.ts';
import { type LineLayout, pixelMap, type LineScene } from './linePicture.ts';
import type { PixelMap } from './linePixels.ts';
import { type StagePlace } from './stagePlace.ts';

/** A value of a line and where it is, in CSS pixels of the stage. */
export interface Pointed {
  readonly line: ChartLine;
  readonly at: number;
  readonly left: number;
  readonly top: number;
}

/** Further than this from every line, the pointer points at none. */
const REACH = 40;

/** The value nearest to a place: of the line that passes nearest, the point that is nearest. */
export function nearest(scene: LineScene, layout: LineLayout, place: StagePlace): Pointed | undefined {
  let best: Pointed | undefined;
  let least = REACH;
  for (const line of scene.lines) {
    const map = pixelMap(line, layout, { box: layout.area, ratio: 1 });
    const at = lowerBound(line.x, (place.left - map.offsetX) / map.scaleX);
    const distance = Math.min(distanceTo(map, at - 1, at, place), distanceTo(map, at, at, place));
    if (!(distance < least)) continue;
    const point = nearer(map, at, place.left);
    if (point === undefined) continue;
    least = distance;
    best = { line, at: point, ...spot(map, point) };
  }
  return best;
}

/** Where a point of a line is; undefined when it is no point of the picture. */
export function pointOf(line: ChartLine, at: number, layout: LineLayout): Pointed | undefined {
  if (!Number.isFinite(line.y[at] ?? NaN)) return undefined;
  const map = pixelMap(line, layout, { box: layout.area, ratio: 1 });
  const { left, top } = spot(map, at);
  return Number.isFinite(top) ? { line, at, left, top } : undefined;
}

/** The next point to the left or right that is a pixel away at least, so that a key press is seen to move. */
export function neighbour({ line, at, left }: Pointed, layout: LineLayout, step: 1 | -1): Pointed | undefined {
  for (let next = at + step; next >= 0 && next < line.x.length; next += step) {
    const found = pointOf(line, next, layout);
    if (found && Math.abs(found.left - left) >= 1) return found;
  }
  return undefined;
}

/** The first or last point of a line that is on screen. */
export function endOf(line: ChartLine, layout: LineLayout, isLast: boolean): Pointed | undefined {
  const inside = (at: number) => (line.x[at] ?? 0) >= layout.x.from && (line.x[at] ?? 0) <= layout.x.to;
  const order = isLast ? Array.from(line.x.keys()).reverse() : line.x.keys();
  for (const at of order) {
    const found = inside(at) ? pointOf(line, at, layout) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The line above or below another at the same place. */
export function lineBeside(scene: LineScene, layout: LineLayout, from: Pointed, step: 1 | -1): Pointed | undefined {
  let best: Pointed | undefined;
  for (const line of scene.lines) {
    if (line === from.line) continue;
    const map = pixelMap(line, layout, { box: layout.area, ratio: 1 });
    const at = nearer(
      map,
      lowerBound(line.x, line.x.length === 0 ? 0 : (from.left - map.offsetX) / map.scaleX),
      from.left,
    );
    const found = at === undefined ? undefined : pointOf(line, at, layout);
    if (!found || (found.top - from.top) * step <= 0) continue;
    if (!best || (found.top - best.top) * step < 0) best = found;
  }
  return best;
}

function spot({ x, y, scaleX, offsetX, scaleY, offsetY }: PixelMap, at: number): StagePlace {
  return { left: (x[at] ?? 0) * scaleX + offsetX, top: (y[at] ?? NaN) * scaleY + offsetY };
}

/** Of the points on both sides of a place, the nearer one that is a value. */
function nearer(map: PixelMap, at: number, left: number): number | undefined {
  const [before, after] = [spot(map, at - 1), spot(map, at)];
  const isBefore = at > 0 && Number.isFinite(before.top);
  const isAfter = at < map.x.length && Number.isFinite(after.top);
  if (isBefore && isAfter) return left - before.left <= after.left - left ? at - 1 : at;
  if (isBefore) return at - 1;
  return isAfter ? at : undefined;
}

/** Distance in pixels to the stretch between two points, or to one; infinite where there is a gap. */
function distanceTo(map: PixelMap, from: number, to: number, place: StagePlace): number {
  if (from < 0 || to >= map.x.length)
    return from >= 0 && from < map.x.length ? distanceTo(map, from, from, place) : Infinity;
  const [a, b] = [spot(map, from), spot(map, to)];
  const [width, height] = [b.left - a.left, b.top - a.top];
  const length = width * width + height * height;
  const share =
    length === 0
      ? 0
      : Math.min(1, Math.max(0, ((place.left - a.left) * width + (place.top - a.top) * height) / length));
  const distance = Math.hypot(place.left - a.left - share * width, place.top - a.top - share * height);
  return Number.isNaN(distance) ? Infinity : distance;
}
