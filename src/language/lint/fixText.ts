import type { Fix, TextEdit } from './finding.ts';
import { lineBreakOf } from './fixes/linePlaces.ts';
import type { FileFinding, LintedFile } from './lintLanguage.ts';
import type { TextLinter, TextReport } from './textLinter.ts';

/** Rounds of fixing: a repair may lay open another one, and two that undo each other must end. */
const MOST_ROUNDS = 10;

export interface FixedText {
  readonly text: string;
  /** Repairs that were made. */
  readonly count: number;
  /** Of the text as it is now. */
  readonly report: TextReport;
}

/**
 * Makes all repairs that cannot change what the user meant. Line ends of the file stay; a round that makes new errors is not made.
 * @param first What was found in the file, when it was checked already.
 */
export function fixText(file: LintedFile, linter: TextLinter, first = linter.lint(file)): FixedText {
  let { text } = file;
  let count = 0;
  let report = first;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const fixes = fixesThatFit(report.findings);
    if (fixes.length === 0) break;
    const fixed = withEdits(
      text,
      fixes.flatMap(({ edits }) => edits),
    );
    if (fixed === text) break;
    const after = linter.lint({ ...file, text: fixed });
    if (errorsIn(after.findings) > errorsIn(report.findings)) break;
    text = fixed;
    count += fixes.length;
    report = after;
  }
  return { text, count, report };
}

const errorsIn = (findings: readonly FileFinding[]): number =>
  findings.filter(({ severity }) => severity === 'error').length;

/** Safe first fixes whose edits do not touch each other. */
function fixesThatFit(findings: readonly FileFinding[]): readonly Fix[] {
  const taken: TextEdit[] = [];
  const fixes: Fix[] = [];
  for (const finding of findings) {
    const fix = finding.fixes?.()[0];
    if (!fix || !fix.isSafe || fix.isSnippet || fix.edits.length === 0) continue;
    if (fix.edits.some((edit) => taken.some((other) => touches(edit, other)))) continue;
    taken.push(...fix.edits);
    fixes.push(fix);
  }
  return fixes;
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** A text with edits made that do not touch each other. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const lineEnd = lineBreakOf(text);
  let result = '';
  let at = 0;
  for (const { start, end, newText } of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, start) + newText.replaceAll(/\r?\n/g, lineEnd);
    at = end;
  }
  return result + text.slice(at);
}
