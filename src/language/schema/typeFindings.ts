import { t } from '../../domain/base/text.ts';
import type { Fix } from '../lint/finding.ts';
import { DOUBLE, EMPTY, LIST, MAP, PLAIN, SINGLE } from '../yaml/nodeTable.ts';
import { BOOLEAN, INTEGER, NOT_JSON, NULL, NUMBER, plainNumber, plainType, STRING } from '../yaml/plainScalar.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { isPlaceholder } from './isPlaceholder.ts';
import type { SchemaFinding } from './schemaFinding.ts';
import type { SchemaNode } from './schemaNode.ts';
import { LIST_TYPE, MAP_TYPE } from './schemaPack.ts';

/** A value of another type than its schema has. Undefined where nothing can be said: null, and what another tool fills in. */
export function wrongType(tree: YamlTree, node: number, schema: SchemaNode): SchemaFinding | undefined {
  const kind = tree.kind(node);
  if (kind === MAP || kind === LIST) return isFlowPlaceholder(tree, node) ? undefined : plain(tree, node, schema);
  const type = tree.scalarType(node);
  const source = tree.source(node);
  if (type === NULL || type === NOT_JSON || type === 0 || isPlaceholder(source)) return undefined;
  const isUnquoted = kind === PLAIN && (schema.types & STRING) !== 0;
  return (isUnquoted ? unquoted(tree, node, schema) : undefined) ?? plain(tree, node, schema);
}

/** What is text to whoever wrote it, and a boolean or a number to YAML 1.1. */
function unquoted(tree: YamlTree, node: number, schema: SchemaNode): SchemaFinding | undefined {
  const source = tree.source(node);
  const type = tree.scalarType(node);
  if (type === BOOLEAN) return WORDS.test(source) ? undefined : unquotedBoolean(tree, node, source);
  if (type === NUMBER && schema.source.q !== undefined)
    return schema.source.q === 'quantity' ? unquotedFloat(tree, node, source) : undefined;
  return COMMON_NUMBER.test(source) ? undefined : unquotedNumber(tree, node, source);
}

/** `{name}` without quotes is a map to YAML, and a placeholder to whoever wrote it. */
function isFlowPlaceholder(tree: YamlTree, node: number): boolean {
  const first = tree.firstChild(node);
  return tree.text.charAt(tree.start(node)) === '{' && first >= 0 && tree.next(first) < 0 && tree.kind(first) === EMPTY;
}

/** Booleans in every YAML. */
const WORDS = /^(?:true|false)$/i;
/** Numbers that are written as they are read. */
const COMMON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

function unquotedBoolean(tree: YamlTree, node: number, source: string): SchemaFinding {
  return {
    rule: 'yaml-11-bool',
    message: t('kubectl reads “{0}” as a boolean; this field wants text.', source),
    fixes: () => quote(tree, node),
  };
}

function unquotedNumber(tree: YamlTree, node: number, source: string): SchemaFinding {
  return {
    rule: 'yaml-11-number',
    message: t('kubectl reads “{0}” as the number {1}; this field wants text.', source, String(plainNumber(source))),
    fixes: () => quote(tree, node),
  };
}

function unquotedFloat(tree: YamlTree, node: number, source: string): SchemaFinding {
  return {
    rule: 'crd-quantity-float',
    message: t('This field takes a whole number or text; “{0}” must be in quotes.', source),
    fixes: () => quote(tree, node),
  };
}

function plain(tree: YamlTree, node: number, schema: SchemaNode): SchemaFinding {
  return {
    rule: 'k8s-wrong-type',
    message: t('Expected {0}, found {1}.', expectedType(schema), foundType(tree, node)),
    fixes: () => converted(tree, node, schema),
  };
}

function converted(tree: YamlTree, node: number, schema: SchemaNode): readonly Fix[] {
  const kind = tree.kind(node);
  if (kind === MAP || kind === LIST) return [];
  if ((schema.types & STRING) !== 0) return kind === PLAIN ? quote(tree, node) : [];
  if ((kind === DOUBLE || kind === SINGLE) && (schema.types & plainType(inner(tree, node))) !== 0)
    return replace(tree, node, t('Take the quotes away'), inner(tree, node));
  return schema.types === LIST_TYPE ? replace(tree, node, t('Make a list of it'), `[${tree.source(node)}]`) : [];
}

function inner(tree: YamlTree, node: number): string {
  return tree.source(node).slice(1, -1);
}

function quote(tree: YamlTree, node: number): readonly Fix[] {
  return replace(tree, node, t('Put it in quotes'), `"${tree.source(node)}"`);
}

function replace(tree: YamlTree, node: number, title: string, newText: string): readonly Fix[] {
  return [{ title, edits: [{ start: tree.start(node), end: tree.end(node), newText }], isSafe: true }];
}

function expectedType({ types, source }: SchemaNode): string {
  if (source.q === 'quantity') return t('an amount');
  if (source.q === 'int-or-string') return t('a whole number or text');
  if ((types & MAP_TYPE) !== 0) return t('a map');
  if ((types & LIST_TYPE) !== 0) return t('a list');
  if ((types & STRING) !== 0) return t('text');
  if ((types & NUMBER) !== 0) return t('a number');
  return (types & INTEGER) === 0 ? t('a boolean') : t('a whole number');
}

function foundType(tree: YamlTree, node: number): string {
  const kind = tree.kind(node);
  if (kind === MAP) return t('a map');
  if (kind === LIST) return t('a list');
  switch (tree.scalarType(node)) {
    case BOOLEAN:
      return t('a boolean');
    case INTEGER:
      return t('a whole number');
    case NUMBER:
      return t('a number');
    default:
      return t('text');
  }
}
