import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { objectReplicas } from '../../manifest/podReplicas.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import { pytorchJobWith } from './pytorchJobWith.ts';

const QUEUE = 'kueue.x-k8s.io/queue-name';
const WITH_GPU = 'image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1';

/** train-no-gang */
export const trainNoGang: ManifestRule = {
  id: 'train-no-gang',
  on: 'object',
  groupKinds: [
    'kubeflow.org/PyTorchJob',
    'kubeflow.org/TFJob',
    'kubeflow.org/MPIJob',
    'kubeflow.org/PaddleJob',
    'kubeflow.org/XGBoostJob',
    'kubeflow.org/JAXJob',
    'jobset.x-k8s.io/JobSet',
  ],
  kinds: 'training kinds',
  severity: 'info',
  isAboutAbsence: true,
  check(object, report) {
    if (object.at('metadata', 'labels', QUEUE) || object.carrier || !object.pods.some((pod) => pod.hasGpus)) return;
    if ((objectReplicas(object) ?? 1) < 2 || isGang(object)) return;
    report.at(
      object.head,
      t('Its pods start one by one: two such jobs may each hold half of the GPUs and wait for the rest for ever.'),
    );
  },
  page: () => ({
    what: 'A job of several pods with GPUs that are not admitted together.',
    why: 'The default scheduler places one pod after another. When GPUs are short, jobs hold some of them and wait for one another. A Kueue queue, Volcano or a PodGroup admits all or none.',
    source: 'Kueue documentation, All-or-nothing scheduling.',
    bad: pytorchJobWith(WITH_GPU),
    good: pytorchJobWith(WITH_GPU).replace('  namespace: team-a', `  namespace: team-a\n  labels:\n    ${QUEUE}: gpus`),
  }),
};

function isGang(object: ManifestObject): boolean {
  if (object.at('spec', 'runPolicy', 'schedulingPolicy') || object.at('metadata', 'annotations')) return true;
  return object.pods.some(
    (pod) =>
      pod.spec.at('schedulerName') !== undefined ||
      pod.spec.at('schedulingGates') !== undefined ||
      pod.spec.at('workloadRef') !== undefined,
  );
}
