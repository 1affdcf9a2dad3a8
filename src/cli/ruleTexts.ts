import { fail, ok, type Result } from '../domain/base/failure.ts';
import { t } from '../domain/base/text.ts';
import { nearestName } from '../domain/deploy/nearestName.ts';
import { severityOf, type LintConfig } from '../language/lint/lintConfig.ts';
import type { RuleInfo } from '../language/lint/rule.ts';
import { rulePageAddress } from '../language/lint/rulePageAddress.ts';
import { allRules } from '../language/rules/allRules.ts';

/** Every rule in a line: severity under a configuration, id, what it looks at and what it finds. */
export function ruleList(config: LintConfig): string {
  const rules = Array.from(allRules().values());
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(
      (rule) => `${severityOf(rule, config).padEnd(7)} ${rule.id.padEnd(width)}  ${rule.kinds}: ${rule.page().what}\n`,
    )
    .join('');
}

/** The same as data. */
export function ruleListJson(config: LintConfig): string {
  const entries = Array.from(allRules().values(), (rule) => ({
    rule: rule.id,
    severity: severityOf(rule, config),
    kinds: rule.kinds,
    what: rule.page().what,
    fix: rule.fix ?? 'none',
    aliases: rule.aliases ?? [],
    docs: rulePageAddress(rule.id),
  }));
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`;
}

/** What is known of a rule, by its id or by the name that another linter has for it. */
export function ruleExplanation(name: string, config: LintConfig): Result<string> {
  const rules = findRules(name);
  if (rules.length > 0) return ok(rules.map((rule) => explanation(rule, config)).join('\n'));
  return fail({ code: 'not-found', message: unknownRuleText(name) });
}

/** There is no such rule, and which one was probably meant. */
export function unknownRuleText(id: string): string {
  const nearest = nearestName(id, allRules().keys());
  return nearest === undefined
    ? t('There is no rule “{0}”.', id)
    : t('There is no rule “{0}”. Did you mean “{1}”?', id, nearest);
}

function findRules(name: string): readonly RuleInfo[] {
  const own = allRules().get(name);
  if (own) return [own];
  return Array.from(allRules().values()).filter(
    ({ aliases = [] }) => aliases.includes(name) || aliases.some((alias) => alias.endsWith(`/${name}`)),
  );
}

const FIXES = { safe: 'by --fix', choice: 'in the editor, with a choice' } as const;

function explanation(rule: RuleInfo, config: LintConfig): string {
  const { what, why, source, bad, good } = rule.page();
  const facts = [
    `severity  ${severityOf(rule, config)}`,
    `kinds     ${rule.kinds}`,
    ...(rule.fix ? [`repaired  ${FIXES[rule.fix]}`] : []),
    ...(rule.aliases ? [`also      ${rule.aliases.join(', ')}`] : []),
    `source    ${source}`,
    `page      ${rulePageAddress(rule.id)}`,
  ];
  return [rule.id, '', what, why, '', ...facts, '', 'Wrong:', indented(bad), 'Right:', indented(good)].join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}
