import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** train-podfailurepolicy */
export const trainPodfailurepolicy: ManifestRule = {
  id: 'train-podfailurepolicy',
  on: 'object',
  groupKinds: ['batch/Job'],
  kinds: 'Job',
  severity: 'error',
  fix: 'choice',
  check(object, report) {
    if (object.at('spec', 'podFailurePolicy')?.isMap !== true) return;
    const policy = object.at('spec', 'template', 'spec', 'restartPolicy');
    if (policy?.text === undefined || policy.text === 'Never') return;
    report.at(policy.span, t('“podFailurePolicy” needs the restart policy “Never”.'), {
      fixes: () => choiceFix(t('Use “{0}”', 'Never'), replaceValue(policy, 'Never')),
    });
  },
  page: () => ({
    what: 'A Job with `podFailurePolicy` whose pods restart in place.',
    why: 'The policy judges failed pods, and with OnFailure the kubelet restarts containers before a pod fails. The API server refuses the Job.',
    source: 'Kubernetes, pkg/apis/batch/validation (validatePodFailurePolicy).',
    bad: jobWith('image: trainer:1', 'restartPolicy: OnFailure').replace('backoffLimit: 2', POLICY),
    good: jobWith('image: trainer:1').replace('backoffLimit: 2', POLICY),
  }),
};

const POLICY =
  'podFailurePolicy:\n    rules:\n      - action: FailJob\n        onExitCodes:\n          operator: In\n          values: [42]';
