import { csvRows } from '../base/csvRows.ts';
import { formatMetric } from '../base/format.ts';
import { parsedJson } from '../base/parsedJson.ts';
import { t } from '../base/text.ts';

/** How often each class was taken for each: `counts[actual][predicted]`, one row and one column a label. */
export interface ConfusionMatrix {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** The most classes that are drawn: more have no room for a cell, and a file may claim any number. */
const MOST_LABELS = 500;

/** From pairs of what was there and what was predicted; labels in their order. */
export function confusionOf(actual: readonly string[], predicted: readonly string[]): ConfusionMatrix {
  const labels = [...new Set([...actual, ...predicted])].sort();
  const positions = new Map(labels.map((label, at) => [label, at]));
  const counts = labels.map(() => labels.map(() => 0));
  for (const [at, label] of actual.entries()) {
    const [row, column] = [positions.get(label) ?? 0, positions.get(predicted[at] ?? '') ?? 0];
    const line = counts[row];
    if (line) line[column] = (line[column] ?? 0) + 1;
  }
  return { labels, counts };
}

/**
 * From what programs leave as JSON: `{"labels": […], "matrix": [[…]]}`, with `classes` or `class_names` and `confusion_matrix`, `values`, `counts` or `data` as other
 * names for the two, or the rows alone. Undefined when it is nothing of that kind.
 */
export function readConfusion(json: unknown): ConfusionMatrix | undefined {
  const fields = new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
  const found = Array.isArray(json)
    ? json
    : firstArray(fields, ['matrix', 'confusion_matrix', 'values', 'counts', 'data']);
  const counts = found?.map(numbersOf);
  if (!counts || counts.length === 0 || counts.length > MOST_LABELS) return undefined;
  if (
    !counts.every((row) => row.length === counts.length && row.every((count) => Number.isFinite(count) && count >= 0))
  )
    return undefined;
  const named = firstArray(fields, ['labels', 'classes', 'class_names']);
  const labels = counts.map((_, at) => textOf(named?.[at]) ?? String(at));
  return { labels, counts };
}

/**
 * From a file: JSON as `readConfusion` takes it, a table of MLflow or W&B in JSON (`columns` and `data`), or CSV. A table has a row a class, with or without names
 * in its first row and column, or a row a pair: actual, predicted, how often. Undefined when it is none.
 */
export function readConfusionFile(text: string, path: string): ConfusionMatrix | undefined {
  if (/\.csv$/i.test(path)) return readTable(csvRows(text));
  const json = parsedJson(text);
  const fields = new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
  const [columns, data] = [fields.get('columns'), fields.get('data')];
  if (!Array.isArray(columns) || !Array.isArray(data)) return readConfusion(json);
  const rows = data.filter((row): row is unknown[] => Array.isArray(row));
  return readTable([columns, ...rows].map((row) => row.map((value: unknown) => textOf(value) ?? '')));
}

function readTable(rows: readonly (readonly string[])[]): ConfusionMatrix | undefined {
  const [head = [], ...body] = rows;
  const width = body[0]?.length ?? head.length;
  const numbers = (part: readonly (readonly string[])[]) => part.map((row) => row.map(countOf));
  const named = (labels: readonly unknown[], part: readonly (readonly string[])[]) =>
    readConfusion({ labels, matrix: numbers(part) });
  const [names, values] = [body.map(([name]) => name), body.map((row) => row.slice(1))];
  // Without names, with a head of names, with names before each row, or in pairs. What has numbers in all of its first row may have numbers as names.
  const asRows = width === rows.length ? readConfusion(numbers(rows)) : undefined;
  const withHead = width === body.length ? named(head, body) : undefined;
  const withNames = width === body.length + 1 ? named(names, values) : undefined;
  return asRows ?? withNames ?? withHead ?? (width === 3 ? confusionOfPairs(body) : undefined);
}

/** Rows of an actual class, a predicted one, and how often. */
function confusionOfPairs(rows: readonly (readonly string[])[]): ConfusionMatrix | undefined {
  const labels = [...new Set(rows.flatMap(([actual = '', predicted = '']) => [actual, predicted]))];
  if (labels.length > MOST_LABELS) return undefined;
  const matrix = labels.map(() => labels.map(() => 0));
  for (const [actual = '', predicted = '', count = ''] of rows) {
    const line = matrix[labels.indexOf(actual)];
    if (line) line[labels.indexOf(predicted)] = countOf(count);
  }
  return readConfusion({ labels, matrix });
}

/** NaN of what is no number. */
const countOf = (text: string) => (text.trim() === '' ? NaN : Number(text));

function firstArray(fields: ReadonlyMap<string, unknown>, names: readonly string[]): readonly unknown[] | undefined {
  return names.map((name): unknown => fields.get(name)).find((value) => Array.isArray(value));
}

function numbersOf(row: unknown): readonly number[] {
  return Array.isArray(row) ? row.map((value: unknown) => (typeof value === 'number' ? value : NaN)) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Of one class: how many there were, how many of them were found, and how many of those found were right. NaN of none. */
export interface ClassResult {
  readonly label: string;
  readonly count: number;
  readonly recall: number;
  readonly precision: number;
}

export function classResults({ labels, counts }: ConfusionMatrix): readonly ClassResult[] {
  return labels.map((label, at) => {
    const count = sum(counts[at] ?? []);
    const found = sum(counts.map((row) => row[at] ?? 0));
    const right = counts[at]?.[at] ?? 0;
    return { label, count, recall: right / count, precision: right / found };
  });
}

/** One sentence: how many were right, and what was mistaken most often. */
export function confusionSummary(title: string, { labels, counts }: ConfusionMatrix): string {
  const total = sum(counts.map(sum));
  if (total === 0) return t('{0}: nothing was counted.', title);
  const right = sum(counts.map((row, at) => row[at] ?? 0));
  const share = formatMetric((right / total) * 100);
  let worst = { row: 0, column: 0, count: 0 };
  for (const [row, line] of counts.entries())
    for (const [column, count] of line.entries())
      if (row !== column && count > worst.count) worst = { row, column, count };
  if (worst.count === 0) return t('{0}: {1} of {2} right ({3} %).', title, right, total, share);
  return t(
    '{0}: {1} of {2} right ({3} %); most often {4} was taken for {5}, {6} times.',
    title,
    right,
    total,
    share,
    labels[worst.row] ?? '',
    labels[worst.column] ?? '',
    worst.count,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
