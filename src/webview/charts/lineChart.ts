import { formatMetric } from '../../domain/base/format.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { ChartLine, ChartRange, LineRequest } from '../../domain/experiments/chartLine.ts';
import { lineSummary } from '../../domain/experiments/chartSummary.ts';
import type { LinePlotsView } from '../../domain/experiments/plotsView.ts';
import { axisText } from '../../domain/experiments/chartTicks.ts';
import { type ChartHost, pick } from './chartHost.ts';
import type { ChartTheme, LiveTheme } from './chartTheme.ts';
import { CrowdedPicture } from './crowdedPicture.ts';
import { endOf, lineBeside, nearest, neighbour, pointOf, type Pointed } from './lineCursor.ts';
import { layOut, type LineLayout, type LineScene, paintLines, strokeLine, wholeRange } from './linePicture.ts';
import { paintBrush } from './plotAxes.ts';
import { type Bitmap, PlotFrame } from './plotFrame.ts';
import type { PlotTable } from './plotTable.ts';
import type { Surface } from './surface.ts';
import { type Direction, type Zoomable, controlZoom } from './zoomControl.ts';
import { type StagePlace } from './stagePlace.ts';

export interface LineChartParts {
  readonly metric: string;
  readonly host: ChartHost;
  readonly theme: LiveTheme;
  view(): LinePlotsView;
  nameOf(runId: string): string;
  selected(): ReadonlySet<string>;
  /** The part of the axis on screen has changed, by the user. */
  zoomed(range: ChartRange | undefined): void;
  /** The pointer or the keyboard is at a run; undefined: at none. */
  hovered(runId: string | undefined): void;
  /** It has come on screen, or has another size: its lines are needed. */
  shown(): void;
}

/** One metric of many runs. */
export class LineChart implements Disposable, Zoomable {
  readonly frame: PlotFrame;
  readonly #parts: LineChartParts;
  /** Whole lines, and lines of the part on screen in more detail. */
  readonly #whole = new Map<string, ChartLine>();
  readonly #detail = new Map<string, ChartLine>();
  readonly #crowd = new CrowdedPicture();
  /** Runs that have been answered for, be it that they have no such metric. */
  readonly #answered = new Set<string>();
  #runIds: readonly string[] = [];
  #range: ChartRange | undefined;
  #layout: LineLayout | undefined;
  #marked: { readonly left: number; readonly right: number } | undefined;
  #cursor: Pointed | undefined;
  #highlight: string | undefined;
  #scene: LineScene | undefined;

  constructor(parts: LineChartParts) {
    this.#parts = parts;
    this.frame = new PlotFrame({
      ...parts,
      title: parts.metric,
      kind: t('line plot'),
      paint: (surface, theme, bitmap) => this.#paint(surface, theme, bitmap),
      paintTop: (surface, theme) => this.#paintTop(surface, theme),
      hasTop: () => (this.#marked ?? this.#cursor ?? this.#highlight) !== undefined,
      table: () => this.#table(),
      summary: () => this.#summary(),
    });
    controlZoom(this.frame.stage, this);
  }

  get metric(): string {
    return this.#parts.metric;
  }

  /** Runs of the plot whose whole lines are not here yet. */
  missing(): readonly string[] {
    return this.#runIds.filter((runId) => !this.#answered.has(runId));
  }

  /** The part on screen when its lines would have more to show than is here; undefined when they have not. */
  wantsDetail(): ChartRange | undefined {
    const range = this.#range;
    if (!range) return undefined;
    const lacks = this.#runIds.some(
      (runId) => this.#whole.get(runId)?.isThinned === true && !this.#detailFor(runId, range),
    );
    return lacks ? range : undefined;
  }

