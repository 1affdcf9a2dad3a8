import { bundledSchemas as bundledText } from '../../src/adapters/schemas/bundledSchemas.ts';
import { readSchemaPack } from '../../src/language/schema/readSchemaPack.ts';
import { SchemaSet } from '../../src/language/schema/schemaSet.ts';

let set: SchemaSet | undefined;

/** The schemas that are shipped. */
export function bundledSchemas(): SchemaSet {
  if (set) return set;
  const pack = readSchemaPack(bundledText());
  if (!pack) throw new Error('what is shipped is no pack of schemas');
  set = SchemaSet.of(pack);
  return set;
}
