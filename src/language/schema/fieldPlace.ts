import type { SchemaPool } from './schemaPool.ts';
import type { SchemaPlace } from './schemaPath.ts';
import type { SchemaNode } from './schemaNode.ts';

/** Levels below which nobody looks for a field that was put too high. */
const DEEPEST = 3;
/** Filled by the server, or open to any key. */
const NOT_MEANT = new Set(['status', 'metadata']);

/** Names that so many things have that nobody can tell where one belongs. */
const COMMON_NAMES = new Set(['apiVersion', 'kind', 'name', 'type', 'key', 'value', 'namespace', 'status', 'metadata']);

/** Where a field belongs. */
export interface FieldPlace {
  /** An object around the wrong place, or the place itself. */
  readonly from: SchemaPlace;
  /** Keys from there to the map that has the field. */
  readonly keys: readonly string[];
  /** On the way is a list, so that nobody knows which item was meant. */
  readonly isBehindList: boolean;
}

/**
 * The place nearest to a wrong one at which a field exists: below it, around it, or below what is around it. Undefined when there is none.
 * @param path From the object to the map in which the field stands wrongly.
 */
export function fieldPlace(path: readonly SchemaPlace[], name: string, pool: SchemaPool): FieldPlace | undefined {
  if (COMMON_NAMES.has(name)) return undefined;
  const inner = path.at(-1);
  const below = inner && search(inner, name, pool);
  if (below) return below;
  for (const from of path.slice(0, -1).toReversed()) {
    if (from.schema.property(name) >= 0) return { from, keys: [], isBehindList: false };
    const found = search(from, name, pool);
    if (found) return found;
  }
  return undefined;
}

interface Step {
  readonly schema: SchemaNode;
  readonly keys: readonly string[];
  readonly isBehindList: boolean;
}

/** Breadth first, so that the shortest way wins; of two that are equally short nobody knows which is meant. */
function search(from: SchemaPlace, name: string, pool: SchemaPool): FieldPlace | undefined {
  let level: readonly Step[] = [{ schema: from.schema, keys: [], isBehindList: false }];
  for (let depth = 0; depth < DEEPEST; depth++) {
    level = level.flatMap((step) => stepsBelow(step, pool));
    const found = level.filter(({ schema }) => schema.property(name) >= 0);
    const [only] = found;
    if (only) return found.length === 1 ? { from, keys: only.keys, isBehindList: only.isBehindList } : undefined;
  }
  return undefined;
}

function stepsBelow({ schema, keys, isBehindList }: Step, pool: SchemaPool): readonly Step[] {
  return Object.entries(schema.source.p ?? {})
    .filter(([key]) => !NOT_MEANT.has(key))
    .map(([key, id]) => {
      const child = pool.node(id);
      if (child.items < 0) return { schema: child, keys: [...keys, key], isBehindList };
      return { schema: pool.node(child.items), keys: [...keys, key], isBehindList: true };
    });
}
