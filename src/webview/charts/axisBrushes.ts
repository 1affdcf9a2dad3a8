import { followInput } from './stageInput.ts';
import type { StagePlace } from './stagePlace.ts';

/** A part of an axis. Places are from 0, the bottom, to 1. */
export interface AxisPart {
  readonly low: number;
  readonly high: number;
}

/** Axes side by side of which parts can be marked. */
export interface AxisBrushes {
  readonly axisCount: number;
  /** The axis of the keyboard; -1 before there is one. */
  readonly currentAxis: number;
  axisAt(left: number): number | undefined;
  placeAt(top: number): number;
  brushOf(axis: number): AxisPart | undefined;
  focusAxis(axis: number): void;
  /** `isDone`: the user has let go, and the runs that pass are to be picked. */
  brush(axis: number, part: AxisPart | undefined, isDone: boolean): void;
  pointed(place: StagePlace | undefined): void;
  picked(isAdding: boolean): void;
  toggleTable(): void;
}

/** A press that marks less than this of an axis takes the mark away. */
const LEAST = 0.015;
const STEP = 0.05;

/**
 * Marks parts of axes. Pointer: drag along an axis, click on it to take the mark away. Keyboard: left and right go from axis to axis, up and down move the
 * mark, plus and minus make it larger and smaller, Delete takes it away.
 */
export function brushAxes(stage: HTMLElement, plot: AxisBrushes): void {
  const partOf = (from: number, { top }: StagePlace): AxisPart | undefined => {
    const to = plot.placeAt(top);
    return Math.abs(to - from) < LEAST ? undefined : { low: Math.min(from, to), high: Math.max(from, to) };
  };
  followInput<{ readonly axis: number; readonly from: number }>(stage, {
    pressed: ({ left, top }) => {
      const axis = plot.axisAt(left);
      return axis === undefined ? undefined : { axis, from: plot.placeAt(top) };
    },
    dragged: ({ axis, from }, place) => {
      const part = partOf(from, place);
      if (part) plot.brush(axis, part, false);
    },
    released: (press, place, isAdding) => {
      if (press) plot.brush(press.axis, partOf(press.from, place), true);
      else plot.picked(isAdding);
    },
    cancelled: () => undefined,
    pointed: (place) => plot.pointed(place),
    keys: () => keysOf(stage, plot),
  });
}

function keysOf(stage: HTMLElement, plot: AxisBrushes): Readonly<Record<string, () => void>> {
  const current = plot.currentAxis;
  const axis = Math.max(0, current);
  const go = (to: number) => () => plot.focusAxis(Math.min(plot.axisCount - 1, Math.max(0, to)));
  const change = (low: number, high: number) => () => {
    const before = plot.brushOf(axis) ?? { low: 0, high: 1 };
    const part = { low: Math.max(0, before.low + low), high: Math.min(1, before.high + high) };
    if (part.high - part.low >= STEP / 2) plot.brush(axis, part, true);
  };
  const widen = change(-STEP, STEP);
  const clear = () => plot.brush(axis, undefined, true);
  return {
    ArrowLeft: go(current - 1),
    ArrowRight: go(current + 1),
    Home: go(0),
    End: go(plot.axisCount - 1),
    ArrowUp: change(STEP, STEP),
    ArrowDown: change(-STEP, -STEP),
    '+': widen,
    '=': widen,
    '-': change(STEP, -STEP),
    Delete: clear,
    Backspace: clear,
    t: () => plot.toggleTable(),
    Escape: () => stage.blur(),
  };
}
