import { t } from '../../../domain/base/text.ts';
import { parseQuantity } from '../../../domain/cluster/quantity.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { Fix } from '../../lint/finding.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** resources-request-gt-limit */
export const resourcesRequestGtLimit: ManifestRule = {
  id: 'resources-request-gt-limit',
  on: 'container',
  needs: ['requests', 'limits'],
  kinds: 'pods',
  severity: 'error',
  fix: 'choice',
  check(container, report) {
    const resources = container.at('resources');
    const limits = resources?.at('limits');
    if (!limits) return;
    for (const request of resources?.at('requests')?.items() ?? []) {
      const limit = request.key === undefined ? undefined : limits.at(request.key);
      if (!limit || !(amountOf(request) > amountOf(limit))) continue;
      report.at(
        request.span,
        t('The request {0} of {1} is above its limit {2}.', request.text ?? '', request.key ?? '', limit.text ?? ''),
        {
          related: [{ ...limit.span, message: t('The limit') }],
          fixes: () => swapped(request, limit),
        },
      );
    }
  },
  page: () => ({
    what: 'A request is above the limit of the same resource.',
    why: 'The API server rejects the pod. For a workload the object is taken and no pod ever appears.',
    source: 'Kubernetes, pkg/apis/core/validation (resource requirements).',
    bad: deploymentWith('image: nginx:1.27.3\nresources:\n  requests:\n    cpu: 4\n  limits:\n    cpu: 2'),
    good: deploymentWith('image: nginx:1.27.3\nresources:\n  requests:\n    cpu: 2\n  limits:\n    cpu: 4'),
  }),
};

/** NaN for what is no quantity: compared with anything it is false. */
function amountOf(value: YamlValue): number {
  return value.number ?? parseQuantity(value.text) ?? Number.NaN;
}

function swapped(request: YamlValue, limit: YamlValue): readonly Fix[] {
  const sourceOf = ({ tree, target }: YamlValue): string => tree.source(target);
  const edits = [replaceValue(request, sourceOf(limit)), replaceValue(limit, sourceOf(request))];
  return [{ title: t('Swap request and limit'), edits, isSafe: false }];
}
