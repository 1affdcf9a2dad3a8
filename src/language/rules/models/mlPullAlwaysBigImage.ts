import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** ml-pull-always-big-image */
export const mlPullAlwaysBigImage: ManifestRule = {
  id: 'ml-pull-always-big-image',
  on: 'container',
  kinds: 'pods',
  severity: 'hint',
  isOff: true,
  profiles: { 'ml-training': 'hint', 'ml-serving': 'hint' },
  fix: 'choice',
  check(container, report) {
    const policy = container.at('imagePullPolicy');
    if (policy?.text !== 'Always' || container.gpus.length === 0) return;
    const { image } = container;
    if (!image || (image.digest === undefined && (image.tag === undefined || image.tag === 'latest'))) return;
    report.at(policy.span, t('The registry is asked at every start, and the pod waits when it does not answer.'), {
      fixes: () => choiceFix(t('Use “{0}”', 'IfNotPresent'), replaceValue(policy, 'IfNotPresent')),
    });
  },
  page: () => ({
    what: 'An image with a pinned tag is pulled at every start of a pod with GPUs.',
    why: 'Layers that are there are not loaded again, but the start depends on the registry, while a GPU is held.',
    source: 'Kubernetes documentation, Images (image pull policy).',
    bad: jobWith('image: trainer:1\nimagePullPolicy: Always\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
    good: jobWith('image: trainer:1\nimagePullPolicy: IfNotPresent\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};
