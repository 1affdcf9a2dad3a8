import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { ALIAS } from '../../yaml/nodeTable.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';

const CONFIG = (annotations: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  annotations:${annotations}
    team: ml
`;

/** yaml-unused-anchor */
export const yamlUnusedAnchor: ManifestRule = {
  id: 'yaml-unused-anchor',
  on: 'document',
  kinds: 'all',
  severity: 'hint',
  fix: 'safe',
  check({ tree, isTemplated, objects }, report) {
    if (objects.length === 0) return;
    if (tree.anchors.length === 0 || isTemplated) return;
    const used = usedNames(tree);
    for (const { name, start } of tree.anchors) {
      if (used.has(name)) continue;
      const end = start + name.length + 1;
      report.at({ start, end }, t('No alias uses the anchor “{0}”.', name), {
        tag: 'unnecessary',
        fixes: () => {
          const hasBlank = tree.text.charAt(start - 1) === ' ';
          const edits = [{ start: hasBlank ? start - 1 : start, end, newText: '' }];
          return [{ title: t('Remove the anchor'), edits, isSafe: true }];
        },
      });
    }
  },
  page: () => ({
    what: 'An anchor that no alias of its document uses.',
    why: 'It does nothing. Often the alias that should use it is misspelt, or stands in another document, where anchors do not reach.',
    source: 'YAML 1.2.2, 7.1 Alias Nodes.',
    bad: CONFIG(' &common'),
    good: CONFIG(''),
  }),
};

function usedNames(tree: YamlTree): ReadonlySet<string> {
  const names = new Set<string>();
  for (let node = 0; node < tree.count; node++) if (tree.kind(node) === ALIAS) names.add(tree.source(node).slice(1));
  return names;
}
