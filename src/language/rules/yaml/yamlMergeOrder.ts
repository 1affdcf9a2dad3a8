import { t } from '../../../domain/base/text.ts';
import type { TextEdit } from '../../lint/finding.ts';
import { endOfLine } from '../../lint/fixes/endOfLine.ts';
import { columnOf, lineBreakOf } from '../../lint/fixes/linePlaces.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { MAP } from '../../yaml/nodeTable.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';
import { YamlValue } from '../../yaml/yamlValue.ts';

/** Keys before `<<` that are looked up in one document; a bound for maps with thousands of merges. */
const MOST_LOOKUPS = 20_000;

const LABELLED = (labels: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  annotations: &common
    team: ml
    tier: base
  labels:
${labels}`;

/** yaml-merge-order */
export const yamlMergeOrder: ManifestRule = {
  id: 'yaml-merge-order',
  on: 'document',
  kinds: 'maps with <<',
  severity: 'warning',
  fix: 'choice',
  check({ tree, objects }, report) {
    if (objects.length === 0) return;
    if (!tree.text.includes('<<')) return;
    const budget = { left: MOST_LOOKUPS };
    for (let node = 0; node < tree.count && budget.left > 0; node++) {
      if (tree.keyStart(node) < 0 || tree.key(node) !== '<<') continue;
      const hidden = hiddenKey(tree, node, budget);
      if (hidden === undefined) continue;
      const value = new YamlValue(tree, node);
      report.at(value.headSpan, t('“<<” stands behind “{0}” and overrides it; put “<<” first.', hidden), {
        fixes: () => {
          const edits = moveFirst(value);
          return edits ? [{ title: t('Move “<<” to the top of its map'), edits, isSafe: false }] : [];
        },
      });
    }
  },
  page: () => ({
    what: 'A merge key `<<` stands behind a key that the merged map has too.',
    why: 'go-yaml lets the later one win, so the merged value overrides the one written here. Other parsers do the opposite.',
    source: 'sigs.k8s.io/yaml 1.6.0, measured.',
    bad: LABELLED('    tier: front\n    <<: *common\n'),
    good: LABELLED('    <<: *common\n    tier: front\n'),
  }),
};

/** A key before `<<` that the merged map has as well. */
function hiddenKey(tree: YamlTree, merge: number, budget: { left: number }): string | undefined {
  const merged = tree.target(merge);
  if (merged < 0 || tree.kind(merged) !== MAP) return undefined;
  for (let node = tree.firstChild(tree.parent(merge)); node >= 0 && node !== merge; node = tree.next(node)) {
    if (budget.left-- <= 0) return undefined;
    const key = tree.key(node);
    if (key !== '<<' && tree.get(merged, key) >= 0) return key;
  }
  return undefined;
}

function moveFirst(merge: YamlValue): readonly TextEdit[] | undefined {
  const { tree, keySpan, span } = merge;
  const remove = removeEntry(merge);
  const first = tree.keyStart(tree.firstChild(tree.parent(merge.node)));
  const text = keySpan && tree.text.slice(keySpan.start, endOfLine(tree.text, span.end));
  if (
    !remove ||
    text === undefined ||
    text.includes('\n') ||
    '{,'.includes(tree.text.charAt(tree.start(tree.parent(merge.node))))
  )
    return undefined;
  const newText = `${text}${lineBreakOf(tree.text)}${' '.repeat(columnOf(tree.text, first))}`;
  return [{ start: first, end: first, newText }, remove];
}
