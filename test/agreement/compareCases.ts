import type { RuleInfo } from '../../src/language/lint/rule.ts';
import type { SchemaSet } from '../../src/language/schema/schemaSet.ts';
import type { ExpectedCase } from './expectedCase.ts';
import { ourFindings } from './ourFindings.ts';

export interface Difference {
  readonly corpus: string;
  readonly check: string;
  /** `miss`: they find something, we do not. `more`: the other way round. */
  readonly way: 'miss' | 'more';
  readonly file: string;
  readonly line: number;
  readonly kind?: string;
  readonly expected: number | boolean;
  readonly found: number;
}

/** How often we and another linter say the same of one check of theirs. */
export interface CheckAgreement {
  readonly corpus: string;
  readonly check: string;
  /** Ids of our rules; none: the check is not covered. */
  readonly rules: readonly string[];
  readonly cases: number;
  readonly agree: number;
  readonly misses: number;
  readonly more: number;
  readonly differences: readonly Difference[];
}

/** Compares what the tests of a linter expect with what our rules of the same checks find. */
export function compareCases(
  corpus: string,
  cases: readonly ExpectedCase[],
  rulesOf: (check: string) => readonly RuleInfo[],
  schemas: SchemaSet,
): readonly CheckAgreement[] {
  const checks = Map.groupBy(cases, ({ check }) => check);
  const names = Array.from(checks.keys()).sort((a, b) => (a < b ? -1 : 1));
  return names.map((check) => {
    const own = checks.get(check) ?? [];
    const rules = rulesOf(check);
    const differences = rules.length === 0 ? [] : own.flatMap((one) => differenceOf(corpus, one, rules, schemas) ?? []);
    const misses = differences.filter(({ way }) => way === 'miss').length;
    return {
      corpus,
      check,
      rules: rules.map(({ id }) => id),
      cases: own.length,
      agree: rules.length === 0 ? 0 : own.length - differences.length,
      misses,
      more: differences.length - misses,
      differences,
    };
  });
}

function differenceOf(
  corpus: string,
  one: ExpectedCase,
  rules: readonly RuleInfo[],
  schemas: SchemaSet,
): Difference | undefined {
  const findings = ourFindings(one, rules, schemas)
    .filter(({ start }) => one.isAtLine !== true || one.text.slice(0, start).split('\n').length === one.line)
    .map((finding) => ({ finding, subject: finding.subject?.() }));
  const own = one.kind === undefined ? findings : findings.filter(({ subject }) => subject?.kind === one.kind);
  // One report of theirs may be several findings of ours, a place each; then as many objects as reports are the same answer.
  const objects = new Set(own.map(({ finding, subject }) => `${finding.document} ${subject?.name ?? ''}`)).size;
  const { check, file, line, kind, expected } = one;
  const isLess = expected === true ? own.length === 0 : own.length < Number(expected);
  const isMore = expected === true ? false : objects > Number(expected);
  if (!isLess && !isMore) return undefined;
  const way = isLess ? 'miss' : 'more';
  return { corpus, check, way, file, line, ...(kind !== undefined && { kind }), expected, found: own.length };
}
