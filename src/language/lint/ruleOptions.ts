import type { LintContext } from './lintContext.ts';

/** A number that the user set for a rule, else the default. */
export function numberOption(context: LintContext, rule: string, name: string, otherwise: number): number {
  const value = context.options.get(rule)?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

/** Words that the user set for a rule, else the default. */
export function wordsOption(
  context: LintContext,
  rule: string,
  name: string,
  otherwise: readonly string[],
): readonly string[] {
  const value = context.options.get(rule)?.[name];
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : otherwise;
}
