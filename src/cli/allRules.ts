import { lintLanguages } from '../language/lint/languages/lintLanguages.ts';
import type { RuleInfo } from '../language/lint/rule.ts';

let known: ReadonlyMap<string, RuleInfo> | undefined;

/** Every rule of every language, by id, in the order of ids. */
export function allRules(): ReadonlyMap<string, RuleInfo> {
  if (!known) {
    const rules = lintLanguages.flatMap((language) => language.rules());
    known = new Map(rules.map((rule) => [rule.id, rule] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return known;
}
