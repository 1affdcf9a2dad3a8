import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

const VENDOR_NAMES = { nvidia: 'NVIDIA', amd: 'AMD', intel: 'Intel', other: '' } as const;

/** gpu-mixed-vendors */
export const gpuMixedVendors: ManifestRule = {
  id: 'gpu-mixed-vendors',
  on: 'pod',
  kinds: 'pods',
  severity: 'warning',
  check(pod, report) {
    let first: string | undefined;
    for (const container of pod.containers) {
      for (const { resource, count, value } of container.gpus) {
        const vendor = VENDOR_NAMES[resource.vendor];
        if (vendor === '' || count === 0) continue;
        first ??= vendor;
        if (vendor === first) continue;
        report.at(value.headSpan, t('GPUs of {0} and of {1} in one pod: no node has both.', first, vendor));
        return;
      }
    }
  },
  page: () => ({
    what: 'One pod asks for GPUs of several vendors.',
    why: 'A pod runs on one node, and nodes have GPUs of one vendor. The pod waits for ever.',
    source: 'Kubernetes documentation, Schedule GPUs.',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1\n    amd.com/gpu: 1'),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    amd.com/gpu: 1'),
  }),
};
