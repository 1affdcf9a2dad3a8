import type { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';

/** Visits every key that stands in its map already, with the entry before. */
export function eachRepeatedKey(
  tree: YamlTree,
  visit: (key: string, first: YamlValue, second: YamlValue) => void,
): void {
  for (let node = 0; node < tree.count; node++) {
    let child = tree.firstChild(node);
    if (child < 0 || tree.keyStart(child) < 0) continue;
    const seen = new Map<string, number>();
    for (; child >= 0; child = tree.next(child)) {
      const key = tree.key(child);
      const earlier = seen.get(key);
      seen.set(key, child);
      // Two merges are one after the other.
      if (earlier !== undefined && key !== '<<') visit(key, new YamlValue(tree, earlier), new YamlValue(tree, child));
    }
  }
}
