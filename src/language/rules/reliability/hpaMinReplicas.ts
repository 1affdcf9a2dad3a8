import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { numberOption } from '../../lint/ruleOptions.ts';
import { hpaWith } from './examples.ts';

const ID = 'hpa-min-replicas';

/** hpa-min-replicas; option `minimum`. */
export const hpaMinReplicas: ManifestRule = {
  id: ID,
  on: 'object',
  groupKinds: ['autoscaling/HorizontalPodAutoscaler'],
  kinds: 'HorizontalPodAutoscaler',
  severity: 'warning',
  aliases: [
    'kube-linter/hpa-minimum-three-replicas',
    'kube-score/horizontalpodautoscaler-replicas',
    'polaris/hpaMinAvailability',
    'datree/HPA_MISSING_MINREPLICAS_KEY',
  ],
  isAboutAbsence: true,
  fix: 'choice',
  check(object, report, context) {
    const spec = object.at('spec');
    if (spec?.isMap !== true) return;
    const value = spec.at('minReplicas');
    const minimum = numberOption(context, ID, 'minimum', 2);
    const count = value && !value.isNull ? value.number : 1;
    if (count === undefined || count >= minimum) return;
    const wanted = String(minimum);
    report.at(
      value?.wrongSpan ?? spec.headSpan,
      t('At little load {0} replicas run, and their restart is an outage.', String(count)),
      {
        fixes: () =>
          choiceFix(
            t('Set it to {0}', wanted),
            value ? replaceValue(value, wanted) : insertUnder(spec, [], `minReplicas: ${wanted}`),
          ),
      },
    );
  },
  page: () => ({
    what: '`minReplicas` of an autoscaler is unset, which is 1, or below the minimum.',
    why: 'When little is asked for, one pod is left: a drained node or a crash is an outage.',
    source: 'Kubernetes API reference, HorizontalPodAutoscaler.',
    bad: hpaWith('maxReplicas: 5'),
    good: hpaWith('minReplicas: 2\nmaxReplicas: 5'),
  }),
};
