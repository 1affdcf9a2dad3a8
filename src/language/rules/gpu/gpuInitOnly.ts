import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-init-only */
export const gpuInitOnly: ManifestRule = {
  id: 'gpu-init-only',
  on: 'pod',
  kinds: 'pods',
  severity: 'hint',
  check(pod, report) {
    let init: { readonly start: number; readonly end: number } | undefined;
    for (const container of pod.containers) {
      for (const { value, count } of container.gpus) {
        if (container.kind !== 'init') return;
        if (count !== 0) init ??= value.headSpan;
      }
    }
    if (init) report.at(init, t('Only an init container gets the GPU; the main containers see none.'));
  },
  page: () => ({
    what: 'An init container asks for GPUs and no other container does.',
    why: 'Devices belong to the container that asks for them. The pod holds the GPU until it ends, and the main container cannot use it.',
    source: 'Kubernetes documentation, Init Containers (resource sharing).',
    bad: jobWith(
      'image: trainer:1',
      'restartPolicy: Never\ninitContainers:\n  - name: warm\n    image: trainer:1\n    resources:\n      limits:\n        nvidia.com/gpu: 1',
    ),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};
