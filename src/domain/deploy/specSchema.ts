import { assertNever } from '../base/failure.ts';
import type { Field, RecordShape, Shape, TextFormat, Unit } from './shape.ts';
import { TEXT_FORMATS } from './shape.ts';

/** A JSON schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON schema (draft 2020-12, also read by draft-07 tools) of the shape; records become definitions by their ids. */
export function specSchema(root: RecordShape, title = 'trainyard.yaml'): JsonSchema {
  const definitions = new Map<string, JsonSchema>();
  const body = recordSchema(root, definitions);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...body,
    $defs: Object.fromEntries(Array.from(definitions).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

type Definitions = Map<string, JsonSchema>;

function schemaOf(shape: Shape, definitions: Definitions): JsonSchema {
  const id = 'id' in shape ? shape.id : undefined;
  if (id === undefined) return ownSchema(shape, definitions);
  if (!definitions.has(id)) {
    // A record may hold itself.
    definitions.set(id, {});
    definitions.set(id, ownSchema(shape, definitions));
  }
  return { $ref: `#/$defs/${id}` };
}

function ownSchema(shape: Shape, definitions: Definitions): JsonSchema {
  switch (shape.kind) {
    case 'text':
      return textSchema(shape.format);
    case 'scalar':
      return { type: ['string', 'number', 'boolean', ...(shape.mayBeEmpty ? ['null'] : [])] };
    case 'integer':
      return { type: 'integer', minimum: shape.minimum, maximum: shape.maximum };
    case 'boolean':
      return { type: 'boolean' };
    case 'quantity':
      return quantitySchema(shape.unit);
    case 'choice':
      return {
        enum: shape.values.map((one) => one.value),
        markdownEnumDescriptions: shape.values.map((one) => one.doc),
      };
    case 'list':
      return {
        type: 'array',
        items: schemaOf(shape.of, definitions),
        ...(shape.minimum === undefined ? {} : { minItems: shape.minimum }),
      };
    case 'map':
      return {
        type: 'object',
        propertyNames: { pattern: TEXT_FORMATS[shape.keys].source },
        additionalProperties: schemaOf(shape.of, definitions),
        ...(shape.minimum === undefined ? {} : { minProperties: shape.minimum }),
      };
    case 'record':
      return recordSchema(shape, definitions);
    case 'either':
      return { anyOf: shape.of.map((one) => schemaOf(one, definitions)) };
    default:
      return assertNever(shape);
  }
}

function textSchema(format: TextFormat | undefined): JsonSchema {
  return format === undefined ? { type: 'string' } : { type: typesOf(format), pattern: TEXT_FORMATS[format].source };
}

/** A name of digits alone is a number to YAML, and the reader takes it as written. */
function typesOf(format: TextFormat): string | string[] {
  return TEXT_FORMATS[format].test('1') ? ['string', 'number'] : 'string';
}

function quantitySchema(unit: Unit): JsonSchema {
  if (unit === 'cores')
    return {
      anyOf: [
        { type: 'number', exclusiveMinimum: 0 },
        { type: 'string', pattern: '^\\d+(?:\\.\\d+)?m?$' },
      ],
    };
  if (unit === 'duration') return { type: 'string', pattern: '^(?:\\d+(?:\\.\\d+)?(?:ms|d|h|m|s))+$' };
  return {
    anyOf: [
      { type: 'integer', minimum: 1_048_576 },
      { type: 'string', pattern: '^\\d+(?:\\.\\d+)?(?:Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$' },
    ],
  };
}

function recordSchema(shape: RecordShape, definitions: Definitions): JsonSchema {
  const properties = Array.from(shape.fields, ([name, field]) => [name, fieldSchema(field, definitions)] as const);
  const required = Array.from(shape.fields).flatMap(([name, field]) => (field.isRequired ? [name] : []));
  const rules = [...(shape.exactlyOne ?? []).map(oneOfGroup), ...variantRules(shape)];
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(shape.ignoredPrefix === undefined ? {} : { patternProperties: { [`^${shape.ignoredPrefix}`]: true } }),
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    ...(rules.length === 0 ? {} : { allOf: rules }),
  };
}

function oneOfGroup(names: readonly string[]): JsonSchema {
  return { oneOf: names.map((name) => ({ required: [name] })) };
}

/** Fields of one variant are refused in the others. */
function variantRules({ variantField, fields }: RecordShape): JsonSchema[] {
  if (!variantField) return [];
  const variants = new Set(Array.from(fields.values(), (field) => field.variant).filter((one) => one !== undefined));
  return Array.from(variants, (variant) => {
    const others = Array.from(fields).filter(([, field]) => field.variant !== undefined && field.variant !== variant);
    const isVariant = { properties: { [variantField.name]: { const: variant } } };
    return {
      if: variant === variantField.default ? isVariant : { ...isVariant, required: [variantField.name] },
      // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
      then: { properties: Object.fromEntries(others.map(([name]) => [name, false])) },
    };
  });
}

function fieldSchema(field: Field, definitions: Definitions): JsonSchema {
  const schema = schemaOf(field.shape, definitions);
  return { ...schema, markdownDescription: field.doc, description: field.doc.replaceAll('`', '') };
}
