import { t } from '../../domain/base/text.ts';
import { LIST, MAP } from '../yaml/nodeTable.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import type { SchemaFinding } from './schemaFinding.ts';

/** An item of a list that must be there once. */
export interface RepeatedItem {
  readonly node: number;
  readonly finding: SchemaFinding;
}

/**
 * Items of a list that are told apart by keys (or by themselves, without keys) and are equal. The API server refuses them in CRDs alone: in its own kinds the
 * mark is for server-side apply (measured on 1.34).
 */
export function repeatedItems(tree: YamlTree, list: number, keys: readonly string[]): readonly RepeatedItem[] {
  const seen = new Set<string>();
  const found: RepeatedItem[] = [];
  for (let item = tree.firstChild(list); item >= 0; item = tree.next(item)) {
    const identity = keys.length === 0 ? scalarOf(tree, item) : identityOf(tree, item, keys);
    if (identity === undefined) continue;
    if (seen.has(identity))
      found.push({
        node: item,
        finding: {
          rule: 'k8s-pattern-format',
          message: t('{0} stands twice in this list; it may be there once.', identity),
        },
      });
    seen.add(identity);
  }
  return found;
}

/** Keys that both lack have the same default; where one lacks a key, nobody compares. Undefined for an item without any of the keys. */
function identityOf(tree: YamlTree, item: number, keys: readonly string[]): string | undefined {
  if (tree.kind(item) !== MAP) return undefined;
  const values = keys.map((key) => scalarOf(tree, tree.get(item, key)));
  if (values.every((value) => value === undefined)) return undefined;
  return values.map((value) => value ?? '…').join(' / ');
}

function scalarOf(tree: YamlTree, node: number): string | undefined {
  const target = node < 0 ? -1 : tree.target(node);
  if (target < 0 || tree.kind(target) === MAP || tree.kind(target) === LIST) return undefined;
  return tree.scalarText(target);
}
