import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { hpaWith } from './examples.ts';

/** hpa-min-eq-max */
export const hpaMinEqMax: ManifestRule = {
  id: 'hpa-min-eq-max',
  on: 'object',
  groupKinds: ['autoscaling/HorizontalPodAutoscaler'],
  kinds: 'HorizontalPodAutoscaler',
  severity: 'hint',
  aliases: ['polaris/hpaMaxAvailability'],
  check(object, report) {
    const most = object.at('spec', 'maxReplicas');
    if (most?.number !== undefined && most.number === object.at('spec', 'minReplicas')?.number)
      report.at(most.span, t('Both bounds are the same: nothing is scaled.'));
  },
  page: () => ({
    what: '`minReplicas` equals `maxReplicas`.',
    why: 'The autoscaler measures and never changes anything: a fixed number of replicas does the same.',
    source: 'Kubernetes API reference, HorizontalPodAutoscaler.',
    bad: hpaWith('minReplicas: 3\nmaxReplicas: 3'),
    good: hpaWith('minReplicas: 3\nmaxReplicas: 5'),
  }),
};
