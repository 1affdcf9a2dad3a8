import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { mayRunOnSpot } from '../../manifest/podPlacement.ts';

/** What a pod gets when it says nothing, in seconds. */
const DEFAULT_GRACE = 30;

/** train-grace-period */
export const trainGracePeriod: ManifestRule = {
  id: 'train-grace-period',
  on: 'pod',
  kinds: 'training kinds',
  severity: 'hint',
  fix: 'choice',
  isAboutAbsence: true,
  check(pod, report) {
    if (pod.purpose !== 'training' || !pod.hasGpus) return;
    const grace = pod.spec.at('terminationGracePeriodSeconds');
    if (grace && (grace.number ?? Infinity) > DEFAULT_GRACE) return;
    if (!mayRunOnSpot(pod)) return;
    report.at(
      grace?.headSpan ?? pod.spec.headSpan,
      t('On spot machines {0} seconds are little time to save a checkpoint.', grace?.number ?? DEFAULT_GRACE),
      {
        fixes: () => {
          if (grace) return [];
          return choiceFix(t('Give it two minutes'), insertUnder(pod.spec, [], 'terminationGracePeriodSeconds: 120'));
        },
      },
    );
  },
  page: () => ({
    what: 'A training pod for spot machines with the usual time to stop.',
    why: 'After 30 seconds the kubelet kills what still writes. Clouds announce the loss of a machine up to two minutes before.',
    source: 'Kubernetes API reference, PodSpec.terminationGracePeriodSeconds.',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1', SPOT),
    good: jobWith(
      'image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1',
      `${SPOT}\nterminationGracePeriodSeconds: 120`,
    ),
  }),
};

const SPOT = 'restartPolicy: Never\nnodeSelector:\n  cloud.google.com/gke-spot: "true"';
