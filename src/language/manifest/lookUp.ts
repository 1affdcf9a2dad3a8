import { MAP } from '../yaml/nodeTable.ts';
import { NULL } from '../yaml/plainScalar.ts';
import { YamlValue } from '../yaml/yamlValue.ts';

/**
 * The value below keys, without those that are null. What stands in the way and is no map (a template, an alias without anchor, a wrong type) is
 * the answer itself, so that a rule sees a value that it cannot judge and not one that is missing.
 */
export function lookUp(from: YamlValue | undefined, path: readonly string[]): YamlValue | undefined {
  if (!from) return undefined;
  const { tree } = from;
  let { node } = from;
  for (const key of path) {
    const target = tree.target(node);
    if (target < 0 || tree.kind(target) !== MAP) break;
    node = tree.get(target, key);
    if (node < 0) return undefined;
  }
  const target = tree.target(node);
  if (target >= 0 && tree.scalarType(target) === NULL) return undefined;
  return node === from.node ? from : new YamlValue(tree, node);
}
