import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { pdbWith } from './examples.ts';

/** pdb-blocks-eviction */
export const pdbBlocksEviction: ManifestRule = {
  id: 'pdb-blocks-eviction',
  on: 'object',
  groupKinds: ['policy/PodDisruptionBudget'],
  kinds: 'PodDisruptionBudget',
  severity: 'warning',
  aliases: [
    'kube-linter/pdb-max-unavailable',
    'kube-linter/pdb-min-available',
    'polaris/pdbDisruptionsIsZero',
    'kyverno/deployment-replicas-higher-than-pdb',
    'kyverno/pdb-maxunavailable-with-deployments',
    'kyverno/pdb-maxunavailable',
    'kyverno/pdb-minavailable',
    'kyverno/require-reasonable-pdbs',
    'kyverno/require-replicas-allow-disruption',
  ],
  check(object, report) {
    const most = object.at('spec', 'maxUnavailable');
    const least = object.at('spec', 'minAvailable');
    const text = t('No pod may ever be evicted: nodes with these pods cannot be drained.');
    if (most && (most.text === '0' || most.text === '0%')) report.at(most.span, text);
    if (least?.text === '100%') report.at(least.span, text);
  },
  page: () => ({
    what: '`maxUnavailable` is 0 or `minAvailable` is 100%.',
    why: 'Every eviction is refused, so upgrades of nodes hang until somebody deletes the pods by hand.',
    source: 'Kubernetes documentation, Specifying a Disruption Budget.',
    bad: pdbWith('maxUnavailable: 0'),
    good: pdbWith('maxUnavailable: 1'),
  }),
};
