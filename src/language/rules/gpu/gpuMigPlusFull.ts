import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-mig-plus-full */
export const gpuMigPlusFull: ManifestRule = {
  id: 'gpu-mig-plus-full',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  check(container, report) {
    const { gpus } = container;
    if (gpus.length < 2) return;
    const slice = gpus.find(
      ({ resource, count }) => resource.vendor === 'nvidia' && resource.sharing === 'slice' && count !== 0,
    );
    const whole = gpus.find(
      ({ resource, count }) => resource.vendor === 'nvidia' && resource.sharing === 'whole' && count !== 0,
    );
    if (!slice || !whole) return;
    report.at(
      slice.value.headSpan,
      t('A slice (“{0}”) and a whole GPU in one container: hardly any node can give both.', slice.resource.name),
    );
  },
  page: () => ({
    what: 'One container asks for a MIG slice and for a whole GPU.',
    why: 'Both must be on one node, which needs GPUs that are cut and GPUs that are not. CUDA also sees one MIG slice alone per process.',
    source: 'NVIDIA MIG User Guide; NVIDIA k8s-device-plugin, README.',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1\n    nvidia.com/mig-1g.10gb: 1'),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/mig-1g.10gb: 1'),
  }),
};
