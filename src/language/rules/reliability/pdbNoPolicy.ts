import { t } from '../../../domain/base/text.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import { pdbWith } from './examples.ts';

/** pdb-no-policy */
export const pdbNoPolicy: ManifestRule = {
  id: 'pdb-no-policy',
  on: 'object',
  groupKinds: ['policy/PodDisruptionBudget'],
  kinds: 'PodDisruptionBudget',
  severity: 'error',
  isAboutAbsence: true,
  aliases: ['kube-score/poddisruptionbudget-has-policy'],
  fix: 'choice',
  check(object, report) {
    const least = lookUp(object.root, ['spec', 'minAvailable']);
    const most = lookUp(object.root, ['spec', 'maxUnavailable']);
    if (least && most && least.key !== undefined && most.key !== undefined) {
      if (least.key === 'minAvailable' && most.key === 'maxUnavailable')
        report.at(most.headSpan, t('Set “minAvailable” or “maxUnavailable”, not both.'));
      return;
    }
    const spec = object.at('spec');
    if (least || most || !spec) return;
    report.at(spec.headSpan, t('Neither “minAvailable” nor “maxUnavailable” is set: the budget protects nothing.'), {
      fixes: () => {
        const edit = insertUnder(spec, [], 'maxUnavailable: 1');
        return edit ? [{ title: t('Add {0}', 'maxUnavailable'), edits: [edit], isSafe: false }] : [];
      },
    });
  },
  page: () => ({
    what: 'A PodDisruptionBudget sets neither `minAvailable` nor `maxUnavailable`, or both.',
    why: 'The API server rejects both at once. With neither the budget is taken and allows every eviction.',
    source: 'Kubernetes, pkg/apis/policy/validation.',
    bad: pdbWith('unhealthyPodEvictionPolicy: AlwaysAllow'),
    good: pdbWith('maxUnavailable: 1'),
  }),
};
