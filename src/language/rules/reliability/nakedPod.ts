import { t } from '../../../domain/base/text.ts';
import { deploymentWith, podWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** naked-pod */
export const nakedPod: ManifestRule = {
  id: 'naked-pod',
  on: 'object',
  groupKinds: ['/Pod'],
  kinds: 'Pod',
  severity: 'hint',
  aliases: ['datree/K8S_INCORRECT_KIND_VALUE_POD', 'kyverno/prevent-bare-pods'],
  check(object, report) {
    if (object.at('metadata', 'ownerReferences') || object.at('metadata', 'annotations', 'helm.sh/hook')) return;
    const kind = object.at('kind');
    if (kind) report.at(kind.span, t('Nobody starts this Pod again when its node goes: a Job or a Deployment would.'));
  },
  page: () => ({
    what: 'A Pod without a Job, Deployment or the like around it.',
    why: 'Pods are not moved: when the node is drained or breaks, the pod is gone for good.',
    source: 'Kubernetes documentation, Configuration Best Practices: “Naked” Pods.',
    bad: podWith('image: nginx:1.27.3'),
    good: deploymentWith('image: nginx:1.27.3'),
  }),
};
