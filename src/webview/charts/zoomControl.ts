import type { ChartRange } from '../../domain/experiments/chartLine.ts';
import { followInput, listen } from './stageInput.ts';
import { type StagePlace, stagePlace } from './stagePlace.ts';
import type { Box } from './surface.ts';

/** Where the keyboard moves a cursor: along a line, to its ends, or to another line. */
export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** What a plot offers to pointer and keys. Ranges are of its horizontal axis. */
export interface Zoomable {
  /** Where the axes are, in CSS pixels of the stage; absent before the first picture. */
  area(): Box | undefined;
  range(): ChartRange;
  whole(): ChartRange;
  /** Shows a part; undefined: everything. */
  zoom(range: ChartRange | undefined): void;
  /** The part that is being marked, in CSS pixels; undefined: none any more. */
  marking(part: { readonly left: number; readonly right: number } | undefined): void;
  /** The pointer is somewhere, or has left. */
  pointed(place: StagePlace | undefined): void;
  /** A click, or Enter. */
  picked(isAdding: boolean): void;
  /** Moves the cursor of the keyboard to the next value, or to the next line. */
  moved(direction: Direction): void;
  toggleTable(): void;
}

const WHEEL_STEP = 0.0015;
const KEY_STEP = 0.6;
/** A press that moves less is a click. */
const DRAG = 4;

interface ZoomPress {
  readonly left: number;
  readonly isPan: boolean;
  readonly range: ChartRange;
  hasMoved: boolean;
}

/**
 * Zoom and movement of a plot. The wheel zooms only while the plot has the focus, so that a page of plots still scrolls; Escape gives the focus of the wheel back
 * by leaving the zoom first and the plot then.
 */
export function controlZoom(stage: HTMLElement, plot: Zoomable): void {
  followInput<ZoomPress>(
    stage,
    {
      pressed: ({ left }, event) =>
        plot.area() && {
          left,
          isPan: event.shiftKey || event.button === 1,
          range: plot.range(),
          hasMoved: false,
        },
      dragged: (press, place) => drag(plot, press, place),
      released: (press, place, isAdding) => release(plot, press, place, isAdding),
      cancelled: () => plot.marking(undefined),
      pointed: (place) => plot.pointed(place),
      keys: () => keysOf(stage, plot),
    },
    1,
  );
  listen(stage, {
    dblclick: () => plot.zoom(undefined),
    wheel: (event) => {
      if (document.activeElement !== stage || !plot.area()) return;
      event.preventDefault();
      const { deltaX, deltaY } = event;
      if (Math.abs(deltaX) > Math.abs(deltaY)) pan(plot, deltaX / 800);
      else scale(plot, Math.exp(deltaY * WHEEL_STEP), valueAt(plot, stagePlace(stage, event).left));
    },
  });
}

function drag(plot: Zoomable, press: ZoomPress, place: StagePlace): void {
  const { left, isPan, range } = press;
  const area = plot.area();
  if (!area || (!press.hasMoved && Math.abs(place.left - left) < DRAG)) return;
  press.hasMoved = true;
  if (isPan) plot.zoom(moved(range, (left - place.left) / area.width));
  else plot.marking({ left: Math.min(left, place.left), right: Math.max(left, place.left) });
}

function release(plot: Zoomable, press: ZoomPress | undefined, { left }: StagePlace, isAdding: boolean): void {
  plot.marking(undefined);
  if (!press) return;
  if (!press.hasMoved) return plot.picked(isAdding);
  if (press.isPan) return;
  const [from, to] = [valueAt(plot, Math.min(left, press.left)), valueAt(plot, Math.max(left, press.left))];
  if (to > from) plot.zoom({ from, to });
}

function valueAt(plot: Zoomable, left: number): number {
  const area = plot.area();
  const { from, to } = plot.range();
  return area ? from + Math.min(1, Math.max(0, (left - area.left) / area.width)) * (to - from) : from;
}

/** By a share of what is on screen. */
function pan(plot: Zoomable, share: number): void {
  plot.zoom(within(moved(plot.range(), share), plot.whole()));
}

function scale(plot: Zoomable, factor: number, about: number): void {
  const { from, to } = plot.range();
  const whole = plot.whole();
  const next = { from: about - (about - from) * factor, to: about + (to - about) * factor };
  const span = next.to - next.from;
  if (span >= whole.to - whole.from) return plot.zoom(undefined);
  // Closer than this, neighbouring values of the axis are the same number.
  if (span < Math.max(Math.abs(from), Math.abs(to), 1e-9) * 1e-12) return;
  plot.zoom(within(next, whole));
}

/** Arrows move a cursor over values, with Shift the picture; plus and minus zoom; T opens the table. */
function keysOf(stage: HTMLElement, plot: Zoomable): Readonly<Record<string, (event: KeyboardEvent) => void>> {
  const [{ from, to }, whole] = [plot.range(), plot.whole()];
  const middle = (from + to) / 2;
  const closer = () => scale(plot, KEY_STEP, middle);
  const pick = (event: KeyboardEvent) => plot.picked(event.shiftKey);
  const all = () => plot.zoom(undefined);
  return {
    ArrowLeft: () => plot.moved('left'),
    ArrowRight: () => plot.moved('right'),
    ArrowUp: () => plot.moved('up'),
    ArrowDown: () => plot.moved('down'),
    Home: () => plot.moved('first'),
    End: () => plot.moved('last'),
    'Shift+ArrowLeft': () => pan(plot, -0.2),
    'Shift+ArrowRight': () => pan(plot, 0.2),
    '+': closer,
    '=': closer,
    '-': () => scale(plot, 1 / KEY_STEP, middle),
    0: all,
    t: () => plot.toggleTable(),
    Enter: pick,
    ' ': pick,
    Escape: from === whole.from && to === whole.to ? () => stage.blur() : all,
  };
}

/** By a share of its length. */
function moved({ from, to }: ChartRange, share: number): ChartRange {
  const by = share * (to - from);
  return { from: from + by, to: to + by };
}

/** The range pushed back into what there is. */
function within({ from, to }: ChartRange, whole: ChartRange): ChartRange {
  if (from < whole.from) return { from: whole.from, to: Math.min(whole.to, to + whole.from - from) };
  if (to > whole.to) return { from: Math.max(whole.from, from - (to - whole.to)), to: whole.to };
  return { from, to };
}
