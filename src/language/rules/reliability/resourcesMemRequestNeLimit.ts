import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** resources-mem-request-ne-limit */
export const resourcesMemRequestNeLimit: ManifestRule = {
  id: 'resources-mem-request-ne-limit',
  on: 'container',
  needs: ['requests', 'limits'],
  kinds: 'pods',
  severity: 'hint',
  aliases: [
    'kube-score/container-resource-requests-equal-limits',
    'kube-score/container-cpu-requests-equal-limits',
    'kube-score/container-memory-requests-equal-limits',
    'datree/EKS_INVALID_MEMORY_REQUEST_LIMIT',
    'kyverno/memory-requests-equal-limits',
    'kyverno/require-qos-guaranteed',
  ],
  fix: 'choice',
  check(container, report) {
    const request = container.amount('requests', 'memory');
    const limit = request === undefined ? undefined : container.amount('limits', 'memory');
    if (request === undefined || limit === undefined || request >= limit) return;
    const value = container.at('resources', 'requests', 'memory');
    const most = container.at('resources', 'limits', 'memory');
    if (!value || !most) return;
    report.at(value.span, t('The request is below the limit: what is used above it can get the pod evicted.'), {
      fixes: () => choiceFix(t('Request as much as the limit'), replaceValue(value, most.tree.source(most.target))),
    });
  },
  page: () => ({
    what: 'The memory request of a container is below its limit.',
    why: 'Memory cannot be taken back like CPU. On a full node pods that use more than they requested are evicted first.',
    source: 'Kubernetes documentation, Node-pressure Eviction: Pod selection.',
    bad: deploymentWith('image: nginx:1.27.3\nresources:\n  requests:\n    memory: 1Gi\n  limits:\n    memory: 2Gi'),
    good: deploymentWith('image: nginx:1.27.3\nresources:\n  requests:\n    memory: 2Gi\n  limits:\n    memory: 2Gi'),
  }),
};
