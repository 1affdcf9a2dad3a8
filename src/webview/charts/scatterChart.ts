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
export function scatterChart(
  container: HTMLElement,
  host: ChartHost,
  colors: RunColors,
  model: ScatterModel,
): PickPlot {
  const axes = { x: columnAxis(model.x), y: columnAxis(model.y) };
  return new PickPlot(container, host, colors, {
    title: t('{0} over {1}', model.y.name, model.x.name),
    kind: t('scatter plot'),
    canBrush: true,
    paint: (surface, theme, selected) => paintScatter(model, axes, { surface, theme, selected }),
    table: () => runTable(model.runs, [model.x, model.y]),
    summary: () => scatterSummary(model.x, model.y),
  });
}

interface Canvas {
  readonly surface: Surface;
  readonly theme: ChartTheme;
  readonly selected: ReadonlySet<string>;
}

function paintScatter(
  { runs, x, y }: ScatterModel,
  axes: { readonly x: ColumnAxis; readonly y: ColumnAxis },
  { surface, theme, selected }: Canvas,
): readonly PlotMark[] {
  const picture = axisArea({ ...axes, xTitle: x.name, yTitle: y.name }, surface);
  paintAxes(picture, surface, theme);
  const { area } = picture;
  const marks: (PlotMark & { readonly at: number })[] = [];
  for (const [at, run] of runs.entries()) {
    const [left, top] = [axes.x.placeOf(axes.x.numbers[at] ?? NaN), axes.y.placeOf(axes.y.numbers[at] ?? NaN)];
    if (!Number.isFinite(left) || !Number.isFinite(top)) continue;
    const [middle, line] = [area.left + left * area.width, area.top + (1 - top) * area.height];
    marks.push({
      at: left,
      box: { left: middle - RADIUS, top: line - RADIUS, width: RADIUS * 2, height: RADIUS * 2 },
      words: [run.name, said(x.name, axes.x, at), said(y.name, axes.y, at)],
      runIds: [run.id],
    });
    const isPicked = selected.has(run.id);
    surface.circle(middle, line, isPicked ? RADIUS + 1.5 : RADIUS, {
      fill: theme.colorOf(run.id),
      opacity: selected.size > 0 && !isPicked ? 0.3 : 1,
      ...(isPicked ? { stroke: theme.foreground, width: 1.5 } : {}),
    });
  }
  return marks.sort((a, b) => a.at - b.at);
}

function said(name: string, axis: ColumnAxis, at: number): string {
  return t('{0}: {1}', name, axis.text(axis.numbers[at] ?? NaN));
}
