import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** train-backoff-default */
export const trainBackoffDefault: ManifestRule = {
  id: 'train-backoff-default',
  on: 'object',
  groupKinds: ['batch/Job'],
  kinds: 'Job',
  severity: 'info',
  fix: 'choice',
  isAboutAbsence: true,
  check(object, report) {
    const spec = object.at('spec');
    if (
      !spec ||
      object.carrier ||
      spec.at('backoffLimit') ||
      spec.at('backoffLimitPerIndex') ||
      spec.at('podFailurePolicy')
    )
      return;
    if (!object.pods.some((pod) => pod.hasGpus)) return;
    report.at(object.head, t('Without “backoffLimit” a failing run is started six times more.'), {
      fixes: () => choiceFix(t('Retry twice'), insertUnder(spec, [], 'backoffLimit: 2')),
    });
  },
  page: () => ({
    what: 'A Job with GPUs that sets no `backoffLimit`.',
    why: 'The default is 6 retries. A run that fails after hours, for a reason that stays, costs seven times its price.',
    source: 'Kubernetes API reference, JobSpec.backoffLimit.',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1').replace(
      'backoffLimit: 2',
      'completions: 1',
    ),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};
