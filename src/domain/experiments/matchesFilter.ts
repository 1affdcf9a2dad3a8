import { assertNever } from '../base/failure.ts';
import { judgeOf } from './judgeValue.ts';
import type { FilterField, RunFilter } from './runFilter.ts';
import type { RunTable } from './runTable.ts';
import type { TableColumn } from './tableColumn.ts';
import type { TrackedRun } from './trackedRun.ts';

/** Whether a run passes. The name of the experiment is not known to a run, so `experiment` is its id here. */
export function matchesFilter(filter: RunFilter, run: TrackedRun): boolean {
  switch (filter.kind) {
    case 'all':
      return filter.of.every((part) => matchesFilter(part, run));
    case 'any':
      return filter.of.some((part) => matchesFilter(part, run));
    case 'not':
      return !matchesFilter(filter.of, run);
    case 'compare':
      return judgeOf(filter)(valueOf(run, filter.field));
    default:
      return assertNever(filter);
  }
}

function valueOf(run: TrackedRun, { group, name }: FilterField): string | number | undefined {
  return group === 'attributes' ? attributeOf(run, name) : run[group].get(name);
}

function attributeOf(run: TrackedRun, name: string): string | number | undefined {
  const { startedAt, endedAt } = run;
  const values = new Map<string, string | number | undefined>([
    ['run_name', run.name === '' ? undefined : run.name],
    ['status', run.state],
    ['start_time', startedAt],
    ['end_time', endedAt],
    ['duration', startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt],
    ['experiment', run.experimentId],
    ['user_id', run.user],
    ['run_id', run.id],
    ['artifact_uri', run.artifactUri],
  ]);
  return values.get(name);
}

/** The rows of a table that pass, in their order. */
export function filterRows(rows: Int32Array, table: RunTable, filter: RunFilter): Int32Array {
  const passes = rowJudge(table, filter);
  return rows.filter((row) => passes(row));
}

function rowJudge(table: RunTable, filter: RunFilter): (row: number) => boolean {
  if (filter.kind === 'not') {
    const passes = rowJudge(table, filter.of);
    return (row) => !passes(row);
  }
  if (filter.kind !== 'compare') {
    const parts = filter.of.map((part) => rowJudge(table, part));
    return filter.kind === 'all'
      ? (row) => parts.every((passes) => passes(row))
      : (row) => parts.some((passes) => passes(row));
  }
  const judge = judgeOf(filter);
  const column = table.column(filter.field.group, filter.field.name)?.column;
  if (!column) {
    const passes = judge(undefined);
    return () => passes;
  }
  return columnJudge(column, judge);
}

/** A text is judged once, however many runs have it. */
function columnJudge(
  column: TableColumn,
  judge: (value: string | number | undefined) => boolean,
): (row: number) => boolean {
  if (column.form === 'number') return (row) => judge(column.get(row));
  const verdicts = new Int8Array(column.texts.length).fill(-1);
  return (row) => {
    const code = column.code(row);
    if (verdicts[code] === -1) verdicts[code] = judge(column.texts[code]) ? 1 : 0;
    return verdicts[code] === 1;
  };
}
