import { t } from '../../domain/base/text.ts';
import type { ChartColumn } from '../../domain/experiments/chartColumn.ts';
import type { PlottedRun } from './chartHost.ts';
import type { PlotTable } from './plotTable.ts';

/** A row a run, with its name and the values of columns. */
export function runTable(runs: readonly PlottedRun[], columns: readonly ChartColumn[]): PlotTable {
  return {
    columns: [t('Run'), ...columns.map(({ name }) => name)],
    rowCount: runs.length,
    cell: (row, column) => (column === 0 ? (runs[row]?.name ?? '') : (columns[column - 1]?.values[row] ?? '')),
  };
}
