import type { SchemaNode } from '../../schema/schemaNode.ts';
import type { KindSchema, SchemaSet } from '../../schema/schemaSet.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** What a schema says of a place in an object. */
export interface PlacedSchema {
  readonly kind: KindSchema;
  readonly node: SchemaNode;
}

/** Alternatives that are looked into for a key. */
const DEEPEST = 4;

/** The schema of a value, found by the innermost object around it; undefined for kinds and fields that are not known. */
export function schemaAt(value: YamlValue, schemas: SchemaSet, kubernetesMinor: number): PlacedSchema | undefined {
  const steps: (string | number)[] = [];
  const { tree } = value;
  for (let node = value.node; node >= 0; node = tree.parent(node)) {
    const kind = objectKind(tree, node, { schemas, kubernetesMinor });
    if (kind) return descend(kind, steps.toReversed());
    steps.push(tree.keyStart(node) < 0 ? 0 : tree.key(node));
  }
  return undefined;
}

function objectKind(
  tree: YamlTree,
  node: number,
  { schemas, kubernetesMinor }: { readonly schemas: SchemaSet; readonly kubernetesMinor: number },
): KindSchema | undefined {
  const apiVersion = tree.scalarText(tree.target(tree.get(node, 'apiVersion')));
  const kind = tree.scalarText(tree.target(tree.get(node, 'kind')));
  return apiVersion === undefined || kind === undefined ? undefined : schemas.find(apiVersion, kind, kubernetesMinor);
}

function descend(kind: KindSchema, path: readonly (string | number)[]): PlacedSchema | undefined {
  let node: SchemaNode | undefined = kind.node;
  for (const step of path) {
    node = node && child(kind, node, step, 0);
    if (!node) return undefined;
  }
  return { kind, node };
}

function child(kind: KindSchema, node: SchemaNode, step: string | number, depth: number): SchemaNode | undefined {
  if (typeof step === 'number') return node.items < 0 ? undefined : kind.pool.node(node.items);
  const own = node.property(step);
  if (own >= 0) return kind.pool.node(own);
  if (node.extra >= 0) return kind.pool.node(node.extra);
  if (depth >= DEEPEST) return undefined;
  for (const other of [...(node.source.any ?? []), ...(node.source.one ?? []), ...(node.source.all ?? [])]) {
    const found = child(kind, kind.pool.node(other), step, depth + 1);
    if (found) return found;
  }
  return undefined;
}
