import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** k8s-sorted-keys: for those who have their manifests sorted. */
export const sortedKeys: ManifestRule = {
  id: 'k8s-sorted-keys',
  on: 'object',
  kinds: 'all',
  severity: 'hint',
  isOff: true,
  // “apiVersion, kind, metadata, spec” is what nearly everybody writes and is sorted; few sort the rest.
  profiles: { strict: 'off' },
  aliases: ['kube-linter/sorted-keys'],
  check({ root }, report) {
    const found = firstUnsorted(root, new Set());
    if (found)
      report.at(found.headSpan, t('“{0}” stands behind keys that come later in the alphabet.', found.key ?? ''));
  },
  page: () => ({
    what: 'The keys of a map are not in the order of the alphabet.',
    why: 'Where a team sorts them, differences between files show what differs and nothing else. Only the first one of an object is told.',
    source: 'Our judgement.',
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  namespace: team-a\n  name: settings\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: team-a\n',
  }),
};

/** What several aliases stand for is looked into once: it may hold itself. */
function firstUnsorted(value: YamlValue, seen: Set<number>): YamlValue | undefined {
  if ((!value.isMap && !value.isList) || seen.has(value.target)) return undefined;
  seen.add(value.target);
  let before = '';
  for (const item of value.items()) {
    if (value.isMap && item.key !== undefined && item.key !== '<<') {
      if (item.key < before) return item;
      before = item.key;
    }
    const inner = firstUnsorted(item, seen);
    if (inner) return inner;
  }
  return undefined;
}
