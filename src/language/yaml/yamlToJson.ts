import { EMPTY, LIST, MAP } from './nodeTable.ts';
import { BOOLEAN, INTEGER, NULL, NUMBER, plainBoolean, plainNumber } from './plainScalar.ts';
import type { YamlTree } from './yamlTree.ts';

/** Levels of nesting, and values that aliases may make of one document: bounds for files made to hurt. */
const MOST_LEVELS = 500;
const MOST_VALUES = 400_000;

/**
 * A value as the cluster's JSON: aliases are followed, merge keys are merged. Undefined for an alias without anchor, and below the bounds.
 * Maps have no prototype, so that a key like `constructor` is a key like any other.
 */
export function yamlToJson(tree: YamlTree, node: number = tree.root): unknown {
  return convert(tree, node, { left: MOST_VALUES, depth: 0 });
}

interface Budget {
  left: number;
  depth: number;
}

function convert(tree: YamlTree, node: number, budget: Budget): unknown {
  const target = node < 0 ? -1 : tree.target(node);
  if (target < 0 || budget.left-- <= 0 || budget.depth > MOST_LEVELS) return undefined;
  const kind = tree.kind(target);
  if (kind === EMPTY) return null;
  if (kind !== MAP && kind !== LIST) return scalar(tree, target);
  budget.depth++;
  const value = kind === LIST ? list(tree, target, budget) : map(tree, target, budget);
  budget.depth--;
  return value;
}

function list(tree: YamlTree, node: number, budget: Budget): readonly unknown[] {
  const items: unknown[] = [];
  for (let child = tree.firstChild(node); child >= 0; child = tree.next(child))
    items.push(convert(tree, child, budget));
  return items;
}

function map(tree: YamlTree, node: number, budget: Budget): Readonly<Record<string, unknown>> {
  const entries: Record<string, unknown> = { __proto__: null };
  for (let child = tree.firstChild(node); child >= 0; child = tree.next(child)) {
    const key = tree.key(child);
    const value = convert(tree, child, budget);
    if (key !== '<<') entries[key] = value;
    else for (const merged of Array.isArray(value) ? value.toReversed() : [value]) Object.assign(entries, merged);
  }
  return entries;
}

function scalar(tree: YamlTree, node: number): unknown {
  switch (tree.scalarType(node)) {
    case NULL:
      return null;
    case BOOLEAN:
      return plainBoolean(tree.source(node));
    case INTEGER:
    case NUMBER:
      return plainNumber(tree.source(node));
    default:
      return tree.scalarText(node);
  }
}
