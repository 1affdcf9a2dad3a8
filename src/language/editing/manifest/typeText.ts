import { t } from '../../../domain/base/text.ts';
import type { SchemaNode } from '../../schema/schemaNode.ts';
import { LIST_TYPE, MAP_TYPE } from '../../schema/schemaPack.ts';
import { BOOLEAN, INTEGER, NUMBER, STRING } from '../../yaml/plainScalar.ts';

/** The type of a field in words. */
export function typeText(node: SchemaNode): string {
  if (node.source.q === 'quantity') return t('quantity, such as 500m or 16Gi');
  if (node.source.q === 'int-or-string') return t('whole number or text');
  if (node.source.t === undefined) return t('anything');
  const names: string[] = [];
  if ((node.types & MAP_TYPE) !== 0) names.push(t('map'));
  if ((node.types & LIST_TYPE) !== 0) names.push(t('list'));
  if ((node.types & STRING) !== 0) names.push(t('text'));
  if ((node.types & BOOLEAN) !== 0) names.push(t('true or false'));
  if ((node.types & NUMBER) !== 0) names.push(t('number'));
  else if ((node.types & INTEGER) !== 0) names.push(t('whole number'));
  return names.join(', ');
}
