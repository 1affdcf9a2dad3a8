// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { SchemaInterner } from '../../src/language/schema/schemaInterner.ts';
import { Descriptions } from './descriptions.mjs';
import { fieldTrees } from './fieldTrees.mjs';
import { kubernetesSchemas } from './kubernetesSchemas.mjs';
import { notice } from './notice.mjs';
import { katibSchemas, operatorSchemas } from './operatorSchemas.mjs';

const folder = 'media/schemas';

/**
 * @param {boolean} isCheck Writes nothing.
 * @returns {Promise<boolean>} Whether the files are as their sources say.
 */
export async function makeSchemas(isCheck) {
  const { definitions, kinds } = await kubernetesSchemas();
  const katib = await katibSchemas();
  const descriptions = new Descriptions();
  const interner = new SchemaInterner({
    definitions: { ...definitions, ...katib.definitions },
    describe: (node, property, text) => descriptions.add(node, property, text),
  });
  for (const { apiVersion, kind, schema, since, until } of kinds)
    interner.add(apiVersion, kind, schema, { isBuiltIn: true, since, until });
  for (const { apiVersion, kind, schema, isDeprecated } of await operatorSchemas())
    interner.add(apiVersion, kind, schema, { isDeprecated });
  for (const { kind, schema } of katib.kinds) interner.add('kubeflow.org/v1beta1', kind, schema, { isBuiltIn: true });
  const pack = interner.pack();
  descriptions.addOwn(pack);
  const results = [
    settle(`${folder}/schemas.json.br`, JSON.stringify(pack), isCheck),
    settle(`${folder}/descriptions.json.br`, JSON.stringify(descriptions.file()), isCheck),
    settle(`${folder}/fields.json.br`, JSON.stringify(await fieldTrees()), isCheck),
    settle(`${folder}/NOTICE.txt`, notice(), isCheck),
  ];
  return results.every(Boolean);
}

/**
 * @param {string} path Compressed when it ends in `.br`. The text is compared, because compressors differ by version.
 * @param {string} text
 * @param {boolean} isCheck
 * @returns {boolean}
 */
function settle(path, text, isCheck) {
  const isCompressed = path.endsWith('.br');
  const before = existsSync(path) ? readFileSync(path) : undefined;
  const known = before && (isCompressed ? brotliDecompressSync(before) : before).toString('utf8');
  if (known === text) return true;
  if (isCheck) {
    console.error(`${path} differs from its sources: run npm run schemas.`);
    return false;
  }
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const bytes = isCompressed ? brotliCompressSync(text, { params }) : Buffer.from(text);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, bytes);
  console.log(`${path}: ${text.length} characters, ${bytes.length} bytes`);
  return true;
}
