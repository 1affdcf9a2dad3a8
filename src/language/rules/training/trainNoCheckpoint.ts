import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Container } from '../../manifest/container.ts';
import { hasLastingVolume } from '../../manifest/podPlacement.ts';

const STORE_WORDS =
  /\b(?:s3|gs|gcs|az|abfss?|wasbs?|hf|dbfs|hdfs|oss|mlflow-artifacts):\/\/|ckpt|checkpoint|save|output|resume/i;
const STORE_VARIABLES = /^(?:AWS_|S3_|GOOGLE_|GCS_|AZURE_|MLFLOW_|WANDB_|HF_|MINIO_|CHECKPOINT|CKPT|OUTPUT|SAVE)/;

/** train-no-checkpoint */
export const trainNoCheckpoint: ManifestRule = {
  id: 'train-no-checkpoint',
  on: 'pod',
  kinds: 'training kinds',
  severity: 'hint',
  isAboutAbsence: true,
  check(pod, report) {
    if (pod.purpose !== 'training' || !pod.hasGpus || pod.object.group === 'ray.io' || hasLastingVolume(pod)) return;
    if (pod.object.kind?.endsWith('Runtime') === true) return;
    const [container, ...others] = pod.mainContainers;
    if (!container || others.length > 0 || mayStore(container)) return;
    report.at(
      container.head,
      t('Nothing that “{0}” writes outlives the pod: after a restart training begins again.', container.name ?? ''),
    );
  },
  page: () => ({
    what: 'A training pod with GPUs that has no volume, object store or checkpoint argument.',
    why: 'Pods of long runs are restarted: nodes are drained, preempted and repaired. Without a checkpoint outside of the pod all work is lost.',
    source: 'Our judgement; Kubernetes documentation, Volumes.',
    bad: jobWith('image: trainer:1\ncommand: [python, train.py]\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
    good: jobWith(
      'image: trainer:1\ncommand: [python, train.py, --checkpoint-dir, s3://models/run1]\nresources:\n  limits:\n    nvidia.com/gpu: 1',
    ),
  }),
};

/** Where the program is not seen (no command, variables from elsewhere) it may know by itself where to write. */
function mayStore(container: Container): boolean {
  if (container.at('envFrom') || !container.at('command')) return true;
  if (container.words.some((word) => STORE_WORDS.test(word))) return true;
  return Array.from(container.at('env')?.items() ?? []).some((entry) => {
    const name = entry.at('name')?.text;
    return name === undefined || STORE_VARIABLES.test(name);
  });
}
