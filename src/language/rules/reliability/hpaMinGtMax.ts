import { t } from '../../../domain/base/text.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { hpaWith } from './examples.ts';

/** hpa-min-gt-max */
export const hpaMinGtMax: ManifestRule = {
  id: 'hpa-min-gt-max',
  on: 'object',
  groupKinds: ['autoscaling/HorizontalPodAutoscaler'],
  kinds: 'HorizontalPodAutoscaler',
  severity: 'error',
  aliases: ['polaris/hpaMaxAvailability'],
  fix: 'choice',
  check(object, report) {
    const least = object.at('spec', 'minReplicas');
    const most = object.at('spec', 'maxReplicas');
    if (least?.number === undefined || most?.number === undefined || least.number <= most.number) return;
    const [low, high] = [String(most.number), String(least.number)];
    report.at(least.span, t('minReplicas {0} is above maxReplicas {1}.', high, low), {
      related: [{ ...most.span, message: t('The upper bound') }],
      fixes: () => [
        { title: t('Swap both'), edits: [replaceValue(least, low), replaceValue(most, high)], isSafe: false },
      ],
    });
  },
  page: () => ({
    what: '`minReplicas` is above `maxReplicas`.',
    why: 'The API server rejects the autoscaler.',
    source: 'Kubernetes, pkg/apis/autoscaling/validation.',
    bad: hpaWith('minReplicas: 5\nmaxReplicas: 3'),
    good: hpaWith('minReplicas: 3\nmaxReplicas: 5'),
  }),
};
