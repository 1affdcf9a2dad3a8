import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-request-ne-limit */
export const gpuRequestNeLimit: ManifestRule = {
  id: 'gpu-request-ne-limit',
  on: 'container',
  kinds: 'pods',
  severity: 'error',
  fix: 'choice',
  check(container, report) {
    for (const { resource, count, value: limit, list } of container.gpus) {
      const request = list === 'limits' ? container.at('resources', 'requests', resource.name) : undefined;
      const requested = request && container.amount('requests', resource.name);
      if (!request || count === undefined || requested === undefined || requested === count) continue;
      report.at(
        request.span,
        t('The request of {0} “{1}” must equal its limit of {2}.', request.text ?? '', resource.name, limit.text ?? ''),
        {
          fixes: () =>
            choiceFix(t('Request what the limit allows'), replaceValue(request, limit.tree.source(limit.target))),
        },
      );
    }
  },
  page: () => ({
    what: 'The request for GPUs differs from the limit.',
    why: 'Extended resources cannot be overcommitted, so the API server refuses the pod.',
    source: 'Kubernetes, pkg/apis/core/validation (resource requirements).',
    bad: jobWith('image: trainer:1\nresources:\n  requests:\n    nvidia.com/gpu: 1\n  limits:\n    nvidia.com/gpu: 2'),
    good: jobWith('image: trainer:1\nresources:\n  requests:\n    nvidia.com/gpu: 2\n  limits:\n    nvidia.com/gpu: 2'),
  }),
};
