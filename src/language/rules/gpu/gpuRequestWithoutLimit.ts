import { gpuResource } from '../../../domain/cluster/gpu.ts';
import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-request-without-limit */
export const gpuRequestWithoutLimit: ManifestRule = {
  id: 'gpu-request-without-limit',
  on: 'container',
  needs: ['requests'],
  kinds: 'pods',
  severity: 'error',
  fix: 'safe',
  check(container, report) {
    for (const request of container.at('resources', 'requests')?.items() ?? []) {
      const { key, keySpan } = request;
      if (key === undefined || !keySpan || !gpuResource(key) || container.at('resources', 'limits', key)) continue;
      report.at(keySpan, t('“{0}” needs a limit: a request alone is rejected.', key), {
        fixes: () => {
          const resources = container.at('resources');
          const edit =
            resources && insertUnder(resources, ['limits'], `${key}: ${request.tree.source(request.target)}`);
          return edit ? [{ title: t('Add the limit'), edits: [edit], isSafe: true }] : [];
        },
      });
    }
  },
  page: () => ({
    what: 'A container requests GPUs and sets no limit for them.',
    why: 'Extended resources cannot be overcommitted. The API server takes a limit alone, which is then the request as well, but refuses a request alone.',
    source: 'Kubernetes, pkg/apis/core/validation (resource requirements); documentation, Schedule GPUs.',
    bad: jobWith('image: trainer:1\nresources:\n  requests:\n    nvidia.com/gpu: 1'),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};
