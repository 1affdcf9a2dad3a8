import { t } from '../../../domain/base/text.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { pdbWith } from './examples.ts';

const COMMON = { groupKinds: ['policy/PodDisruptionBudget'], kinds: 'PodDisruptionBudget' };
const FIELDS = ['minAvailable', 'maxUnavailable'];

/** Fields that are set; undefined when the spec cannot be read. */
function policies(object: ManifestObject): readonly YamlValue[] | undefined {
  const spec = object.at('spec');
  return spec?.isMap === true ? FIELDS.flatMap((field) => lookUp(spec, [field]) ?? []) : undefined;
}

/** pdb-no-policy, pdb-two-policies */
export const pdbPolicies: readonly ManifestRule[] = [
  {
    on: 'object',
    ...COMMON,
    id: 'pdb-no-policy',
    severity: 'warning',
    isAboutAbsence: true,
    aliases: ['kube-score/poddisruptionbudget-has-policy'],
    fix: 'choice',
    check(object, report) {
      const spec = object.at('spec');
      if (!spec || policies(object)?.length !== 0) return;
      report.at(spec.headSpan, t('Neither “minAvailable” nor “maxUnavailable” is set: the budget protects nothing.'), {
        fixes: () => choiceFix(t('Add {0}', 'maxUnavailable'), insertUnder(spec, [], 'maxUnavailable: 1')),
      });
    },
    page: () => ({
      what: 'A PodDisruptionBudget sets neither `minAvailable` nor `maxUnavailable`.',
      why: 'The API server takes it, and every eviction is allowed: it looks like protection and is none.',
      source: 'Kubernetes documentation, Specifying a Disruption Budget; measured with 1.34.',
      bad: pdbWith('unhealthyPodEvictionPolicy: AlwaysAllow'),
      good: pdbWith('maxUnavailable: 1'),
    }),
  },
  {
    on: 'object',
    ...COMMON,
    id: 'pdb-two-policies',
    severity: 'error',
    fix: 'choice',
    check(object, report) {
      const [, second] = policies(object) ?? [];
      // In a template, one of them may stand in for the other.
      if (!second || object.isTemplated) return;
      report.at(second.headSpan, t('Set “minAvailable” or “maxUnavailable”, not both.'), {
        fixes: () => choiceFix(t('Remove it'), removeEntry(second)),
      });
    },
    page: () => ({
      what: 'A PodDisruptionBudget sets both `minAvailable` and `maxUnavailable`.',
      why: 'The API server rejects it.',
      source: 'Kubernetes, pkg/apis/policy/validation.',
      bad: pdbWith('minAvailable: 1\nmaxUnavailable: 1'),
      good: pdbWith('maxUnavailable: 1'),
    }),
  },
];
