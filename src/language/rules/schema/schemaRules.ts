import type { RuleInfo } from '../../lint/rule.ts';
import { fieldRules } from './fieldRules.ts';
import { inSchemaProfile } from './inSchemaProfile.ts';
import { kindRules } from './kindRules.ts';
import { valueRules } from './valueRules.ts';

/** What is found with the schemas of kinds: rules without a check of their own. */
export const schemaRules: readonly RuleInfo[] = [...kindRules, ...fieldRules, ...valueRules].map(inSchemaProfile);
