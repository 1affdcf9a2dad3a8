import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';

const PLACES: readonly (readonly string[])[] = [
  ['spec', 'activeDeadlineSeconds'],
  ['spec', 'runPolicy', 'activeDeadlineSeconds'],
];
const KINDS = [
  'batch/Job',
  'kubeflow.org/PyTorchJob',
  'kubeflow.org/TFJob',
  'kubeflow.org/MPIJob',
  'kubeflow.org/PaddleJob',
  'kubeflow.org/XGBoostJob',
  'kubeflow.org/JAXJob',
];

/** train-no-deadline */
export const trainNoDeadline: ManifestRule = {
  id: 'train-no-deadline',
  on: 'object',
  groupKinds: KINDS,
  kinds: 'training kinds',
  severity: 'info',
  fix: 'choice',
  isAboutAbsence: true,
  check(object, report) {
    if (object.carrier || PLACES.some((place) => object.at(...place))) return;
    const pod = object.pods.find((each) => each.hasGpus && each.purpose === 'training');
    if (!pod || object.pods.some((each) => each.spec.at('activeDeadlineSeconds'))) return;
    report.at(
      object.head,
      t('Without “activeDeadlineSeconds” a run that hangs keeps its GPUs until somebody notices.'),
      {
        fixes: () => {
          const spec = object.at('spec');
          const below = object.group === 'batch' ? [] : ['runPolicy'];
          return choiceFix(
            t('End it after a day'),
            spec && insertUnder(spec, below, `activeDeadlineSeconds: ${24 * 60 * 60}`),
          );
        },
      },
    );
  },
  page: () => ({
    what: 'A training job with GPUs that has no time limit.',
    why: 'A collective operation whose partner is gone waits for ever, and the pods look busy. A deadline gives the GPUs back.',
    source: 'Kubernetes API reference, JobSpec; Training Operator, RunPolicy.',
    bad: good.replace('  activeDeadlineSeconds: 86400\n', ''),
    good,
  }),
};

const good = jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1');
