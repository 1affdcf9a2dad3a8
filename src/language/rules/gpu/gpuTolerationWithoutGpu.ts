import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { gpuResource } from '../../../domain/cluster/gpu.ts';

/** gpu-toleration-without-gpu */
export const gpuTolerationWithoutGpu: ManifestRule = {
  id: 'gpu-toleration-without-gpu',
  on: 'pod',
  kinds: 'pods',
  severity: 'info',
  fix: 'choice',
  isAboutAbsence: true,
  check(pod, report) {
    const tolerations = pod.spec.at('tolerations');
    // Agents of nodes belong there, and a runtime leaves the GPUs to the job that uses it.
    if (!tolerations || pod.hasGpus || pod.hasClaims || !['batch', 'service', 'training'].includes(pod.purpose)) return;
    if (pod.object.kind === 'DaemonSet' || pod.object.kind?.endsWith('Runtime') === true) return;
    for (const toleration of tolerations.items()) {
      const key = toleration.at('key');
      if (key?.text === undefined || !gpuResource(key.text)) continue;
      report.at(key.span, t('Tolerates the taint “{0}” and asks for no GPU: it may fill GPU nodes.', key.text), {
        fixes: () => choiceFix(t('Remove the toleration'), removeEntry(toleration)),
      });
    }
  },
  page: () => ({
    what: 'A pod tolerates the taint of GPU nodes and asks for no GPU.',
    why: 'Its processors and memory may be what the next GPU pod lacks, so that expensive GPUs stand idle.',
    source: 'Kubernetes documentation, Taints and Tolerations (nodes with special hardware).',
    bad: jobWith(
      'image: trainer:1',
      'restartPolicy: Never\ntolerations:\n  - key: nvidia.com/gpu\n    operator: Exists',
    ),
    good: jobWith(
      'image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1',
      'restartPolicy: Never\ntolerations:\n  - key: nvidia.com/gpu\n    operator: Exists',
    ),
  }),
};
