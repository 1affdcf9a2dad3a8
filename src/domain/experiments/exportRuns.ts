import { t } from '../base/text.ts';
import { cellText, columnTitle } from './cellText.ts';
import { FIRST_PIVOT_INDEX } from './pivotTable.ts';
import type { RunGroup } from './groupRows.ts';
import type { RunsModel } from './runsModel.ts';
import type { PlacedColumn } from './runTable.ts';
import { NumberColumn, TextColumn } from './tableColumn.ts';
import { type LaidOutColumn, layOutColumns } from './tableLayout.ts';

/** What of a table leaves it: these rows and columns, in this order. */
export interface ExportedRuns {
  readonly table: { readonly columns: readonly Pick<PlacedColumn, 'column'>[] };
  readonly rows: Int32Array;
  readonly columns: readonly LaidOutColumn[];
}

/** A column for a file of columns; times are milliseconds since 1970, `undefined` is no value. */
export interface ExportedColumn {
  readonly name: string;
  readonly kind: 'number' | 'text' | 'time';
  readonly values: readonly (number | string | undefined)[];
}

/** A Parquet file of columns of one length. */
export type WriteParquet = (columns: readonly ExportedColumn[]) => Uint8Array;

/** What a table shows: the runs that pass the filter, or the lines of its pivot with their numbers. */
export function exportedFrom(model: RunsModel): ExportedRuns {
  const { table, layout } = model;
  const { matched, groups, pivot } = model.arranged();
  const shown = layOutColumns(model.columns(), layout);
  if (!pivot) return { table, rows: matched, columns: shown };
  const { by, metric, cell } = layout.pivot ?? { by: '', metric: '', cell: 'mean' };
  const split = (key: string) => key.slice(key.indexOf('.') + 1);
  const made = shown.map((column, index) => {
    const at = layout.groupBy.indexOf(column.key);
    const place = column.index - FIRST_PIVOT_INDEX;
    const name = place < 0 ? t('runs') : `${split(metric)} ${cell} ${split(by)}=${column.name}`;
    const named = at >= 0 ? column : ({ ...column, group: 'pivot', name, kind: 'number' } as const);
    const value = ({ values, rows }: RunGroup) =>
      at >= 0 ? (values[at] ?? undefined) : place < 0 ? rows.length : pivot.value(rows, place);
    return { ...named, index, value };
  });
  const columns = made.map(({ value, ...column }) => ({
    ...column,
    // What groups are made by is text as they keep it; an attribute of numbers is one of few.
    kind: column.group === 'pivot' ? column.kind : ('text' as const),
    column: filled(groups.map(value)),
  }));
  return { table: { columns }, rows: Int32Array.from(groups.keys()), columns };
}

function filled(values: readonly (string | number | undefined)[]): NumberColumn | TextColumn {
  const [numbers, texts] = [new NumberColumn(), new TextColumn()];
  for (const [row, value] of values.entries())
    if (typeof value === 'string') texts.set(row, value);
    else numbers.set(row, value);
  return values.some((value) => typeof value === 'string') ? texts : numbers;
}

/** Rows that become text at a time, so that nothing else waits for long. */
const CHUNK = 500;

/** RFC 4180 with a line of names; numbers with all their digits, times in ISO 8601, no value as nothing. */
export function* csvOf({ table, rows, columns }: ExportedRuns): Generator<string> {
  yield `${columns.map((column) => csvField(exportName(column))).join(',')}\r\n`;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const lines = Array.from(rows.subarray(start, start + CHUNK), (row) => {
      const fields = columns.map((column) => {
        const value = valueAt(table, column, row);
        if (value === undefined) return '';
        if (column.kind === 'time' && typeof value === 'number') return isoTime(value);
        return typeof value === 'number' ? String(value) : csvField(harmless(value));
      });
      return `${fields.join(',')}\r\n`;
    });
    yield lines.join('');
  }
}

/** A table of GitHub's Markdown, with values as the table on screen has them. */
export function* markdownOf({ table, rows, columns }: ExportedRuns): Generator<string> {
  yield `| ${columns.map(({ group, name }) => markdownField(columnTitle(group, name))).join(' | ')} |\n`;
  const isRight = ({ kind }: LaidOutColumn) => kind === 'number' || kind === 'duration';
  yield `| ${columns.map((column) => (isRight(column) ? '---:' : '---')).join(' | ')} |\n`;
  for (const row of rows) {
    const fields = columns.map((column) => {
      const value = valueAt(table, column, row);
      return value === undefined ? '' : markdownField(cellText(column.kind, String(value)));
    });
    yield `| ${fields.join(' | ')} |\n`;
  }
}

/** The columns as a file of columns keeps them. */
export function columnsOf({ table, rows, columns }: ExportedRuns): readonly ExportedColumn[] {
  return columns.map((column) => ({
    name: exportName(column),
    kind: column.kind === 'time' ? 'time' : column.kind === 'text' || column.kind === 'state' ? 'text' : 'number',
    values: Array.from(rows, (row) => valueAt(table, column, row)),
  }));
}

/** As filters name it, so that a param and a metric of one name stay two. */
const exportName = ({ group, name }: LaidOutColumn) =>
  group === 'attributes' || group === 'pivot' ? name : `${group}.${name}`;

function valueAt(table: ExportedRuns['table'], { index }: LaidOutColumn, row: number): number | string | undefined {
  return table.columns[index]?.column.get(row);
}

const csvField = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * Programs for spreadsheets run what begins like a formula, and names of runs come from others; an apostrophe makes it text
 * (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay as they are.
 */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
}

function markdownField(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\r\n|\r|\n/g, '<br>');
}

/** A time that no calendar has stays the number it is. */
function isoTime(milliseconds: number): string {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? String(milliseconds) : time.toISOString();
}
