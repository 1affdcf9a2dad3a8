import { formatMetric } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { type BoxStatistics, boxStatistics } from '../../domain/experiments/boxStatistics.ts';
import type { ChartColumn } from '../../domain/experiments/chartColumn.ts';
import { boxSummary } from '../../domain/experiments/chartSummary.ts';
import { extent, scaleAround } from '../../domain/experiments/chartScale.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import type { ChartHost, PlottedRun } from './chartHost.ts';
import type { ChartTheme } from './chartTheme.ts';
import { PickPlot, type PlotMark } from './pickPlot.ts';
import { axisArea, paintAxes } from './plotAxes.ts';
import type { PlotTable } from './plotTable.ts';
import type { Box, Surface } from './surface.ts';

/** A metric by the values of a parameter. The columns have a value a run, in the order of the runs. */
export interface BoxModel {
  readonly runs: readonly PlottedRun[];
  readonly group: ChartColumn;
  readonly metric: ChartColumn;
}

/** A box a group: median, quartiles, whiskers, mean, and the runs further out. A box picks its runs. */
export function boxChart(container: HTMLElement, host: ChartHost, colors: RunColors, model: BoxModel): PickPlot {
  const { group, metric } = model;
  const values = Float64Array.from(metric.values, (value) => (value === undefined ? NaN : Number(value)));
  const names = group.values.map((value) => (value === undefined ? undefined : String(value)));
  const boxes = boxStatistics(names, values);
  return new PickPlot(container, host, colors, {
    title: t('{0} by {1}', metric.name, group.name),
    kind: t('box plot'),
    canBrush: false,
    paint: (surface, theme) => paintBoxes({ model, values, boxes }, surface, theme),
    table: () => boxTable(group.name, boxes, values),
    summary: () => boxSummary(metric.name, group.name, boxes),
  });
}

interface Boxes {
  readonly model: BoxModel;
  readonly values: Float64Array;
  readonly boxes: readonly BoxStatistics[];
}

function boxTable(group: string, boxes: readonly BoxStatistics[], values: Float64Array): PlotTable {
  return {
    columns: [
      group,
      t('Runs'),
      t('Mean'),
      t('Least'),
      t('Lower quartile'),
      t('Median'),
      t('Upper quartile'),
      t('Greatest'),
    ],
    rowCount: boxes.length,
    cell: (row, column) => {
      const box = boxes[row];
      if (!box) return '';
      const [least, greatest] = extent(box.members.map((at) => values[at] ?? NaN));
      const cells = [box.name, box.count, box.mean, least, box.lower, box.median, box.upper, greatest];
      return cells[column] ?? '';
    },
  };
}

function paintBoxes({ model, values, boxes }: Boxes, surface: Surface, theme: ChartTheme): readonly PlotMark[] {
  const [low, high] = extent(values);
  const names = boxes.map(({ name }, at) => ({ at, label: name }));
  const picture = axisArea(
    {
      x: { scale: { kind: 'linear', from: -0.5, to: Math.max(0.5, boxes.length - 0.5) }, ticks: () => names },
      y: { scale: scaleAround('linear', low, high) },
      xTitle: model.group.name,
      yTitle: model.metric.name,
    },
    surface,
  );
  paintAxes(picture, surface, theme);
  const { area, y } = picture;
  const topOf = (value: number) => area.top + (1 - (value - y.from) / (y.to - y.from)) * area.height;
  const room = area.width / Math.max(1, boxes.length);
  return boxes.flatMap((box, at) => {
    const width = Math.min(60, room * 0.6);
    const left = area.left + (at + 0.5) * room - width / 2;
    return paintBox(box, { model, values }, { left, width, topOf, surface, theme });
  });
}

interface BoxPlace {
  readonly left: number;
  readonly width: number;
  readonly topOf: (value: number) => number;
  readonly surface: Surface;
  readonly theme: ChartTheme;
}

function paintBox(
  box: BoxStatistics,
  { model, values }: Omit<Boxes, 'boxes'>,
  { left, width, topOf, surface, theme }: BoxPlace,
): readonly PlotMark[] {
  const middle = left + width / 2;
  const line = { stroke: theme.foreground, width: 1.2 };
  const body: Box = { left, top: topOf(box.upper), width, height: Math.max(1, topOf(box.lower) - topOf(box.upper)) };
  for (const [from, to] of [
    [box.upper, box.high],
    [box.lower, box.low],
  ] as const) {
    surface.polyline([middle, middle], [topOf(from), topOf(to)], 2, line);
    surface.polyline([left + width / 4, left + (width * 3) / 4], [topOf(to), topOf(to)], 2, line);
  }
  surface.rect(body, { fill: theme.paint(0), opacity: 0.35 });
  surface.rect(body, line);
  surface.polyline([left, left + width], [topOf(box.median), topOf(box.median)], 2, { ...line, width: 2.5 });
  surface.circle(middle, topOf(box.mean), 2.5, { fill: theme.foreground });
  const { runs, metric } = model;
  const dots = box.outliers.map((at): PlotMark => {
    const [run, value] = [runs[at], values[at] ?? NaN];
    surface.circle(middle, topOf(value), 3.5, { fill: theme.colorOf(run?.id ?? '') });
    return {
      box: { left: middle - 4, top: topOf(value) - 4, width: 8, height: 8 },
      words: [run?.name ?? '', t('{0}: {1}', metric.name, formatMetric(value))],
      runIds: run ? [run.id] : [],
    };
  });
  const words = [
    t('{0}: {1}', model.group.name, box.name),
    t('{0} runs', box.count),
    t(
      'median {0}, quartiles {1} and {2}, mean {3}',
      formatMetric(box.median),
      formatMetric(box.lower),
      formatMetric(box.upper),
      formatMetric(box.mean),
    ),
  ];
  return [{ box: body, words, runIds: box.members.flatMap((at) => (runs[at] ? [runs[at].id] : [])) }, ...dots];
}
