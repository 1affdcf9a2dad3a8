// @ts-check
/** @typedef {import('./types.ts').Row} Row */

const columns = ['id', 'group', 'title', 'ours', 'theirs', 'unit', 'ratio', 'goal', 'ok'];

/**
 * One row a figure, then every single run, so that a median can be doubted.
 * @param {readonly Row[]} rows
 */
export function printTable(rows) {
  const cells = [columns, ...rows.map(cellsOf)];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(`\n${cells.map(line).join('\n')}\n`);
  for (const row of rows) console.log(detail(row));
  console.log('');
}

/**
 * @param {Row} row
 * @returns {string[]}
 */
function cellsOf(row) {
  const verdict = verdictOf(row);
  return [
    row.id,
    row.group,
    row.title,
    figure(row.ours),
    figure(row.theirs),
    row.unit,
    row.ratio === null ? '-' : `${row.ratio.toFixed(2)}x`,
    row.bound ?? '-',
    verdict,
  ];
}

/** @param {Row} row */
function verdictOf({ ok, reason }) {
  if (ok === null) return reason === undefined ? '-' : 'not measured';
  if (ok) return 'ok';
  return reason === undefined ? 'MISSED' : 'BROKE';
}

/** @param {Row} row */
function detail({ id, reason, runs, load, attempts = 1 }) {
  if (reason !== undefined) return `${id}: ${reason}`;
  const sides = [`ours ${runs.ours.map(figure).join(' ')}`];
  if (runs.theirs.length > 0) sides.push(`theirs ${runs.theirs.map(figure).join(' ')}`);
  const repeated = attempts > 1 ? `, attempt ${attempts}` : '';
  return `${id}: ${sides.join(' | ')} (load ${(load ?? 0).toFixed(2)}${repeated})`;
}

/** @param {number | null} value */
function figure(value) {
  if (value === null) return '-';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
