import type { RuleInfo } from '../lint/rule.ts';
import { COMPOSE_SYNTAX } from './compose/composeSyntax.ts';
import { composeRules } from './composeRules.ts';
import { dockerChecks, dockerRules } from './dockerRules.ts';
import { manifestRules } from './manifestRules.ts';
import { argoResourceManifest } from './operators/argoResourceManifest.ts';
import { referenceRules } from './references/referenceRules.ts';
import { schemaRules } from './schema/schemaRules.ts';
import { specRules } from './spec/specRules.ts';
import { suppressionRules } from './suppressions/suppressionRules.ts';
import { yamlFileRules } from './yamlFileRules.ts';
import { yamlRules } from './yaml/yamlRules.ts';

let known: ReadonlyMap<string, RuleInfo> | undefined;

/** Every rule of every language, by id, in the order of ids. */
export function allRules(): ReadonlyMap<string, RuleInfo> {
  if (!known) {
    const rules: readonly RuleInfo[] = [
      ...yamlRules,
      ...manifestRules,
      argoResourceManifest,
      COMPOSE_SYNTAX,
      ...composeRules,
      ...dockerRules,
      ...referenceRules,
      ...schemaRules,
      ...dockerChecks.flatMap((check) => check.rules),
      ...yamlFileRules,
      ...specRules,
      ...suppressionRules,
    ];
    known = new Map(rules.map((rule) => [rule.id, rule] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return known;
}
