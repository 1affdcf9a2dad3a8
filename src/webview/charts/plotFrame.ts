import { csvText } from '../../domain/base/csvText.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import { element, setText } from '../shared/dom.ts';
import { CanvasSurface } from './canvasSurface.ts';
import type { ChartHost } from './chartHost.ts';
import { type ChartTheme, LiveTheme } from './chartTheme.ts';
import { button, type PlotTable, PlotTableView } from './plotTable.ts';
import type { Surface } from './surface.ts';
import { SvgSurface } from './svgSurface.ts';

/** The canvas itself, for what is not made of shapes. */
export interface Bitmap {
  readonly context: CanvasRenderingContext2D;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
}

export interface PlotParts {
  readonly title: string;
  /** What it is, for a screen reader: "line plot". */
  readonly kind: string;
  readonly host: ChartHost;
  readonly theme: LiveTheme;
  /** Draws everything, on the ground of the theme. Without a bitmap into a file. */
  paint(surface: Surface, theme: ChartTheme, bitmap: Bitmap | undefined): void;
  /** Draws what follows the pointer, over the picture; with `hasTop` only when there is something. */
  paintTop(surface: Surface, theme: ChartTheme): void;
  hasTop?(): boolean;
  table(): PlotTable;
  /** One sentence: what it shows. */
  summary(): string;
  /** It came on screen or has another size. */
  shown?(): void;
}

let plots = 0;
/** A canvas without pixels, until it comes on screen: without a size it has 300 by 150. */
const EMPTY = { width: '0', height: '0', 'aria-hidden': 'true' };

/** A plot with a theme of its own, at the end of a place. Its theme ends with it. */
export function placePlot(container: HTMLElement, colors: RunColors, parts: Omit<PlotParts, 'theme'>): PlotFrame {
  const theme = new LiveTheme(colors, () => frame.schedule());
  const frame = new PlotFrame({ ...parts, theme });
  frame.owned.add(theme);
  container.append(frame.element);
  frame.placed();
  return frame;
}

/** What all plots have: heading, picture, sentence, table, files. Draws only while it is on screen. */
export class PlotFrame implements Disposable {
  readonly element: HTMLElement;
  /** Takes focus, keys and pointer. */
  readonly stage: HTMLElement;
  readonly owned = new DisposableStore();
  readonly #parts: PlotParts;
  readonly #base = element('canvas', { attributes: EMPTY });
  readonly #top = element('canvas', { className: 'plot-top', attributes: EMPTY });
  readonly #tip = element('div', { className: 'plot-tip', attributes: { hidden: '', 'aria-hidden': 'true' } });
  readonly #live = element('div', { className: 'visually-hidden', attributes: { 'aria-live': 'polite' } });
  readonly #summary: HTMLElement;
  /** There while it is shown. */
  #table: PlotTableView | undefined;
  readonly #tableButton: HTMLButtonElement;
  readonly #seen: IntersectionObserver;
  readonly #sized: ResizeObserver;
  #isVisible = false;
  #frame = 0;
  #needsBase = true;
  #width = 0;
  #height = 0;

