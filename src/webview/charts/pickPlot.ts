import { type Disposable, disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import type { ChartHost } from './chartHost.ts';
import { type ChartTheme, LiveTheme } from './chartTheme.ts';
import { PlotFrame } from './plotFrame.ts';
import type { PlotTable } from './plotTable.ts';
import { isAddingTo, keyOf, type StagePlace, stagePlace } from './stagePlace.ts';
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
  readonly #parts: PickPlotParts;
  readonly #host: ChartHost;
  readonly #owned = new DisposableStore();
  readonly #theme: LiveTheme;
  readonly #frame: PlotFrame;
  #selected: ReadonlySet<string> = new Set();
  #marks: readonly PlotMark[] = [];
  #at = -1;
  #drag: StagePlace | undefined;
  #brush: Box | undefined;

  constructor(container: HTMLElement, host: ChartHost, colors: RunColors, parts: PickPlotParts) {
    this.#parts = parts;
    this.#host = host;
    this.#theme = this.#owned.add(new LiveTheme(colors, () => this.#frame.schedule()));
    this.#frame = this.#owned.add(
      new PlotFrame({
        title: parts.title,
        kind: parts.kind,
        host,
        theme: () => this.#theme.current,
        paint: (surface, bitmap) => {
          const marks = parts.paint(surface, this.#theme.current, this.#selected);
          if (bitmap) this.#marks = marks;
        },
        paintTop: (surface) => this.#paintTop(surface),
        hasTop: () => this.#brush !== undefined || this.#at >= 0,
        table: () => parts.table(),
        summary: () => parts.summary(),
      }),
    );
    this.#listen(this.#frame.stage);
    container.append(this.#frame.element);
    this.#frame.placed();
    this.#owned.add(disposable(() => this.#frame.element.remove()));
  }

  /** Other values are to be shown. */
  changed(): void {
    this.#at = -1;
    this.#frame.tip([], 0, 0);
    this.#frame.schedule();
  }

  /** The selection of the page has changed. */
  select(runIds: readonly string[]): void {
    this.#selected = new Set(runIds);
    this.#frame.schedule();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #listen(stage: HTMLElement): void {
    stage.addEventListener('pointermove', (event) => this.#move(event));
    stage.addEventListener('pointerleave', () => this.#point(-1));
    stage.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      stage.focus();
      stage.setPointerCapture(event.pointerId);
      this.#drag = stagePlace(this.#frame.stage, event);
    });
    stage.addEventListener('pointerup', (event) => this.#up(event));
    stage.addEventListener('pointercancel', () => this.#release());
    stage.addEventListener('keydown', (event) => this.#key(event));
  }

  #move(event: PointerEvent): void {
    const { left, top } = stagePlace(this.#frame.stage, event);
    const drag = this.#drag;
    if (!drag || !this.#parts.canBrush) return this.#point(nearestMark(this.#marks, left, top));
    if (!this.#brush && Math.hypot(left - drag.left, top - drag.top) < DRAG) return;
    this.#brush = {
      left: Math.min(left, drag.left),
      top: Math.min(top, drag.top),
      width: Math.abs(left - drag.left),
      height: Math.abs(top - drag.top),
    };
    this.#frame.scheduleTop();
  }

  #up(event: PointerEvent): void {
    const brush = this.#brush;
    const isAdding = isAddingTo(event);
    if (!this.#drag) return;
    this.#release();
    if (!brush) return this.#pick(this.#marks[this.#at]?.runIds ?? [], isAdding);
    this.#pick(
      this.#marks.filter(({ box }) => isWithin(box, brush)).flatMap(({ runIds }) => runIds),
      isAdding,
    );
  }

  #release(): void {
    this.#drag = undefined;
    this.#brush = undefined;
    this.#frame.scheduleTop();
  }

  #pick(runIds: readonly string[], isAdding: boolean): void {
    this.#host.selected([...new Set([...(isAdding ? this.#selected : []), ...runIds])]);
  }

  #point(at: number): void {
    if (at === this.#at) return;
    this.#at = at;
    const mark = this.#marks[at];
    this.#frame.tip(mark?.words ?? [], mark ? mark.box.left + mark.box.width / 2 : 0, mark?.box.top ?? 0);
    this.#frame.scheduleTop();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#marks.length - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: Math.min(last, this.#at + 1),
      ArrowDown: Math.min(last, this.#at + 1),
      ArrowLeft: Math.max(0, this.#at - 1),
      ArrowUp: Math.max(0, this.#at - 1),
      Home: 0,
      End: last,
    };
    const next = steps[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.#point(next);
      this.#frame.say((this.#marks[next]?.words ?? []).join(', '));
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#pick(this.#marks[this.#at]?.runIds ?? [], event.shiftKey);
    } else if (keyOf(event) === 't') this.#frame.toggleTable();
    else if (event.key === 'Escape') this.#frame.stage.blur();
  }

  #paintTop(surface: Surface): void {
    const brush = this.#brush;
    if (brush) {
      surface.rect(brush, { fill: this.#theme.current.accent, opacity: 0.2 });
      surface.rect(brush, { stroke: this.#theme.current.accent });
    }
    const mark = this.#marks[this.#at];
    if (!mark) return;
    const { left, top, width, height } = mark.box;
    surface.rect(
      { left: left - 2, top: top - 2, width: width + 4, height: height + 4 },
      { stroke: this.#theme.current.foreground, width: 1.5 },
    );
  }
}

function nearestMark(marks: readonly PlotMark[], left: number, top: number): number {
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
