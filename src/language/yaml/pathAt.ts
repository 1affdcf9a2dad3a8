import { pathText } from '../../domain/deploy/specNode.ts';
import type { YamlTree } from './yamlTree.ts';
import { YamlValue } from './yamlValue.ts';

/** The path of the value at an offset, as people write it; empty in front of all values. */
export function pathAt(tree: YamlTree, offset: number): string {
  const node = tree.nodeAt(offset);
  return node < 0 ? '' : pathText(new YamlValue(tree, node).path);
}
