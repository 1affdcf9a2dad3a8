import { t } from '../../domain/base/text.ts';
import type { RuleChoice } from '../lint/config/lintConfigShape.ts';
import { allRules } from './allRules.ts';

/** Every rule as a configuration file may name it: what it finds, why that matters, and its severity without a choice, a paragraph each. */
export function ruleChoices(): readonly RuleChoice[] {
  return Array.from(allRules().values(), (rule) => {
    const { what, why } = rule.page();
    const severity = rule.isOff ? 'off' : rule.severity;
    return { id: rule.id, doc: [what, why, t('Without a choice: {0}', `\`${severity}\``)].join('\n\n') };
  });
}
