import { YamlValue } from '../yaml/yamlValue.ts';

/** Visits the values below a path; `*` stands for every item of a list or value of a map. */
export function eachAt(
  from: YamlValue | undefined,
  path: readonly string[],
  visit: (value: YamlValue) => void,
  step = 0,
): void {
  if (!from) return;
  const { tree } = from;
  let { node } = from;
  for (let at = step; at < path.length; at++) {
    const key = path[at] ?? '';
    if (key === '*') {
      for (const item of new YamlValue(tree, node).items()) eachAt(item, path, visit, at + 1);
      return;
    }
    node = tree.get(node, key);
    if (node < 0) return;
  }
  visit(node === from.node ? from : new YamlValue(tree, node));
}
