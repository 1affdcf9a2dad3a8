import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { type ChartColumn, type ColumnAxis, columnAxis } from '../../domain/experiments/chartColumn.ts';
import { scatterSummary } from '../../domain/experiments/chartSummary.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import type { ChartHost, PlottedRun } from './chartHost.ts';
import type { ChartTheme } from './chartTheme.ts';
import { PickPlot, type PlotMark } from './pickPlot.ts';
import { axisArea, paintAxes } from './plotAxes.ts';
import { runTable } from './runTable.ts';
import type { Surface } from './surface.ts';

/** One value of each run against another. The columns have a value a run, in the order of the runs. */
export interface ScatterModel {
  readonly runs: readonly PlottedRun[];
  readonly x: ChartColumn;
  readonly y: ChartColumn;
}

const RADIUS = 4;

/** A dot a run. */
export class ScatterChart implements Disposable {
  readonly #plot: PickPlot;
  readonly #model: ScatterModel;
  readonly #x: ColumnAxis;
  readonly #y: ColumnAxis;

  constructor(container: HTMLElement, host: ChartHost, colors: RunColors, model: ScatterModel) {
    this.#model = model;
    this.#x = columnAxis(model.x);
    this.#y = columnAxis(model.y);
    this.#plot = new PickPlot(container, host, colors, {
      title: t('{0} over {1}', model.y.name, model.x.name),
      kind: t('scatter plot'),
      canBrush: true,
      paint: (surface, theme, selected) => this.#paint(surface, theme, selected),
      table: () => runTable(model.runs, [model.x, model.y]),
      summary: () => scatterSummary(model.x, model.y),
    });
  }

  select(runIds: readonly string[]): void {
    this.#plot.select(runIds);
  }

  dispose(): void {
    this.#plot.dispose();
  }

  #paint(surface: Surface, theme: ChartTheme, selected: ReadonlySet<string>): readonly PlotMark[] {
    const { runs, x, y } = this.#model;
    const picture = axisArea({ x: this.#x, y: this.#y, xTitle: x.name, yTitle: y.name }, surface);
    surface.rect({ left: 0, top: 0, width: surface.width, height: surface.height }, { fill: theme.background });
    paintAxes(picture, surface, theme);
    const { area } = picture;
    const marks: (PlotMark & { readonly at: number })[] = [];
    for (const [at, run] of runs.entries()) {
      const [left, top] = [this.#x.placeOf(this.#x.numbers[at] ?? NaN), this.#y.placeOf(this.#y.numbers[at] ?? NaN)];
      if (!Number.isFinite(left) || !Number.isFinite(top)) continue;
      const [middle, line] = [area.left + left * area.width, area.top + (1 - top) * area.height];
      marks.push({
        at: left,
        box: { left: middle - RADIUS, top: line - RADIUS, width: RADIUS * 2, height: RADIUS * 2 },
        words: [run.name, said(x.name, this.#x, at), said(y.name, this.#y, at)],
        runIds: [run.id],
      });
    }
    for (const { box, runIds } of marks) paintDot(surface, theme, { box, runId: runIds[0] ?? '' }, selected);
    return marks.sort((a, b) => a.at - b.at);
  }
}

function said(name: string, axis: ColumnAxis, at: number): string {
  return t('{0}: {1}', name, axis.text(axis.numbers[at] ?? Number.NaN));
}

function paintDot(
  surface: Surface,
  theme: ChartTheme,
  { box, runId }: { readonly box: PlotMark['box']; readonly runId: string },
  selected: ReadonlySet<string>,
): void {
  const isPicked = selected.has(runId);
  const style = { fill: theme.colorOf(runId), opacity: selected.size > 0 && !isPicked ? 0.3 : 1 };
  surface.circle(
    box.left + RADIUS,
    box.top + RADIUS,
    isPicked ? RADIUS + 1.5 : RADIUS,
    isPicked ? { ...style, stroke: theme.foreground, width: 1.5 } : style,
  );
}
