import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { readSchemaPack } from '../../src/language/schema/readSchemaPack.ts';
import { SchemaSet } from '../../src/language/schema/schemaSet.ts';

let set: SchemaSet | undefined;

/** The schemas that are shipped. */
export function bundledSchemas(): SchemaSet {
  if (set) return set;
  const file = new URL('../../media/schemas/schemas.json.br', import.meta.url);
  const pack = readSchemaPack(brotliDecompressSync(readFileSync(file)).toString('utf8'));
  if (!pack) throw new Error('media/schemas/schemas.json.br is no pack of schemas');
  set = SchemaSet.of(pack);
  return set;
}
