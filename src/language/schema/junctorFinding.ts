import { t } from '../../domain/base/text.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import type { SchemaFinding } from './schemaFinding.ts';
import { SchemaMatch } from './schemaMatch.ts';
import type { SchemaNode } from './schemaNode.ts';
import type { SchemaPool } from './schemaPool.ts';

/** A value that breaks what several schemas say of it together; undefined when it fits or nobody can tell. */
export function junctorFinding(
  tree: YamlTree,
  node: number,
  of: { readonly schema: SchemaNode; readonly pool: SchemaPool; readonly budget: { left: number } },
): SchemaFinding | undefined {
  const { schema, pool, budget } = of;
  if (new SchemaMatch(tree, pool, budget).junctors(node, schema) !== false) return undefined;
  return { rule: 'k8s-pattern-format', message: messageOf(schema, pool) };
}

function messageOf({ source }: SchemaNode, pool: SchemaPool): string {
  const one = source.one && requiredFields(source.one, pool);
  if (one) return t('Exactly one of {0} must be there.', one);
  const any = source.any && requiredFields(source.any, pool);
  if (any) return t('At least one of {0} must be there.', any);
  return t('The value fits none of the forms that are allowed here.');
}

/** The fields that each of several schemas asks for, when that is all they do. */
function requiredFields(ids: readonly number[], pool: SchemaPool): string | undefined {
  const names = ids.map((id) => pool.node(id).required);
  if (names.some((required) => required.length !== 1)) return undefined;
  return [...new Set(names.flat())].map((name) => `“${name}”`).join(', ');
}
