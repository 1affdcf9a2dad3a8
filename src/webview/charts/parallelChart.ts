import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { type ChartColumn, type ColumnAxis, columnAxis } from '../../domain/experiments/chartColumn.ts';
import { parallelSummary } from '../../domain/experiments/chartSummary.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import { type AxisBrushes, type AxisPart, brushAxes } from './axisBrushes.ts';
import { type ChartHost, pick, type PlottedRun } from './chartHost.ts';
import type { ChartTheme } from './chartTheme.ts';
import { around, paintBrush } from './plotAxes.ts';
import { placePlot, type PlotFrame } from './plotFrame.ts';
import { runTable } from './runTable.ts';
import type { Box, Surface } from './surface.ts';
import { type StagePlace } from './stagePlace.ts';

/** Parameters and metrics of runs, an axis each. The columns have a value a run, in the order of the runs. */
export interface ParallelModel {
  readonly runs: readonly PlottedRun[];
  readonly columns: readonly ChartColumn[];
}

interface Axis {
  readonly column: ChartColumn;
  readonly axis: ColumnAxis;
}

const REACH = 8;

/** A line a run over one axis a column. Marking a part of an axis keeps the runs that pass through it; parts of several axes are all to be passed. */
export class ParallelChart implements Disposable, AxisBrushes {
  readonly #model: ParallelModel;
  readonly #host: ChartHost;
  readonly #axes: readonly Axis[];
  readonly #frame: PlotFrame;
  readonly #brushes = new Map<number, AxisPart>();
  #selected: ReadonlySet<string> = new Set();
  #current = -1;
  /** The run under the pointer; -1: none. */
  #hovered = -1;
  #area: Box | undefined;

  constructor(container: HTMLElement, host: ChartHost, colors: RunColors, model: ParallelModel) {
    this.#model = model;
    this.#host = host;
    this.#axes = model.columns.map((column) => ({ column, axis: columnAxis(column) }));
    this.#frame = placePlot(container, colors, {
      title: t('Runs by {0}', model.columns.map(({ name }) => name).join(', ')),
      kind: t('parallel coordinates'),
      host,
      paint: (surface, theme, bitmap) => this.#paint(surface, theme, bitmap !== undefined),
      paintTop: (surface, theme) => this.#paintTop(surface, theme),
      table: () => runTable(model.runs, model.columns),
      summary: () => parallelSummary(model.columns, this.#passing().length, model.runs.length),
    });
    brushAxes(this.#frame.stage, this);
  }

  select(runIds: readonly string[]): void {
    this.#selected = new Set(runIds);
    this.#frame.schedule();
  }

  dispose(): void {
    this.#frame.dispose();
  }

  // What brushAxes asks.

  axisAt(left: number): number | undefined {
    const at = this.#axes.findIndex((_, index) => Math.abs(this.#leftOf(index) - left) <= REACH * 2);
    return at < 0 ? undefined : at;
  }

  placeAt(top: number): number {
    const area = this.#area;
    return area ? Math.min(1, Math.max(0, 1 - (top - area.top) / area.height)) : 0;
  }

  get axisCount(): number {
    return this.#axes.length;
  }

  get currentAxis(): number {
    return this.#current;
  }

  brushOf(axis: number): AxisPart | undefined {
    return this.#brushes.get(axis);
  }

  focusAxis(axis: number): void {
    this.#current = axis;
    this.#frame.scheduleTop();
    this.#frame.say(this.#told(axis));
  }

  brush(axis: number, part: AxisPart | undefined, isDone: boolean): void {
    if (part) this.#brushes.set(axis, part);
    else this.#brushes.delete(axis);
    this.#current = axis;
    this.#frame.schedule();
    if (!isDone) return;
    const passing = this.#brushes.size === 0 ? [] : this.#passing();
    this.#host.selected(passing.map(({ id }) => id));
    this.#frame.say(this.#told(axis));
  }

  pointed(place: StagePlace | undefined): void {
    const at = place ? this.#nearest(place) : -1;
    if (at === this.#hovered) return;
    this.#hovered = at;
    const run = this.#model.runs[at];
    const words = this.#axes.map(({ column, axis }) => t('{0}: {1}', column.name, axis.text(axis.numbers[at] ?? NaN)));
    this.#frame.tip(run ? [run.name, ...words] : [], place?.left ?? 0, place?.top ?? 0);
    this.#frame.scheduleTop();
  }

  picked(isAdding: boolean): void {
    const run = this.#model.runs[this.#hovered];
    if (run) pick(this.#host, isAdding ? this.#selected : [], [run.id]);
  }

  toggleTable(): void {
    this.#frame.toggleTable();
  }

  #told(at: number): string {
    const one = this.#axes[at];
    if (!one) return '';
    const brush = this.#brushes.get(at);
    const passing = t('{0} of {1} runs pass', this.#passing().length, this.#model.runs.length);
    const part = brush && t('{0} % to {1} % of the axis', Math.round(brush.low * 100), Math.round(brush.high * 100));
    return [one.column.name, ...(part === undefined ? [] : [part]), passing].join(', ');
  }

  #passing(): readonly PlottedRun[] {
    return this.#model.runs.filter((_, at) => this.#passes(at));
  }

  #passes(at: number): boolean {
    for (const [index, { low, high }] of this.#brushes) {
      const axis = this.#axes[index]?.axis;
      const place = axis?.placeOf(axis.numbers[at] ?? NaN) ?? NaN;
      if (!(place >= low && place <= high)) return false;
    }
    return true;
  }

