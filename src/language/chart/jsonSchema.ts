import { isJsonRecord, type JsonRecord, jsonRecord } from '../schema/jsonRecord.ts';

/** References that lead to references; more are a circle. */
const MOST_REFERENCES = 20;

/** A schema without its reference, which leads into the same file; undefined for one that leads nowhere, out of the file, or in a circle. */
export function dereferenced(schema: JsonRecord, root: JsonRecord): JsonRecord | undefined {
  let at = schema;
  for (let steps = 0; steps < MOST_REFERENCES; steps++) {
    const { $ref: reference } = at;
    if (typeof reference !== 'string') return at;
    const found = resolved(reference, root);
    if (!isJsonRecord(found)) return undefined;
    at = found;
  }
  return undefined;
}

function resolved(reference: string, root: JsonRecord): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, name) => (Object.hasOwn(jsonRecord(at), name) ? jsonRecord(at)[name] : undefined), root);
}

/** The alternatives and parts of a schema, each a map. */
export function schemasIn(schema: JsonRecord, keyword: 'allOf' | 'anyOf' | 'oneOf'): readonly JsonRecord[] {
  const list = schema[keyword];
  return Array.isArray(list) ? list.filter(isJsonRecord) : [];
}
