import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** image-pull-policy */
export const imagePullPolicy: ManifestRule = {
  id: 'image-pull-policy',
  on: 'container',
  kinds: 'pods',
  severity: 'info',
  aliases: [
    'kube-score/container-image-pull-policy',
    'polaris/pullPolicyNotAlways',
    'kyverno/always-pull-images',
    'kyverno/imagepullpolicy-always',
  ],
  fix: 'choice',
  check(container, report) {
    const value = container.at('imagePullPolicy');
    const policy = value?.text;
    if (!value || policy === undefined || !container.image) return;
    const { tag, digest } = container.image;
    const isMoving = digest === undefined && (tag === undefined || tag === 'latest');
    if (isMoving ? policy === 'Always' || policy === 'Never' : policy !== 'Always' || digest === undefined) return;
    const better = isMoving ? 'Always' : 'IfNotPresent';
    const message = isMoving
      ? t('“{0}” may run an old image: the tag moves, and the node keeps what it has.', policy)
      : t('The digest never names another image: asking the registry at each start only costs time.');
    report.at(value.span, message, {
      fixes: () => choiceFix(t('Set it to {0}', better), replaceValue(value, better)),
    });
  },
  page: () => ({
    what: '`imagePullPolicy: IfNotPresent` with a tag that moves, or `Always` with a digest.',
    why: 'With the first, nodes run different versions of one name. With the second, a registry that is down stops pods that have all they need.',
    source: 'Kubernetes documentation, Images: Image pull policy.',
    bad: deploymentWith('image: nginx:latest\nimagePullPolicy: IfNotPresent'),
    good: deploymentWith('image: nginx:1.27.3\nimagePullPolicy: IfNotPresent'),
  }),
};
