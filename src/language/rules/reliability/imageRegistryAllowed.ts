import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { wordsOption } from '../../lint/ruleOptions.ts';

const ID = 'image-registry-allowed';

/** image-registry-allowed; option `registries`: registries, or registries with the first folders of a repository. */
export const imageRegistryAllowed: ManifestRule = {
  id: ID,
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  aliases: [
    'trivy/KSV-0032',
    'trivy/KSV-0033',
    'trivy/KSV-0034',
    'trivy/KSV-0035',
    'trivy/KSV-0125',
    'kyverno/restrict-image-registries',
    'kyverno/advanced-restrict-image-registries',
    'kyverno/allowed-base-images',
    'kyverno/allowed-image-repos',
    'kyverno/only-trustworthy-registries-set-root',
    'kyverno/restrict-deprecated-registry',
  ],
  isOff: true,
  check(container, report, context) {
    const { image } = container;
    const value = image && container.at('image');
    if (!value) return;
    const name = `${image.registry}/${image.repository}`;
    const allowed = wordsOption(context, ID, 'registries', []);
    if (allowed.some((prefix) => name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`))) return;
    report.at(value.span, t('Images of “{0}” are not allowed here.', image.registry));
  },
  page: () => ({
    what: 'An image comes from a registry that is not in the option `registries` of this rule.',
    why: 'Clusters often reach some registries only, and images from elsewhere were checked by nobody.',
    source: 'The configuration of the project.',
    bad: deploymentWith('image: nginx:1.27.3'),
    good: deploymentWith('command: ["true"]'),
  }),
};
