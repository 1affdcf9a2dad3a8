import type { RuleInfo } from '../../lint/rule.ts';

/** The rule stays on in the profile of schemas, which switches all others off. */
export function inSchemaProfile<Info extends RuleInfo>(rule: Info): Info {
  return { ...rule, profiles: { ...rule.profiles, schema: rule.isOff === true ? 'off' : rule.severity } };
}
