import { isAddingTo, keyOf, type StagePlace, stagePlace } from './stagePlace.ts';

/** Axes side by side of which parts can be marked. Places are from 0, the bottom, to 1. */
export interface AxisBrushes {
  readonly axisCount: number;
  /** The axis of the keyboard; -1 before there is one. */
  readonly currentAxis: number;
  axisAt(left: number): number | undefined;
  placeAt(top: number): number;
  brushOf(axis: number): { readonly low: number; readonly high: number } | undefined;
  focusAxis(axis: number): void;
  /** `isDone`: the user has let go, and the runs that pass are to be picked. */
  brush(axis: number, part: { readonly low: number; readonly high: number } | undefined, isDone: boolean): void;
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
export class BrushControl {
  readonly #stage: HTMLElement;
  readonly #plot: AxisBrushes;
  #drag: { readonly axis: number; readonly from: number } | undefined;

  static attach(stage: HTMLElement, plot: AxisBrushes): BrushControl {
    return new BrushControl(stage, plot);
  }

  private constructor(stage: HTMLElement, plot: AxisBrushes) {
    this.#stage = stage;
    this.#plot = plot;
    stage.addEventListener('pointerdown', (event) => this.#down(event));
    stage.addEventListener('pointermove', (event) => this.#move(event));
    stage.addEventListener('pointerup', (event) => this.#up(event));
    stage.addEventListener('pointercancel', () => (this.#drag = undefined));
    stage.addEventListener('pointerleave', () => plot.pointed(undefined));
    stage.addEventListener('keydown', (event) => this.#key(event));
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#stage.focus();
    this.#stage.setPointerCapture(event.pointerId);
    const { left, top } = stagePlace(this.#stage, event);
    const axis = this.#plot.axisAt(left);
    this.#drag = axis === undefined ? undefined : { axis, from: this.#plot.placeAt(top) };
  }

  #move(event: PointerEvent): void {
    const place = stagePlace(this.#stage, event);
    if (!this.#drag) return this.#plot.pointed(place);
    const part = this.#part(this.#drag.from, place.top);
    if (part) this.#plot.brush(this.#drag.axis, part, false);
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag) this.#plot.brush(drag.axis, this.#part(drag.from, stagePlace(this.#stage, event).top), true);
    else this.#plot.picked(isAddingTo(event));
  }

  #part(from: number, top: number): { readonly low: number; readonly high: number } | undefined {
    const to = this.#plot.placeAt(top);
    return Math.abs(to - from) < LEAST ? undefined : { low: Math.min(from, to), high: Math.max(from, to) };
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#acts().get(keyOf(event));
    if (!act) return;
    if (event.key !== 'Escape') event.preventDefault();
    act();
  }

  #acts(): ReadonlyMap<string, () => void> {
    const plot = this.#plot;
    const axis = Math.max(0, plot.currentAxis);
    const go = (to: number) => () => plot.focusAxis(Math.min(plot.axisCount - 1, Math.max(0, to)));
    const change = (low: number, high: number) => () => {
      const before = plot.brushOf(axis) ?? { low: 0, high: 1 };
      const part = { low: Math.max(0, before.low + low), high: Math.min(1, before.high + high) };
      if (part.high - part.low >= STEP / 2) plot.brush(axis, part, true);
    };
    return new Map<string, () => void>([
      ['ArrowLeft', go(plot.currentAxis - 1)],
      ['ArrowRight', go(plot.currentAxis + 1)],
      ['Home', go(0)],
      ['End', go(plot.axisCount - 1)],
      ['ArrowUp', change(STEP, STEP)],
      ['ArrowDown', change(-STEP, -STEP)],
      ['+', change(-STEP, STEP)],
      ['=', change(-STEP, STEP)],
      ['-', change(STEP, -STEP)],
      ['Delete', () => plot.brush(axis, undefined, true)],
      ['Backspace', () => plot.brush(axis, undefined, true)],
      ['t', () => plot.toggleTable()],
      ['Escape', () => this.#stage.blur()],
    ]);
  }
}
