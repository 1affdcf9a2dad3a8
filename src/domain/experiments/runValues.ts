import { type ImportanceAnswer, parameterImportance } from './parameterImportance.ts';
import type { RunsModel } from './runsModel.ts';
import type { PlacedColumn } from './runTable.ts';

/** Last values of the runs that a table shows, for plots that have one value a run. NaN where a run has no such metric. */
export interface RunValues {
  readonly runs: readonly { readonly id: string; readonly name: string }[];
  readonly params: readonly { readonly name: string; readonly values: readonly (string | null)[] }[];
  readonly metrics: readonly { readonly name: string; readonly values: Float64Array }[];
}

/** Dots that still are one in a plot, and half a second of messages on a slow core. */
const MOST_RUNS = 2000;
const MOST_COLUMNS = 100;

/** Of the runs that pass the filter, in the order of the table; selected or not, for picking runs in a plot must not take the others out of it. */
export function runValues(model: RunsModel): RunValues {
  const rows = model.arranged().matched.subarray(0, MOST_RUNS);
  const names = model.table.column('attributes', 'run_name')?.column;
  const runs = Array.from(rows, (row) => {
    const id = model.table.runIdOf(row) ?? '';
    return { id, name: String(names?.get(row) ?? id.slice(0, 8)) };
  });
  return {
    runs,
    params: columnsOf(model, 'params').map(({ name, column }) => ({
      name,
      values: Array.from(rows, (row) => {
        const value = column.get(row);
        return value === undefined ? null : String(value);
      }),
    })),
    metrics: columnsOf(model, 'metrics').map(({ name, column }) => ({ name, values: numbersOf(column, rows) })),
  };
}

/** What a metric of the shown runs depends on. A second of work where runs and parameters are many. */
export function importanceIn(model: RunsModel, metric: string): ImportanceAnswer | undefined {
  const { params } = runValues(model);
  const column = model.table.column('metrics', metric)?.column;
  if (!column) return undefined;
  const columns = params.map(({ name, values }) => ({ name, values: values.map((value) => value ?? undefined) }));
  return parameterImportance(columns, numbersOf(column, model.arranged().matched.subarray(0, MOST_RUNS)));
}

/** Those that a shown run has. */
function columnsOf(model: RunsModel, wanted: 'params' | 'metrics'): readonly PlacedColumn[] {
  return model.table.columns.filter(({ group, column }) => group === wanted && column.count > 0).slice(0, MOST_COLUMNS);
}

function numbersOf(column: PlacedColumn['column'], rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => Number(column.get(row) ?? Number.NaN));
}