  #leftOf(index: number): number {
    const area = this.#area;
    return area ? area.left + (index / Math.max(1, this.#axes.length - 1)) * area.width : 0;
  }

  #paint(surface: Surface, theme: ChartTheme, isScreen: boolean): void {
    const before = this.#area;
    this.#area = {
      left: 60,
      top: 26,
      width: Math.max(40, surface.width - 120),
      height: Math.max(40, surface.height - 50),
    };
    const isNarrowed = this.#brushes.size > 0 || this.#selected.size > 0;
    const stands = (at: number) =>
      this.#brushes.size > 0 ? this.#passes(at) : this.#selected.has(this.#model.runs[at]?.id ?? '');
    for (const at of this.#model.runs.keys())
      if (isNarrowed && !stands(at)) this.#line(at, surface, { stroke: theme.grid, width: 1 });
    for (const [at, run] of this.#model.runs.entries())
      if (!isNarrowed || stands(at))
        this.#line(at, surface, { stroke: theme.colorOf(run.id), width: 1.3, opacity: 0.85 });
    for (const [index, one] of this.#axes.entries()) this.#axis(index, one, surface, theme);
    if (!isScreen) this.#area = before;
  }

  /** Where a value is missing the line is broken. */
  #line(
    at: number,
    surface: Surface,
    style: { readonly stroke: string; readonly width: number; readonly opacity?: number },
  ): void {
    const area = this.#area;
    if (!area) return;
    const x = this.#axes.map((_, index) => this.#leftOf(index));
    const y = this.#axes.map(({ axis }) => area.top + (1 - axis.placeOf(axis.numbers[at] ?? NaN)) * area.height);
    surface.polyline(x, y, x.length, style);
  }

  #axis(index: number, { column, axis }: Axis, surface: Surface, theme: ChartTheme): void {
    const area = this.#area;
    if (!area) return;
    const { background, foreground, muted, border } = theme;
    const left = this.#leftOf(index);
    surface.polyline([left, left], [area.top, area.top + area.height], 2, { stroke: border, width: 1.5 });
    const room = area.width / Math.max(1, this.#axes.length - 1) - 8;
    surface.clipped({ left: left - room / 2, top: 0, width: room, height: area.top }, () =>
      surface.text(left, 4, column.name, {
        color: foreground,
        align: 'center',
        baseline: 'top',
      }),
    );
    for (const { at, label } of axis.ticks(5)) {
      const top = area.top + (1 - axis.placeOf(at)) * area.height;
      surface.polyline([left - 4, left], [top, top], 2, { stroke: border });
      if (label === '') continue;
      // Lines run below it.
      const width = surface.measure(label);
      surface.rect(
        { left: left - 7 - width, top: top - 7, width: width + 2, height: 14 },
        { fill: background, opacity: 0.8 },
      );
      surface.text(left - 6, top, label, { color: muted, align: 'right' });
    }
    const brush = this.#brushes.get(index);
    if (!brush) return;
    const [top, height] = [area.top + (1 - brush.high) * area.height, (brush.high - brush.low) * area.height];
    paintBrush({ left: left - REACH, top, width: REACH * 2, height }, surface, theme);
  }

  #paintTop(surface: Surface, theme: ChartTheme): void {
    const run = this.#model.runs[this.#hovered];
    if (run) this.#line(this.#hovered, surface, { stroke: theme.colorOf(run.id), width: 3 });
    const area = this.#area;
    if (!area || this.#current < 0 || document.activeElement !== this.#frame.stage) return;
    const left = this.#leftOf(this.#current);
    surface.rect(around({ ...area, left: left - REACH, width: REACH * 2 }, 3), { stroke: theme.focus });
  }

  /** The run whose line passes nearest, between two axes; -1: none. */
  #nearest({ left, top }: StagePlace): number {
    const area = this.#area;
    if (!area || this.#axes.length < 2) return -1;
    const part = ((left - area.left) / area.width) * (this.#axes.length - 1);
    const first = Math.min(this.#axes.length - 2, Math.max(0, Math.floor(part)));
    const [a, b] = [this.#axes[first]?.axis, this.#axes[first + 1]?.axis];
    if (!a || !b || part < -0.2 || part > this.#axes.length - 0.8) return -1;
    let best = -1;
    let least = 10;
    for (const at of this.#model.runs.keys()) {
      const [from, to] = [a.placeOf(a.numbers[at] ?? NaN), b.placeOf(b.numbers[at] ?? NaN)];
      const line = area.top + (1 - (from + (to - from) * (part - first))) * area.height;
      if (!(Math.abs(line - top) < least)) continue;
      least = Math.abs(line - top);
      best = at;
    }
    return best;
  }
}
