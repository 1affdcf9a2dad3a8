import { LineIndex } from '../document/lineIndex.ts';
import { allRules } from '../rules/allRules.ts';
import type { FileFinding, SuppressedFinding } from './lintLanguage.ts';
import type { Severity } from './severity.ts';
import type { TextReport } from './textLinter.ts';

/** A finding as plain data, for other processes and programs. Lines and columns count from 1; columns count UTF-16 units. */
export interface FindingRecord {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Behind the last character. */
  readonly endColumn: number;
  readonly document: number;
  readonly kind?: string;
  readonly name?: string;
  readonly path: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** It has a repair that cannot change what the user meant. */
  readonly fixable: boolean;
  /** Why nobody wants to see it; such a record is no finding. */
  readonly suppressed?: string;
}

/** What was found in a text, and what was found and suppressed. */
export function findingRecords(text: string, { findings, suppressed }: TextReport): readonly FindingRecord[] {
  if (findings.length === 0 && suppressed.length === 0) return [];
  const lines = new LineIndex(text);
  return [
    ...findings.map((finding) => recordOf(finding, lines)),
    ...suppressed.map(({ finding, reason }: SuppressedFinding) => ({
      ...recordOf(finding, lines),
      suppressed: reason,
    })),
  ];
}

function recordOf(finding: FileFinding, lines: LineIndex): FindingRecord {
  const start = lines.positionAt(finding.start);
  const end = lines.positionAt(finding.end);
  return {
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    document: finding.document,
    ...(finding.subject?.() ?? { path: '' }),
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    fixable: allRules().get(finding.rule)?.fix === 'safe' && finding.fixes?.()[0]?.isSafe === true,
  };
}