  setRuns(runIds: readonly string[]): void {
    const shown = new Set(runIds);
    for (const lines of [this.#whole, this.#detail])
      for (const runId of lines.keys()) if (!shown.has(runId)) lines.delete(runId);
    for (const runId of this.#answered) if (!shown.has(runId)) this.#answered.delete(runId);
    this.#runIds = runIds;
    this.changed();
  }

  /** Whole lines and lines with a range go to different places; each replaces the one before of its run. */
  setLines({ runIds, range }: LineRequest, lines: readonly ChartLine[]): void {
    if (!range) for (const runId of runIds) this.#answered.add(runId);
    for (const line of lines) (line.range ? this.#detail : this.#whole).set(line.runId, line);
    this.changed();
  }

  /** The axis or smoothing has changed: nothing here is right any more. */
  forget(): void {
    this.#answered.clear();
    this.#whole.clear();
    this.#detail.clear();
    this.changed();
  }

  /** Something is shown differently. */
  changed(): void {
    this.#scene = undefined;
    this.#cursor = undefined;
    this.frame.schedule();
  }

  setRange(range: ChartRange | undefined): void {
    this.#range = range;
    this.changed();
  }

  highlight(runId: string | undefined): void {
    if (this.#highlight === runId) return;
    this.#highlight = runId;
    this.frame.scheduleTop();
  }

  dispose(): void {
    this.frame.dispose();
  }

  // What controlZoom asks.

  area(): LineLayout['area'] | undefined {
    return this.#layout?.area;
  }

  range(): ChartRange {
    return this.#range ?? this.whole();
  }

  whole(): ChartRange {
    return wholeRange([...this.#whole.values()]);
  }

  zoom(range: ChartRange | undefined): void {
    this.#parts.zoomed(range);
  }

  marking(part: { readonly left: number; readonly right: number } | undefined): void {
    this.#marked = part;
    this.frame.scheduleTop();
  }

  pointed(place: StagePlace | undefined): void {
    const layout = this.#layout;
    this.#point(place && layout ? nearest(this.#current(), layout, place) : undefined);
  }

  picked(isAdding: boolean): void {
    const runId = this.#cursor?.line.runId;
    pick(this.#parts.host, isAdding ? this.#parts.selected() : [], runId === undefined ? [] : [runId]);
  }

  moved(direction: Direction): void {
    const layout = this.#layout;
    const scene = this.#current();
    const line = this.#cursor?.line ?? scene.lines[0];
    if (!layout || !line) return;
    const next = this.#next(direction, layout, line);
    if (!next) return;
    this.#point(next);
    this.frame.say(this.#words(next).join(', '));
  }

  toggleTable(): void {
    this.frame.toggleTable();
  }

  #next(direction: Direction, layout: LineLayout, line: ChartLine): Pointed | undefined {
    const cursor = this.#cursor;
    if (direction === 'first' || direction === 'last') return endOf(line, layout, direction === 'last');
    if (!cursor) return endOf(line, layout, direction === 'left');
    if (direction === 'left' || direction === 'right') return neighbour(cursor, layout, direction === 'left' ? -1 : 1);
    return lineBeside(this.#current(), layout, cursor, direction === 'up' ? -1 : 1);
  }

  #point(pointed: Pointed | undefined): void {
    this.#cursor = pointed;
    this.#parts.hovered(pointed?.line.runId);
    this.frame.tip(pointed ? this.#words(pointed) : [], pointed?.left ?? 0, pointed?.top ?? 0);
    this.frame.scheduleTop();
  }

  #words({ line, at }: Pointed): readonly string[] {
    const { axis } = this.#parts.view();
    const [x, y] = [axisText(axis, line.x[at] ?? 0), formatMetric(line.y[at] ?? 0)];
    const { band } = line;
    const value = band
      ? t(
          '{0}: mean {1}, from {2} to {3}',
          this.metric,
          y,
          ...[band.low, band.high].map((end) => formatMetric(end[at] ?? NaN)),
        )
      : t('{0}: {1}', this.metric, y);
    return [
      this.#parts.nameOf(line.runId),
      value,
      axis === 'step' ? t('Step {0}', x) : axis === 'time' ? x : t('{0} after the start', x),
    ];
  }

  #detailFor(runId: string, { from, to }: ChartRange): ChartLine | undefined {
    const detail = this.#detail.get(runId);
    return detail?.range && detail.range.from <= from && detail.range.to >= to ? detail : undefined;
  }

  #current(): LineScene {
    this.#scene ??= this.#makeScene();
    return this.#scene;
  }

  #makeScene(): LineScene {
    const range = this.#range;
    const lines: ChartLine[] = [];
    for (const runId of this.#runIds) {
      const line = (range && this.#detailFor(runId, range)) ?? this.#whole.get(runId);
      if (line) lines.push(line);
    }
    const { axis, isLog } = this.#parts.view();
    return { lines, axis, isLog, range, selected: this.#parts.selected() };
  }

  #paint(surface: Surface, theme: ChartTheme, bitmap: Bitmap | undefined): void {
    const scene = this.#current();
    const layout = layOut(scene, surface);
    if (!bitmap) return paintLines(scene, layout, surface, theme);
    this.#layout = layout;
    if (!this.#crowd.paint(scene, layout, { surface, bitmap, theme })) paintLines(scene, layout, surface, theme);
  }

  #paintTop(surface: Surface, theme: ChartTheme): void {
    const layout = this.#layout;
    if (!layout) return;
    const { area } = layout;
    const mark = this.#marked;
    if (mark) paintBrush({ ...area, left: mark.left, width: mark.right - mark.left }, surface, theme);
    const runId = this.#cursor?.line.runId ?? this.#highlight;
    const line = runId === undefined ? undefined : this.#current().lines.find((each) => each.runId === runId);
    if (line) {
      surface.clipped(area, () => {
        strokeLine(line, layout, surface, { color: theme.background, width: 5, opacity: 0.8 });
        strokeLine(line, layout, surface, { color: theme.colorOf(line.runId), width: 2.5, opacity: 1 });
      });
    }
    const cursor = this.#cursor && pointOf(this.#cursor.line, this.#cursor.at, layout);
    if (!cursor) return;
    surface.polyline([cursor.left, cursor.left], [area.top, area.top + area.height], 2, {
      stroke: theme.muted,
      dash: [3, 3],
    });
    surface.circle(cursor.left, cursor.top, 4.5, {
      fill: theme.colorOf(cursor.line.runId),
      stroke: theme.foreground,
      width: 1.5,
    });
  }

  #summary(): string {
    const { lines, axis, range } = this.#current();
    return lineSummary({
      metric: this.metric,
      axis,
      lines,
      ...(range ? { range } : {}),
      nameOf: (runId) => this.#parts.nameOf(runId),
    });
  }

  /** The values that are drawn, run by run. */
  #table(): PlotTable {
    const { lines, axis } = this.#current();
    const starts: number[] = [];
    let rowCount = 0;
    for (const { x } of lines) {
      starts.push(rowCount);
      rowCount += x.length;
    }
    const place = { step: t('Step'), time: t('Time'), relative: t('Seconds') }[axis];
    const isGrouped = lines.some(({ band }) => band);
    return {
      columns: isGrouped
        ? [t('Group'), place, t('Mean of {0}', this.metric), t('Lowest'), t('Highest')]
        : [t('Run'), place, this.metric],
      rowCount,
      cell: (row, column) => {
        const which = starts.findLastIndex((start) => start <= row);
        const line = lines[which];
        const at = row - (starts[which] ?? 0);
        if (!line) return '';
        if (column === 0) return this.#parts.nameOf(line.runId);
        const x = line.x[at] ?? NaN;
        if (column === 1) return axis === 'time' ? new Date(x).toISOString() : x;
        return [line.y, line.band?.low, line.band?.high][column - 2]?.[at] ?? NaN;
      },
    };
  }
}
