import type { KeyPath } from '../yaml/keyPath.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';

/** Visits the values below a path. */
export function eachAt(from: YamlValue | undefined, path: KeyPath, visit: (value: YamlValue) => void): void {
  if (!from?.tree.mayHave(path.needed)) return;
  if (path.keys.length === 0) visit(from);
  else eachBelow(from.tree, from.node, { keys: path.keys, visit }, 0);
}

function eachBelow(
  tree: YamlTree,
  from: number,
  to: { readonly keys: readonly string[]; readonly visit: (value: YamlValue) => void },
  step: number,
): void {
  const { keys, visit } = to;
  let node = from;
  for (let at = step; at < keys.length; at++) {
    const key = keys[at] ?? '';
    if (key === '*') {
      const list = tree.target(node);
      if (list < 0) return;
      for (let child = tree.firstChild(list); child >= 0; child = tree.next(child)) eachBelow(tree, child, to, at + 1);
      return;
    }
    node = tree.get(node, key);
    if (node < 0) return;
  }
  visit(new YamlValue(tree, node));
}
