import { EMPTY, LIST, MAP } from '../../yaml/nodeTable.ts';
import { BOOLEAN, INTEGER, NULL, NUMBER, plainBoolean, plainNumber } from '../../yaml/plainScalar.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';
import { isPlaceholder } from '../isPlaceholder.ts';
import type { SchemaNode } from '../schemaNode.ts';
import type { SchemaPool } from '../schemaPool.ts';
import { type CelValue, UNKNOWN } from './celValue.ts';

/** Where values are read from. */
export interface CelSource {
  readonly tree: YamlTree;
  readonly pool: SchemaPool;
}

/** A value of a document for an expression. Maps and lists are looked into when the expression does. */
export function celTree(source: CelSource, node: number, schema: SchemaNode | undefined): CelValue {
  const { tree } = source;
  const target = tree.target(node);
  if (target < 0) return UNKNOWN;
  switch (tree.kind(target)) {
    case MAP:
      return mapOf(source, target, schema);
    case LIST:
      return listOf(source, target, schema);
    case EMPTY:
      return null;
    default:
      return scalarOf(tree, target);
  }
}

function mapOf(source: CelSource, node: number, schema: SchemaNode | undefined): CelValue {
  const { tree, pool } = source;
  const keys: string[] = [];
  for (let child = tree.firstChild(node); child >= 0; child = tree.next(child)) keys.push(tree.key(child));
  if (keys.includes('<<')) return UNKNOWN;
  return {
    kind: 'map',
    keys: () => keys,
    get: (name) => {
      const child = tree.get(node, name);
      const property = schema?.property(name) ?? -1;
      const id = property >= 0 ? property : (schema?.extra ?? -1);
      const value = child < 0 ? null : celTree(source, child, id < 0 ? undefined : pool.node(id));
      if (value !== null) return value;
      // The server fills in what has a default before it asks the rules.
      return schema?.source.g?.includes(name) === true ? UNKNOWN : undefined;
    },
  };
}

function listOf(source: CelSource, node: number, schema: SchemaNode | undefined): CelValue {
  const { tree, pool } = source;
  const items = schema && schema.items >= 0 ? pool.node(schema.items) : undefined;
  return {
    kind: 'list',
    items: () => {
      const values: CelValue[] = [];
      for (let child = tree.firstChild(node); child >= 0; child = tree.next(child))
        values.push(celTree(source, child, items));
      return values;
    },
  };
}

function scalarOf(tree: YamlTree, node: number): CelValue {
  switch (tree.scalarType(node)) {
    case NULL:
      return null;
    case BOOLEAN:
      return plainBoolean(tree.source(node)) ?? UNKNOWN;
    case INTEGER:
    case NUMBER:
      return plainNumber(tree.source(node)) ?? UNKNOWN;
    default: {
      const text = tree.scalarText(node);
      return text === undefined || isPlaceholder(text) ? UNKNOWN : text;
    }
  }
}
