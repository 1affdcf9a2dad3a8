import { t } from '../../../../domain/base/text.ts';
import { dereferenced, schemasIn } from '../../../chart/jsonSchema.ts';
import { isJsonRecord, type JsonRecord, jsonRecord } from '../../../schema/jsonRecord.ts';
import type { FieldNode } from '../fields/fieldNode.ts';
import { inCode } from '../textHelp.ts';

/** Values are not nested deeper; a schema may be. */
const DEEPEST = 12;
/** Schemas that are looked at; one that is made to hurt may have any number. */
const MOST_NODES = 20_000;
const SCALARS = new Set(['string', 'number', 'integer', 'boolean']);

interface Reading {
  readonly root: JsonRecord;
  left: number;
}

/** The fields that a JSON schema of a file of values knows. Alternatives are joined. */
export function schemaFields(schema: JsonRecord): FieldNode {
  return fieldsOf(schema, { root: schema, left: MOST_NODES }, 0);
}

function fieldsOf(written: unknown, reading: Reading, depth: number): FieldNode {
  if (!isJsonRecord(written) || depth > DEEPEST || reading.left-- <= 0) return {};
  const schema = dereferenced(written, reading.root);
  if (!schema) return {};
  const inner = (value: unknown) => fieldsOf(value, reading, depth + 1);
  const properties = Object.entries(jsonRecord(schema['properties']));
  const { additionalProperties, patternProperties, items, required } = schema;
  const any = Object.values(jsonRecord(patternProperties))[0] ?? additionalProperties;
  const node: FieldNode = {
    ...meaning(schema, written),
    ...(properties.length > 0
      ? { f: Object.fromEntries(properties.map(([name, value]) => [name, inner(value)])) }
      : {}),
    ...(isJsonRecord(any) ? { x: inner(any) } : {}),
    ...(isJsonRecord(items) ? { i: inner(items) } : {}),
    ...words(schema),
    ...(Array.isArray(required) ? { r: required.map(String) } : {}),
  };
  const others = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((keyword) => schemasIn(schema, keyword));
  return others.map(inner).reduce(joined, node);
}

function meaning(schema: JsonRecord, written: JsonRecord): Pick<FieldNode, 'd'> {
  const said = [written['description'], schema['description'], written['title'], schema['title']];
  const text = said.find((one) => typeof one === 'string');
  const { default: fallback } = schema;
  const isShown = ['string', 'number', 'boolean'].includes(typeof fallback);
  const parts = [
    ...(typeof text === 'string' ? [plainMarkdown(text)] : []),
    ...(isShown ? [t('Default: {0}', inCode(String(fallback)))] : []),
  ];
  return parts.length > 0 ? { d: parts.join('\n\n') } : {};
}

/** Words between backticks are code; what else looks like markup is none, because the text is of somebody else. */
function plainMarkdown(text: string): string {
  return text.replaceAll(/(`[^`\n]+`)|[\\<>[\]*_`#|]/g, (found: string, code?: string) => code ?? `\\${found}`);
}

function words({ enum: values, const: only, type }: JsonRecord): Pick<FieldNode, 'e' | 's'> {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const isScalar = types.some((one) => typeof one === 'string' && SCALARS.has(one));
  const choices = Array.isArray(values) ? values : only === undefined ? [] : [only];
  const e = choices.filter((one) => one !== null && typeof one !== 'object').map(String);
  if (types.includes('boolean')) e.push('true', 'false');
  return { ...(isScalar || e.length > 0 ? { s: 1 } : {}), ...(e.length > 0 ? { e } : {}) };
}

/** What is said first of both is believed. */
function joined(a: FieldNode, b: FieldNode): FieldNode {
  const e = Array.from(new Set([...(a.e ?? []), ...(b.e ?? [])]));
  return { ...b, ...a, ...((a.f ?? b.f) ? { f: { ...b.f, ...a.f } } : {}), ...(e.length > 0 ? { e } : {}) };
}
