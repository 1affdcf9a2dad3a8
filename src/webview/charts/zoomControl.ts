import type { ChartRange } from '../../domain/experiments/chartLine.ts';
import { isAddingTo, keyOf, type StagePlace, stagePlace } from './stagePlace.ts';
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

/**
 * Zoom and movement of a plot. The wheel zooms only while the plot has the focus, so that a page of plots still scrolls; Escape gives the focus of the wheel back
 * by leaving the zoom first and the plot then.
 */
export class ZoomControl {
  readonly #stage: HTMLElement;
  readonly #plot: Zoomable;
  readonly #keys: ReadonlyMap<string, (event: KeyboardEvent) => void>;
  #drag: { readonly left: number; readonly isPan: boolean; readonly range: ChartRange; hasMoved: boolean } | undefined;

  /** Lives as long as the element. */
  static attach(stage: HTMLElement, plot: Zoomable): ZoomControl {
    return new ZoomControl(stage, plot);
  }

  private constructor(stage: HTMLElement, plot: Zoomable) {
    this.#stage = stage;
    this.#plot = plot;
    this.#keys = this.#keyTable();
    stage.addEventListener('pointerdown', (event) => this.#down(event));
    stage.addEventListener('pointermove', (event) => this.#move(event));
    stage.addEventListener('pointerup', (event) => this.#up(event));
    stage.addEventListener('pointercancel', () => this.#end());
    stage.addEventListener('pointerleave', () => plot.pointed(undefined));
    stage.addEventListener('dblclick', () => plot.zoom(undefined));
    stage.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    stage.addEventListener('keydown', (event) => this.#key(event));
  }

  #down(event: PointerEvent): void {
    if (event.button > 1 || !this.#plot.area()) return;
    this.#stage.focus();
    this.#stage.setPointerCapture(event.pointerId);
    const { left } = stagePlace(this.#stage, event);
    this.#drag = { left, isPan: event.shiftKey || event.button === 1, range: this.#plot.range(), hasMoved: false };
  }

  #move(event: PointerEvent): void {
    const place = stagePlace(this.#stage, event);
    const area = this.#plot.area();
    if (!this.#drag || !area) return this.#plot.pointed(place);
    const { left, isPan, range } = this.#drag;
    if (!this.#drag.hasMoved && Math.abs(place.left - left) < DRAG) return;
    this.#drag.hasMoved = true;
    if (isPan) this.#plot.zoom(moved(range, ((left - place.left) / area.width) * (range.to - range.from)));
    else this.#plot.marking({ left: Math.min(left, place.left), right: Math.max(left, place.left) });
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    const { left } = stagePlace(this.#stage, event);
    this.#end();
    if (!drag) return;
    if (!drag.hasMoved) return this.#plot.picked(isAddingTo(event));
    if (drag.isPan) return;
    const [from, to] = [this.#valueAt(Math.min(left, drag.left)), this.#valueAt(Math.max(left, drag.left))];
    if (to > from) this.#plot.zoom({ from, to });
  }

  #end(): void {
    this.#drag = undefined;
    this.#plot.marking(undefined);
  }

  #valueAt(left: number): number {
    const area = this.#plot.area();
    const { from, to } = this.#plot.range();
    if (!area) return from;
    return from + Math.min(1, Math.max(0, (left - area.left) / area.width)) * (to - from);
  }

  #wheel(event: WheelEvent): void {
    if (document.activeElement !== this.#stage || !this.#plot.area()) return;
    event.preventDefault();
    const { from, to } = this.#plot.range();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#pan((event.deltaX / 800) * (to - from));
    else this.#scale(Math.exp(event.deltaY * WHEEL_STEP), this.#valueAt(stagePlace(this.#stage, event).left));
  }

  #pan(by: number): void {
    this.#plot.zoom(within(moved(this.#plot.range(), by), this.#plot.whole()));
  }

  #scale(factor: number, about: number): void {
    const { from, to } = this.#plot.range();
    const whole = this.#plot.whole();
    const next = { from: about - (about - from) * factor, to: about + (to - about) * factor };
    const span = next.to - next.from;
    if (span >= whole.to - whole.from) return this.#plot.zoom(undefined);
    // Closer than this, neighbouring values of the axis are the same number.
    if (span < Math.max(Math.abs(from), Math.abs(to), 1e-9) * 1e-12) return;
    this.#plot.zoom(within(next, whole));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#keys.get(event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : keyOf(event));
    if (!act) return;
    // Escape goes on to the page as well: it may close something there.
    if (event.key !== 'Escape') event.preventDefault();
    act(event);
  }

  /** Arrows move a cursor over values, with Shift the picture; plus and minus zoom; T opens the table. */
  #keyTable(): ReadonlyMap<string, (event: KeyboardEvent) => void> {
    const plot = this.#plot;
    const zoomKey = (factor: number) => () => {
      const { from, to } = plot.range();
      this.#scale(factor, (from + to) / 2);
    };
    const panKey = (share: number) => () => {
      const { from, to } = plot.range();
      this.#pan((to - from) * share);
    };
    const pick = (event: KeyboardEvent) => plot.picked(event.shiftKey);
    return new Map<string, (event: KeyboardEvent) => void>([
      ['ArrowLeft', () => plot.moved('left')],
      ['ArrowRight', () => plot.moved('right')],
      ['ArrowUp', () => plot.moved('up')],
      ['ArrowDown', () => plot.moved('down')],
      ['Home', () => plot.moved('first')],
      ['End', () => plot.moved('last')],
      ['Shift+ArrowLeft', panKey(-0.2)],
      ['Shift+ArrowRight', panKey(0.2)],
      ['+', zoomKey(KEY_STEP)],
      ['=', zoomKey(KEY_STEP)],
      ['-', zoomKey(1 / KEY_STEP)],
      ['0', () => plot.zoom(undefined)],
      ['t', () => plot.toggleTable()],
      ['Enter', pick],
      [' ', pick],
      ['Escape', () => this.#escape()],
    ]);
  }

  #escape(): void {
    const [{ from, to }, whole] = [this.#plot.range(), this.#plot.whole()];
    if (from !== whole.from || to !== whole.to) this.#plot.zoom(undefined);
    else this.#stage.blur();
  }
}

function moved({ from, to }: ChartRange, by: number): ChartRange {
  return { from: from + by, to: to + by };
}

/** The range pushed back into what there is. */
function within({ from, to }: ChartRange, whole: ChartRange): ChartRange {
  if (from < whole.from) return { from: whole.from, to: Math.min(whole.to, to + whole.from - from) };
  if (to > whole.to) return { from: Math.max(whole.from, from - (to - whole.to)), to: whole.to };
  return { from, to };
}
