// @ts-check
// Makes media/schemas: the schemas of Kubernetes' own kinds and of the operators' kinds, interned and compressed.
//   npm run schemas [-- --check]
// --check writes nothing and fails when the committed files differ from what the sources say. Both need Go; a run takes seconds once the sources
// are in the cache (200 MB are fetched for it, 60 MB stay).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { SchemaInterner } from '../src/language/schema/schemaInterner.ts';
import { hasGo } from './schemas/goModule.mjs';
import { kubernetesSchemas } from './schemas/kubernetesSchemas.mjs';
import { katibSchemas, operatorSchemas } from './schemas/operatorSchemas.mjs';

const pack = 'media/schemas/schemas.json.br';

if (!hasGo()) {
  console.log('schemas: Go is not on PATH; nothing was made or checked.');
  process.exit(0);
}

const { definitions, kinds } = await kubernetesSchemas();
const katib = await katibSchemas();
const interner = new SchemaInterner({ definitions: { ...definitions, ...katib.definitions } });
for (const { apiVersion, kind, schema, since, until } of kinds)
  interner.add(apiVersion, kind, schema, { isBuiltIn: true, since, until });
for (const { apiVersion, kind, schema } of await operatorSchemas()) interner.add(apiVersion, kind, schema);
for (const { kind, schema } of katib.kinds) interner.add('kubeflow.org/v1beta1', kind, schema, { isBuiltIn: true });
const isWritten = write(pack, `${JSON.stringify(interner.pack())}\n`);
process.exit(isWritten ? 0 : 1);

/**
 * @param {string} path
 * @param {string} text
 * @returns {boolean}
 */
function write(path, text) {
  const before = existsSync(path) ? brotliDecompressSync(readFileSync(path)).toString('utf8') : '';
  if (process.argv.includes('--check')) {
    if (before !== text) console.error(`${path} differs from its sources: run npm run schemas.`);
    return before === text;
  }
  const compressed = brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  mkdirSync('media/schemas', { recursive: true });
  writeFileSync(path, compressed);
  console.log(`${path}: ${text.length} bytes, ${compressed.length} compressed`);
  return true;
}
