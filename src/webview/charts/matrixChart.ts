import { formatMetric } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { classResults, type ConfusionMatrix, confusionSummary } from '../../domain/experiments/confusionMatrix.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import type { ChartHost } from './chartHost.ts';
import type { ChartTheme } from './chartTheme.ts';
import { PickPlot, type PlotMark } from './pickPlot.ts';
import type { PlotTable } from './plotTable.ts';
import type { Surface } from './surface.ts';

export interface MatrixModel {
  readonly title: string;
  readonly matrix: ConfusionMatrix;
}

/** A confusion matrix: rows are what was there, columns what was predicted, the darker the larger the share of the row. */
export function matrixChart(
  container: HTMLElement,
  host: ChartHost,
  colors: RunColors,
  { title, matrix }: MatrixModel,
): PickPlot {
  return new PickPlot(container, host, colors, {
    title,
    kind: t('confusion matrix'),
    canBrush: false,
    paint: (surface, theme) => paintMatrix(matrix, surface, theme),
    table: () => matrixTable(matrix),
    summary: () => confusionSummary(title, matrix),
  });
}

/** Counts, and recall and precision of each class. */
function matrixTable(matrix: ConfusionMatrix): PlotTable {
  const { labels, counts } = matrix;
  const results = classResults(matrix);
  return {
    columns: [t('Actual'), ...labels, t('Recall'), t('Precision')],
    rowCount: labels.length,
    cell: (row, column) => {
      if (column === 0) return labels[row] ?? '';
      if (column <= labels.length) return counts[row]?.[column - 1] ?? 0;
      const result = results[row];
      return (column === labels.length + 1 ? result?.recall : result?.precision) ?? NaN;
    },
  };
}

function paintMatrix({ labels, counts }: ConfusionMatrix, surface: Surface, theme: ChartTheme): readonly PlotMark[] {
  const widest = labels.reduce((most, label) => Math.max(most, surface.measure(label)), 0);
  const [left, top] = [Math.min(widest + 28, surface.width * 0.35), 22];
  const cell = Math.min((surface.width - left - 8) / labels.length, (surface.height - top - 24) / labels.length, 90);
  const [width, height] = [Math.min((surface.width - left - 8) / labels.length, cell * 1.8), cell];
  const muted = { color: theme.muted };
  surface.text(left + (width * labels.length) / 2, top - 12, t('Predicted'), { ...muted, align: 'center' });
  surface.text(10, top + (height * labels.length) / 2, t('Actual'), { ...muted, align: 'center', isUpward: true });
  // Names where there is room for a line of text.
  if (height >= 11)
    for (const [row, label] of labels.entries())
      surface.text(left - 6, top + (row + 0.5) * height, label, { color: theme.foreground, align: 'right' });
  const bottom = top + height * labels.length + 4;
  if (labels.every((label) => surface.measure(label) < width))
    for (const [column, label] of labels.entries())
      surface.text(left + (column + 0.5) * width, bottom, label, {
        color: theme.foreground,
        align: 'center',
        baseline: 'top',
      });
  return counts.flatMap((line, row) => {
    const total = line.reduce((sum, count) => sum + count, 0);
    return line.map((count, column) => {
      const box = { left: left + column * width, top: top + row * height, width, height };
      const share = total > 0 ? count / total : 0;
      surface.rect(box, { fill: theme.shade(share), stroke: theme.grid });
      const text = formatMetric(count);
      if (height >= 12 && surface.measure(text) < width - 2)
        surface.text(left + (column + 0.5) * width, box.top + height / 2, text, {
          color: theme.onShade(share),
          align: 'center',
        });
      const words = [
        t('Actual {0}, predicted {1}', labels[row] ?? '', labels[column] ?? ''),
        t('{0} times, {1} % of {2}', count, formatMetric(share * 100), labels[row] ?? ''),
      ];
      return { box, words, runIds: [] };
    });
  });
}
