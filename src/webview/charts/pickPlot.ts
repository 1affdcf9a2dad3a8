import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import { type ChartHost, pick } from './chartHost.ts';
import type { ChartTheme } from './chartTheme.ts';
import { around, paintBrush } from './plotAxes.ts';
import { placePlot, type PlotFrame } from './plotFrame.ts';
import type { PlotTable } from './plotTable.ts';
import { followInput } from './stageInput.ts';
import type { StagePlace } from './stagePlace.ts';
import type { Box, Surface } from './surface.ts';

/** Something of a picture that can be pointed at: a dot, a bar, a cell. */
export interface PlotMark {
  readonly box: Box;
  /** What it is and its values, for the pointer and for screen readers. */
  readonly words: readonly string[];
  /** The runs that it stands for; none: it cannot be picked. */
  readonly runIds: readonly string[];
}

export interface PickPlotParts {
  readonly title: string;
  readonly kind: string;
  /** A drag marks a part and picks what is in it. */
  readonly canBrush: boolean;
  /** Draws, and says where what is. Marks in the order in which the keyboard goes through them. */
  paint(surface: Surface, theme: ChartTheme, selected: ReadonlySet<string>): readonly PlotMark[];
  table(): PlotTable;
  summary(): string;
}

/** Further than this from every mark, the pointer points at none. */
const REACH = 12;
const DRAG = 4;

/** A plot of things that are pointed at and picked: by pointer, by a marked part, and one after the other by keyboard. */
export class PickPlot implements Disposable {
  readonly #canBrush: boolean;
  readonly #host: ChartHost;
  readonly #frame: PlotFrame;
  #selected: ReadonlySet<string> = new Set();
  #marks: readonly PlotMark[] = [];
  #at = -1;
  #brush: Box | undefined;

  constructor(container: HTMLElement, host: ChartHost, colors: RunColors, parts: PickPlotParts) {
    this.#canBrush = parts.canBrush;
    this.#host = host;
    this.#frame = placePlot(container, colors, {
      ...parts,
      host,
      paint: (surface, theme, bitmap) => {
        const marks = parts.paint(surface, theme, this.#selected);
        if (bitmap) this.#marks = marks;
      },
      paintTop: (surface, theme) => this.#paintTop(surface, theme),
      hasTop: () => this.#brush !== undefined || this.#at >= 0,
    });
    followInput<StagePlace>(this.#frame.stage, {
      pressed: (place) => place,
      dragged: (from, place) => this.#drag(from, place),
      released: (from, _place, isAdding) => from && this.#release(isAdding),
      cancelled: () => this.#mark(undefined),
      pointed: (place) => this.#point(place ? nearestMark(this.#marks, place) : -1),
      keys: () => this.#keys(),
    });
  }

  /** The selection of the page has changed. */
  select(runIds: readonly string[]): void {
    this.#selected = new Set(runIds);
    this.#frame.schedule();
  }

  dispose(): void {
    this.#frame.dispose();
  }

  #drag(from: StagePlace, place: StagePlace): void {
    if (!this.#canBrush) return this.#point(nearestMark(this.#marks, place));
    const box = {
      left: Math.min(place.left, from.left),
      top: Math.min(place.top, from.top),
      width: Math.abs(place.left - from.left),
      height: Math.abs(place.top - from.top),
    };
    if (this.#brush || Math.hypot(box.width, box.height) >= DRAG) this.#mark(box);
  }

  #release(isAdding: boolean): void {
    const brush = this.#brush;
    this.#mark(undefined);
    if (brush)
      this.#pick(
        this.#marks.filter(({ box }) => isWithin(box, brush)),
        isAdding,
      );
    else this.#pickPointed(isAdding);
  }

  #mark(brush: Box | undefined): void {
    this.#brush = brush;
    this.#frame.scheduleTop();
  }

  #pickPointed(isAdding: boolean): void {
    const mark = this.#marks[this.#at];
    this.#pick(mark ? [mark] : [], isAdding);
  }

  #pick(marks: readonly PlotMark[], isAdding: boolean): void {
    pick(
      this.#host,
      isAdding ? this.#selected : [],
      marks.flatMap(({ runIds }) => runIds),
    );
  }

  #point(at: number): void {
    if (at === this.#at) return;
    this.#at = at;
    const mark = this.#marks[at];
    this.#frame.tip(mark?.words ?? [], mark ? mark.box.left + mark.box.width / 2 : 0, mark?.box.top ?? 0);
    this.#frame.scheduleTop();
  }

  #keys(): Readonly<Record<string, (event: KeyboardEvent) => void>> {
    const last = this.#marks.length - 1;
    const go = (to: number) => () => {
      const at = Math.max(0, Math.min(last, to));
      this.#point(at);
      this.#frame.say((this.#marks[at]?.words ?? []).join(', '));
    };
    const [next, previous] = [go(this.#at + 1), go(this.#at - 1)];
    const choose = (event: KeyboardEvent) => this.#pickPointed(event.shiftKey);
    return {
      ArrowRight: next,
      ArrowDown: next,
      ArrowLeft: previous,
      ArrowUp: previous,
      Home: go(0),
      End: go(last),
      Enter: choose,
      ' ': choose,
      t: () => this.#frame.toggleTable(),
      Escape: () => this.#frame.stage.blur(),
    };
  }

  #paintTop(surface: Surface, theme: ChartTheme): void {
    if (this.#brush) paintBrush(this.#brush, surface, theme);
    const mark = this.#marks[this.#at];
    if (mark) surface.rect(around(mark.box, 2), { stroke: theme.foreground, width: 1.5 });
  }
}

function nearestMark(marks: readonly PlotMark[], { left, top }: StagePlace): number {
  let [best, least] = [-1, REACH];
  for (const [at, { box }] of marks.entries()) {
    const beside = Math.max(box.left - left, 0, left - box.left - box.width);
    const above = Math.max(box.top - top, 0, top - box.top - box.height);
    // Inside of several, the one whose middle is nearer.
    const middle = Math.hypot(left - box.left - box.width / 2, top - box.top - box.height / 2);
    const distance = Math.hypot(beside, above) + middle / 1e4;
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

function isWithin({ left, top, width, height }: Box, brush: Box): boolean {
  const [middle, line] = [left + width / 2, top + height / 2];
  return (
    middle >= brush.left && middle <= brush.left + brush.width && line >= brush.top && line <= brush.top + brush.height
  );
}
