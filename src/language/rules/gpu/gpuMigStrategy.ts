import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-mig-strategy */
export const gpuMigStrategy: ManifestRule = {
  id: 'gpu-mig-strategy',
  on: 'container',
  kinds: 'pods',
  severity: 'hint',
  isOff: true,
  check(container, report) {
    for (const { resource, value } of container.gpus) {
      if (resource.vendor !== 'nvidia' || resource.profile === undefined || !value.keySpan) continue;
      report.at(
        value.keySpan,
        t('“{0}” exists only where the device plugin runs with the MIG strategy “mixed”.', resource.name),
      );
    }
  },
  page: () => ({
    what: 'A MIG slice is asked for by its profile.',
    why: 'With the strategy `single` the device plugin offers slices as `nvidia.com/gpu`, and this name exists on no node.',
    source: 'NVIDIA k8s-device-plugin, README (MIG_STRATEGY).',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/mig-1g.10gb: 1'),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};
