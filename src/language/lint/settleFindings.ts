import type { Finding } from './finding.ts';
import type { RuleInfo } from './rule.ts';

/**
 * One defect, one finding: takes away what a more specific rule says of the same range, and what is said twice; sorts by place. A general rule
 * speaks of a value or of its key, so ranges that touch are the same.
 */
export function settleFindings(findings: readonly Finding[], rules: ReadonlyMap<string, RuleInfo>): readonly Finding[] {
  if (findings.length === 0) return findings;
  const sorted = findings.toSorted((a, b) => a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : 1));
  const silenced = new Set<Finding>();
  for (const finding of sorted) {
    for (const general of rules.get(finding.rule)?.silences ?? []) {
      for (const other of sorted) if (other.rule === general && overlaps(other, finding)) silenced.add(other);
    }
  }
  return sorted.filter((finding, index) => !silenced.has(finding) && !isSame(finding, sorted[index - 1]));
}

function overlaps(a: Finding, b: Finding): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function isSame(a: Finding, b: Finding | undefined): boolean {
  return b !== undefined && a.rule === b.rule && a.start === b.start && a.end === b.end && a.message === b.message;
}
