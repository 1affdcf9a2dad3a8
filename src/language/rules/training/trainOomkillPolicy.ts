import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { mayRunOnSpot } from '../../manifest/podPlacement.ts';

/** train-oomkill-policy */
export const trainOomkillPolicy: ManifestRule = {
  id: 'train-oomkill-policy',
  on: 'object',
  groupKinds: ['batch/Job'],
  kinds: 'Job',
  severity: 'hint',
  isAboutAbsence: true,
  check(object, report) {
    if (object.carrier || object.at('spec', 'podFailurePolicy')) return;
    const pod = object.pods.find((each) => mayRunOnSpot(each));
    if (pod?.spec.at('restartPolicy')?.text !== 'Never') return;
    report.at(
      object.head,
      t('On spot machines a “podFailurePolicy” tells being preempted from failing, so that retries are not used up.'),
    );
  },
  page: () => ({
    what: 'A Job for spot machines without a `podFailurePolicy`.',
    why: 'Each preemption counts as a failure against `backoffLimit`. A rule for the condition DisruptionTarget ignores them.',
    source: 'Kubernetes documentation, Handling retriable and non-retriable pod failures with Pod failure policy.',
    bad: jobWith('image: trainer:1', SPOT),
    good: jobWith('image: trainer:1', SPOT).replace(
      'backoffLimit: 2',
      'podFailurePolicy:\n    rules:\n      - action: Ignore\n        onPodConditions:\n          - type: DisruptionTarget',
    ),
  }),
};

const SPOT = 'restartPolicy: Never\nnodeSelector:\n  cloud.google.com/gke-spot: "true"';
