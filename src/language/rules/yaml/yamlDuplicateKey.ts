import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';
import { YamlValue } from '../../yaml/yamlValue.ts';

/** Below this many entries each key is compared with each: cheaper than any table. */
const FEW = 16;

/** yaml-duplicate-key */
export const yamlDuplicateKey: ManifestRule = {
  id: 'yaml-duplicate-key',
  on: 'document',
  kinds: 'all',
  severity: 'warning',
  profiles: { strict: 'error', ci: 'error' },
  fix: 'choice',
  check({ tree, isTemplated, objects }, report) {
    if (objects.length === 0) return;
    // Of two branches of a template one is left.
    if (isTemplated) return;
    for (let node = 0; node < tree.count; node++) {
      const first = tree.firstChild(node);
      if (first >= 0 && tree.keyStart(first) >= 0) checkMap(tree, first, report);
    }
  },
  page: () => ({
    what: 'A key stands twice in one map.',
    why: 'kubectl keeps the last one and says nothing; Kustomize, Helm and strict decoding refuse the file. What the first one says is lost.',
    source: 'kubectl 1.34, measured; sigs.k8s.io/yaml, UnmarshalStrict.',
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n  level: debug\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: debug\n',
  }),
};

function checkMap(tree: YamlTree, first: number, report: Report): void {
  let count = 0;
  for (let node = first; node >= 0; node = tree.next(node)) count++;
  if (count > FEW) checkLarge(tree, first, report);
  else
    for (let node = first; node >= 0; node = tree.next(node)) {
      const hash = tree.keyHash(node);
      for (let other = tree.next(node); other >= 0; other = tree.next(other))
        if (tree.keyHash(other) === hash && tree.key(other) === tree.key(node)) {
          say(tree, { earlier: node, later: other }, report);
          break;
        }
    }
}

function checkLarge(tree: YamlTree, first: number, report: Report): void {
  const last = new Map<string, number>();
  for (let node = first; node >= 0; node = tree.next(node)) {
    const key = tree.key(node);
    const earlier = last.get(key);
    if (earlier !== undefined) say(tree, { earlier, later: node }, report);
    last.set(key, node);
  }
}

function say(tree: YamlTree, { earlier, later }: { earlier: number; later: number }, report: Report): void {
  const key = tree.key(later);
  // Two merges are one after the other.
  if (key === '<<') return;
  const [first, second] = [new YamlValue(tree, earlier), new YamlValue(tree, later)];
  report.at(second.headSpan, t('“{0}” stands twice in this map; kubectl keeps this one and drops the other.', key), {
    related: [{ ...first.headSpan, message: t('Dropped') }],
    fixes: () => [
      ...choiceFix(t('Remove the earlier one'), removeEntry(first)),
      ...choiceFix(t('Remove this one'), removeEntry(second)),
    ],
  });
}
