import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** image-latest */
export const imageLatest: ManifestRule = {
  id: 'image-latest',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  aliases: [
    'kube-linter/latest-tag',
    'kube-score/container-image-tag',
    'polaris/tagNotSpecified',
    'trivy/KSV-0013',
    'datree/CONTAINERS_MISSING_IMAGE_VALUE_VERSION',
    'kyverno/disallow-latest-tag',
  ],
  check(container, report) {
    const { image } = container;
    if (image?.tag !== 'latest' || image.digest !== undefined) return;
    const value = container.at('image');
    if (value)
      report.at(
        value.span,
        t('The tag “latest” changes under you: two pods of one workload may run different images.'),
      );
  },
  page: () => ({
    what: 'The image of a container has the tag `latest`.',
    why: 'The tag moves with every push. A restart, a new node or a rollback may start other code than the one that was tested, and nothing in the manifest says which.',
    source: 'Kubernetes documentation, Images: “avoid using the :latest tag when deploying containers in production”.',
    bad: deploymentWith('image: nginx:latest'),
    good: deploymentWith('image: nginx:1.27.3'),
  }),
};
