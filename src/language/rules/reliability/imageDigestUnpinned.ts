import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

const DIGEST = 'sha256:28402db69fec7c17e179ea87882667f1e054391138f77ffaf0c3eb388efc3ffb';

/** image-digest-unpinned */
export const imageDigestUnpinned: ManifestRule = {
  id: 'image-digest-unpinned',
  on: 'container',
  kinds: 'pods',
  severity: 'hint',
  isOff: true,
  aliases: [
    'datree/CONTAINERS_MISSING_IMAGE_VALUE_DIGEST',
    'kyverno/require-image-checksum',
    'kyverno/resolve-image-to-digest',
  ],
  check(container, report) {
    const value = container.image && container.image.digest === undefined ? container.at('image') : undefined;
    if (value) report.at(value.span, t('Without a digest the same name may be another image tomorrow.'));
  },
  page: () => ({
    what: 'An image is named by tag and not by digest.',
    why: 'Tags can be moved, digests cannot: a run that must be repeatable names its image by digest.',
    source: 'OCI Distribution Specification; Kubernetes documentation, Images: Image digests.',
    bad: deploymentWith('image: nginx:1.27.3'),
    good: deploymentWith(`image: nginx:1.27.3@${DIGEST}`),
  }),
};
