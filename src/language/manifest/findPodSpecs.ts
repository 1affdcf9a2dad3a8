import { YamlValue } from '../yaml/yamlValue.ts';
import { hashText, LIST, MAP } from '../yaml/nodeTable.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';

/** Levels below which nobody keeps a pod; a bound for files made to hurt. */
const DEEPEST = 40;
/** Maps that hold anything and no pod of this object. */
const OPAQUE = new Set(['metadata', 'status', 'data', 'stringData', 'labels', 'annotations', 'openAPIV3Schema']);
/** The same as hashes of keys, which need no text. */
const OPAQUE_HASHES = new Set(Array.from(OPAQUE, (key) => hashText(key)));

/**
 * The pod specs of an object: every map with a list `containers` whose first item looks like a container. By structure and not by path, because
 * rules for pods must work in every kind.
 */
export function findPodSpecs(root: YamlValue): readonly YamlValue[] {
  const found: YamlValue[] = [];
  collect(root.tree, root.target, { found, depth: 0 });
  return found;
}

function collect(tree: YamlTree, node: number, into: { readonly found: YamlValue[]; readonly depth: number }): void {
  if (node < 0 || into.depth > DEEPEST) return;
  if (isPodSpec(tree, node)) {
    into.found.push(new YamlValue(tree, node));
    return;
  }
  const deeper = { found: into.found, depth: into.depth + 1 };
  for (let child = tree.firstChild(node); child >= 0; child = tree.next(child)) {
    if (mayHoldPods(tree, child)) collect(tree, child, deeper);
  }
}

function mayHoldPods(tree: YamlTree, node: number): boolean {
  const kind = tree.kind(node);
  if (kind === LIST) return true;
  if (kind !== MAP || (OPAQUE_HASHES.has(tree.keyHash(node)) && OPAQUE.has(tree.key(node)))) return false;
  // An object inside an object is looked at as an object of its own.
  return tree.get(node, 'apiVersion') < 0 || tree.get(node, 'kind') < 0;
}

function isPodSpec(tree: YamlTree, node: number): boolean {
  const containers = tree.target(tree.get(node, 'containers'));
  if (containers < 0 || tree.kind(containers) !== LIST) return false;
  const first = tree.target(tree.firstChild(containers));
  if (first < 0 || tree.kind(first) !== MAP) return false;
  return (
    ['image', 'command', 'args', 'resources', 'env', 'ports', 'volumeMounts'].some(
      (key) => tree.get(first, key) >= 0,
    ) || tree.get(first, 'name') >= 0
  );
}
