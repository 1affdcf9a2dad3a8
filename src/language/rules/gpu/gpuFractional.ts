import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-fractional */
export const gpuFractional: ManifestRule = {
  id: 'gpu-fractional',
  on: 'container',
  kinds: 'pods',
  severity: 'error',
  fix: 'choice',
  check(container, report) {
    for (const { count, value } of container.gpus) {
      if (count === undefined || Number.isInteger(count)) continue;
      const whole = String(Math.ceil(count));
      report.at(value.span, t('GPUs are whole numbers. A share of one takes time-slicing, MPS, MIG or DRA.'), {
        fixes: () => choiceFix(t('Ask for {0}', whole), replaceValue(value, whole)),
      });
    }
  },
  page: () => ({
    what: 'A part of a GPU is asked for, such as `0.5` or `500m`.',
    why: 'Extended resources are counted in whole pieces; the API server refuses anything else. Shares are made by the device plugin, not by the pod.',
    source: 'Kubernetes, pkg/apis/core/validation (extended resources must be integers).',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 500m'),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};
