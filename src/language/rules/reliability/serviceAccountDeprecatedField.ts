import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { Fix } from '../../lint/finding.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Pod } from '../../manifest/pod.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** service-account-deprecated-field */
export const serviceAccountDeprecatedField: ManifestRule = {
  id: 'service-account-deprecated-field',
  on: 'pod',
  kinds: 'pods',
  severity: 'warning',
  aliases: ['kube-linter/deprecated-service-account-field'],
  fix: 'safe',
  check(pod, report) {
    const value = pod.spec.at('serviceAccount');
    if (value?.string === undefined) return;
    report.at(value.headSpan, t('“serviceAccount” is an old name of “serviceAccountName”.'), {
      tag: 'deprecated',
      fixes: () => repair(pod, value),
    });
  },
  page: () => ({
    what: 'A pod has the field `serviceAccount`.',
    why: 'It is kept for old manifests only. Where both stand and differ it is not used, and tools that read the new name alone see the default account.',
    source: 'Kubernetes API reference, PodSpec.',
    bad: deploymentWith('image: nginx:1.27.3', 'serviceAccount: web'),
    good: deploymentWith('image: nginx:1.27.3', 'serviceAccountName: web'),
  }),
};

function repair(pod: Pod, value: YamlValue): readonly Fix[] {
  const other = pod.spec.at('serviceAccountName');
  if (!other) {
    const edit = renameKey(value, 'serviceAccountName');
    return edit ? [{ title: t('Rename it'), edits: [edit], isSafe: true }] : [];
  }
  const edit = removeEntry(value);
  return edit ? [{ title: t('Remove it'), edits: [edit], isSafe: other.text === value.text }] : [];
}
