import type { CheckAgreement } from './compareCases.ts';

const HEAD = ['check', 'cases', 'agree', 'we miss', 'we find more', 'our rules'];

/** A table of each corpus: a line a check, and the sum. */
export function agreementTable(agreements: readonly CheckAgreement[]): string {
  return Array.from(
    Map.groupBy(agreements, ({ corpus }) => corpus),
    ([corpus, own]) => {
      const covered = own.filter(({ rules }) => rules.length > 0);
      const sum = (of: (one: CheckAgreement) => number): number => covered.reduce((total, one) => total + of(one), 0);
      const rows = own.map((one) =>
        one.rules.length === 0
          ? [one.check, String(one.cases), '', '', '', 'not covered']
          : [...[one.check, one.cases, one.agree, one.misses, one.more].map(String), one.rules.join(', ')],
      );
      const total = [
        'all that is covered',
        ...[
          sum(({ cases }) => cases),
          sum(({ agree }) => agree),
          sum(({ misses }) => misses),
          sum(({ more }) => more),
        ].map(String),
        '',
      ];
      return `${corpus}\n${aligned([HEAD, ...rows, total])}\n`;
    },
  ).join('\n');
}

/** Each difference with the place of its test. */
export function differenceLines(agreements: readonly CheckAgreement[]): string {
  const lines = agreements
    .flatMap(({ differences }) => differences)
    .map(({ corpus, check, way, file, line, kind, expected, found }) => {
      const subject = kind === undefined ? '' : ` ${kind}`;
      return `${corpus}/${check}${subject}: ${way === 'miss' ? 'we miss' : 'we find more'} (expected ${expected}, found ${found}) ${file}:${line}\n`;
    });
  return `\n${lines.join('')}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || column === 5 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
