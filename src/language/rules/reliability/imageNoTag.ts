import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { snippetFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** image-no-tag */
export const imageNoTag: ManifestRule = {
  id: 'image-no-tag',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  aliases: [
    'kube-linter/latest-tag',
    'kube-score/container-image-tag',
    'polaris/tagNotSpecified',
    'datree/CONTAINERS_MISSING_IMAGE_VALUE_VERSION',
    'kyverno/disallow-latest-tag',
  ],
  fix: 'choice',
  check(container, report) {
    const { image } = container;
    const value = image && container.at('image');
    if (!value || image.tag !== undefined || image.digest !== undefined) return;
    report.at(value.span, t('“{0}” has no tag, so it is “latest”, which changes under you.', value.text ?? ''), {
      fixes: () =>
        value.node === value.target && !/^['"]/.test(value.tree.source(value.target))
          ? snippetFix(t('Add a tag'), { start: value.span.end, end: value.span.end, newText: ':${1:tag}' })
          : [],
    });
  },
  page: () => ({
    what: 'An image has neither tag nor digest.',
    why: 'The runtime takes the tag `latest` then, which moves with every push: a restart or a new node may start other code than the one that was tested.',
    source: 'Kubernetes documentation, Images: Image names.',
    bad: deploymentWith('image: nginx'),
    good: deploymentWith('image: nginx:1.27.3'),
  }),
};
