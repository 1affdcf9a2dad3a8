import type { YamlTree } from '../yaml/yamlTree.ts';
import { LIST } from '../yaml/nodeTable.ts';
import type { SchemaNode } from './schemaNode.ts';
import type { KindSchema } from './schemaSet.ts';

/** A value and its schema. */
export interface SchemaPlace {
  readonly node: number;
  readonly schema: SchemaNode;
}

/**
 * A value and what it stands in, from the object down, each with its schema. It ends early where the schema knows no more.
 * @param root The node of the object.
 */
export function schemaPath(
  tree: YamlTree,
  root: number,
  { node, kind }: { node: number; kind: KindSchema },
): readonly SchemaPlace[] {
  const nodes: number[] = [];
  for (let at = node; at >= 0 && at !== root; at = tree.parent(at)) nodes.push(at);
  const path: SchemaPlace[] = [{ node: root, schema: kind.node }];
  let schema = kind.node;
  for (const child of nodes.toReversed()) {
    const id = childSchema(tree, child, schema);
    if (id < 0) break;
    schema = kind.pool.node(id);
    path.push({ node: child, schema });
  }
  return path;
}

function childSchema(tree: YamlTree, child: number, schema: SchemaNode): number {
  if (tree.kind(tree.parent(child)) === LIST) return schema.items;
  const property = schema.property(tree.key(child));
  return property >= 0 ? property : schema.extra;
}
