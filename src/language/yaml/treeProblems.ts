import { ALIAS, PLAIN } from './nodeTable.ts';
import { NOT_JSON } from './plainScalar.ts';
import type { YamlProblem } from './yamlProblem.ts';
import type { YamlTree } from './yamlTree.ts';

/** How `.inf` and `.nan` are written; a cheap look at the whole text before each scalar is looked at. */
const MAY_BE_NOT_JSON = /\.(?:inf|nan)/i;

/** What is well formed and still refused: aliases without anchor, anchors within themselves, numbers that JSON does not have. */
export function treeProblems(tree: YamlTree, aliases: readonly number[]): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  for (const node of aliases) {
    if (tree.kind(node) !== ALIAS) continue;
    const span = { start: tree.start(node), end: tree.end(node) };
    const target = tree.target(node);
    if (target < 0) problems.push({ code: 'unknown-anchor', ...span });
    else if (contains(tree, target, node)) problems.push({ code: 'anchor-in-itself', ...span });
  }
  if (MAY_BE_NOT_JSON.test(tree.text)) {
    for (let node = 0; node < tree.count; node++)
      if (tree.kind(node) === PLAIN && tree.scalarType(node) === NOT_JSON)
        problems.push({ code: 'not-json', start: tree.start(node), end: tree.end(node) });
  }
  return problems;
}

function contains(tree: YamlTree, outer: number, inner: number): boolean {
  for (let node = tree.parent(inner); node >= 0; node = tree.parent(node)) if (node === outer) return true;
  return false;
}
