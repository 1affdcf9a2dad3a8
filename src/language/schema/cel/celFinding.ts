import { t } from '../../../domain/base/text.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';
import type { SchemaFinding } from '../schemaFinding.ts';
import type { SchemaNode } from '../schemaNode.ts';
import type { PackRule } from '../schemaPack.ts';
import type { SchemaPool } from '../schemaPool.ts';
import { type CelNode, parseCel } from './celParser.ts';
import { celTree } from './celTree.ts';
import type { CelValue } from './celValue.ts';
import { evaluateCel } from './evaluateCel.ts';

interface Budget {
  left: number;
}

interface Around {
  readonly pool: SchemaPool;
  readonly budget: Budget;
}

/** Parsed expressions, by their text. */
const parsed = new Map<string, CelNode | undefined>();
/** Expressions that are kept; a file made to hurt may bring any number. */
const MOST_PARSED = 5000;

/** Rules of `x-kubernetes-validations` that are false of a value. */
export function celFindings(
  tree: YamlTree,
  node: number,
  { schema, pool, budget }: { readonly schema: SchemaNode; readonly pool: SchemaPool; readonly budget: Budget },
): readonly SchemaFinding[] {
  const found: SchemaFinding[] = [];
  for (const id of schema.source.v ?? []) {
    const rule = pool.rule(id);
    if (!rule) continue;
    const self = celTree({ tree, pool }, node, schema);
    if (valueOf(rule.rule, self, { pool, budget }) !== false) continue;
    found.push({ rule: 'crd-cel', message: messageOf(rule, self, { pool, budget }) });
  }
  return found;
}

function valueOf(expression: string, self: CelValue, { pool, budget }: Around): CelValue | undefined {
  const node = parse(expression);
  if (!node) return undefined;
  return evaluateCel(node, {
    names: new Map([['self', self]]),
    matches: (text, pattern) => pool.matches(text, pattern),
    budget,
  });
}

/** Rules about a change need the object as it was, which no file has. */
function parse(expression: string): CelNode | undefined {
  if (parsed.has(expression)) return parsed.get(expression);
  const node = expression.includes('oldSelf') ? undefined : parseCel(expression);
  if (parsed.size < MOST_PARSED) parsed.set(expression, node);
  return node;
}

/** The rule's own words, which the API server says too; they are not ours to translate. */
function messageOf({ rule, message, messageExpression }: PackRule, self: CelValue, around: Around): string {
  const made = messageExpression === undefined ? undefined : valueOf(messageExpression, self, around);
  if (typeof made === 'string' && made !== '') return made;
  return message ?? t('A rule of the kind is broken: {0}', rule);
}