  constructor(parts: PlotParts) {
    this.#parts = parts;
    const id = `plot${(plots += 1)}`;
    const heading = element('h3', { text: parts.title, attributes: { id } });
    this.#summary = element('figcaption', { className: 'plot-summary', attributes: { id: `${id}-summary` } });
    this.stage = element('div', {
      className: 'plot-stage',
      role: 'application',
      attributes: {
        tabindex: '0',
        'aria-roledescription': parts.kind,
        'aria-labelledby': id,
        'aria-describedby': `${id}-summary`,
      },
      children: [this.#base, this.#top, this.#tip],
    });
    this.#tableButton = button(t('Table'), () => this.toggleTable());
    this.#tableButton.ariaExpanded = 'false';
    this.element = element('figure', {
      className: 'plot',
      attributes: { 'aria-labelledby': id },
      children: [
        element('div', { className: 'plot-head', children: [heading, this.#tableButton, ...this.#saving(id)] }),
        this.stage,
        this.#summary,
        this.#live,
      ],
    });
    this.#seen = new IntersectionObserver((entries) => this.#see(entries.at(-1)?.isIntersecting === true), {
      // A little before it comes on screen, so that scrolling meets no empty picture.
      rootMargin: '100px',
    });
    this.#sized = new ResizeObserver(() => this.#resized());
    for (const observer of [this.#seen, this.#sized]) observer.observe(this.stage);
  }

  /** Whether somebody can see it. */
  get isVisible(): boolean {
    return this.#isVisible;
  }

  /** Width of the picture in device pixels. */
  get pixels(): number {
    return Math.round(this.#width * ratio());
  }

  /** The picture is drawn anew before the next frame, if it is on screen; summary and table follow. */
  schedule(): void {
    this.#needsBase = true;
    this.scheduleTop();
  }

  scheduleTop(): void {
    if (!this.#isVisible || this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  /** Shows text beside a point of the picture, or none. Texts of lines, the first in bold. */
  tip(lines: readonly string[], left: number, top: number): void {
    this.#tip.hidden = lines.length === 0;
    if (lines.length === 0) return;
    this.#tip.replaceChildren(...lines.map((text) => element('div', { text })));
    const isRight = left > this.#width / 2;
    this.#tip.style.left = isRight ? '' : `${Math.round(left + 14)}px`;
    this.#tip.style.right = isRight ? `${Math.round(this.#width - left + 14)}px` : '';
    this.#tip.style.top = `${Math.round(Math.max(0, Math.min(top - 10, this.#height - 60)))}px`;
  }

  /** It has been put into the page: what is on screen already need not wait a frame for the browser to say so. */
  placed(): void {
    const { top, bottom } = this.stage.getBoundingClientRect();
    this.#see(bottom > 0 && top < window.innerHeight);
  }

  /** For screen readers: what the keyboard has moved to. */
  say(text: string): void {
    setText(this.#live, text);
  }

  toggleTable(): void {
    if (this.#table) {
      this.#table.element.remove();
      this.#table = undefined;
    } else {
      this.#table = new PlotTableView(t('Values of {0}', this.#parts.title));
      this.#table.show(this.#parts.table());
      this.#summary.after(this.#table.element);
    }
    this.#tableButton.ariaExpanded = String(this.#table !== undefined);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    for (const observer of [this.#seen, this.#sized]) observer.disconnect();
    this.owned.dispose();
    this.element.remove();
  }

  #resized(): void {
    const [width, height] = [this.#width, this.#height];
    this.#measure();
    // The first report is of the size that the picture has already.
    if (width === this.#width && height === this.#height) return;
    this.schedule();
    this.#parts.shown?.();
  }

  #see(isVisible: boolean): void {
    if (isVisible === this.#isVisible) return;
    this.#isVisible = isVisible;
    if (isVisible) {
      this.#measure();
      this.schedule();
      this.#parts.shown?.();
      return;
    }
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    // A canvas keeps four bytes a pixel, and a page may have thousands of plots.
    for (const canvas of [this.#base, this.#top]) {
      canvas.width = 0;
      canvas.height = 0;
    }
    this.#needsBase = true;
  }

  #measure(): void {
    this.#width = this.stage.clientWidth;
    this.#height = this.stage.clientHeight;
  }

  #draw(): void {
    this.#frame = 0;
    if (this.#width < 40 || this.#height < 40) return;
    if (this.#needsBase) {
      this.#needsBase = false;
      const context = this.#fit(this.#base);
      if (context) this.#paint(this.#surface(context), { context, ratio: ratio() });
      setText(this.#summary, this.#parts.summary());
      this.#table?.show(this.#parts.table());
    }
    const isEmpty = this.#parts.hasTop?.() === false;
    if (isEmpty && this.#top.width === 0) return;
    const top = this.#fit(this.#top);
    if (top && !isEmpty) this.#parts.paintTop(this.#surface(top), this.#parts.theme.current);
  }

  /** The context of a canvas that has the stage's size, cleared and scaled. */
  #fit(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const scale = ratio();
    const [width, height] = [Math.round(this.#width * scale), Math.round(this.#height * scale)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    // Drawn by the processor: pixels are written as often as shapes, and remote desktops have nothing else.
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context?.setTransform(scale, 0, 0, scale, 0, 0);
    context?.clearRect(0, 0, this.#width, this.#height);
    return context;
  }

  #surface(context: CanvasRenderingContext2D): CanvasSurface {
    return new CanvasSurface(context, { width: this.#width, height: this.#height }, this.#parts.theme.current.font);
  }

  #saving(id: string): readonly HTMLElement[] {
    const menu = element('div', {
      className: 'plot-menu',
      attributes: { id: `${id}-save`, popover: '' },
      role: 'group',
      label: t('Save {0}', this.#parts.title),
    });
    const choice = (text: string, save: () => void) =>
      button(text, () => {
        menu.hidePopover();
        save();
      });
    // Not before: a page may have thousands of plots.
    const fill = () =>
      menu.append(
        choice('PNG', () => void this.#savePng()),
        choice('SVG', () => this.#saveSvg()),
        choice('CSV', () => this.#saveCsv()),
      );
    menu.addEventListener('beforetoggle', fill, { once: true });
    const open = element('button', { text: t('Save'), attributes: { type: 'button', popovertarget: `${id}-save` } });
    return [open, menu];
  }

  #paint(surface: Surface, bitmap?: Bitmap): void {
    const { width, height } = surface;
    const theme = this.#parts.theme.current;
    surface.rect({ left: 0, top: 0, width, height }, { fill: theme.background });
    this.#parts.paint(surface, theme, bitmap);
  }

  #saveCsv(): void {
    const table = this.#parts.table();
    const rows = Array.from({ length: table.rowCount }, (_, row) =>
      table.columns.map((_name, column) => table.cell(row, column)),
    );
    this.#save('csv', 'text/csv', csvText([table.columns, ...rows]));
  }

  #saveSvg(): void {
    const measure = this.#base.getContext('2d');
    const { font } = this.#parts.theme.current;
    const surface = new SvgSurface(this.#size(), (text) => {
      if (measure) measure.font = font;
      return measure?.measureText(text).width ?? text.length * 7;
    });
    this.#paint(surface);
    this.#save('svg', 'image/svg+xml', surface.file(this.#parts.title, font));
  }

  /** Twice as fine as the screen, so that it can be printed. */
  async #savePng(): Promise<void> {
    const size = this.#size();
    const canvas = new OffscreenCanvas(size.width * 2, size.height * 2);
    const context = canvas.getContext('2d');
    if (!context) return;
    context.scale(2, 2);
    this.#paint(new CanvasSurface(context, size, this.#parts.theme.current.font));
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    this.#save('png', 'image/png', new Uint8Array(await blob.arrayBuffer()));
  }

  #size(): { readonly width: number; readonly height: number } {
    return { width: this.#width || 640, height: this.#height || 280 };
  }

  #save(ending: string, mime: 'image/png' | 'image/svg+xml' | 'text/csv', content: string | Uint8Array): void {
    const name = this.#parts.title.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '');
    this.#parts.host.save({ name: `${name || 'plot'}.${ending}`, mime, content });
  }
}

function ratio(): number {
  return Math.min(3, globalThis.devicePixelRatio || 1);
}
