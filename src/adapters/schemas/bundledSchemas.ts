import { existsSync, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

const FOLDER = 'media/schemas';
/** From `dist/chunks` and from `src/adapters/schemas` it is three folders up. */
const MOST_FOLDERS = 4;

/**
 * The decompressed text of the schemas that are shipped with the extension and the command line, for `readSchemaPack`. Read at once and not later, because it
 * takes a few milliseconds and nothing can be checked without it.
 * @throws Error when the file is not there: the installation is damaged.
 */
export function bundledSchemas(): string {
  return shipped('schemas.json.br');
}

/**
 * The decompressed text of what their fields mean, for `SchemaTexts.read`.
 * @throws Error when the file is not there: the installation is damaged.
 */
export function bundledSchemaTexts(): string {
  return shipped('descriptions.json.br');
}

/**
 * The decompressed text of what fields of Compose files and workflows mean, for `readFieldTrees`.
 * @throws Error when the file is not there: the installation is damaged.
 */
export function bundledFieldTrees(): string {
  return shipped('fields.json.br');
}

function shipped(name: string): string {
  let folder = new URL('./', import.meta.url);
  for (let level = 0; level < MOST_FOLDERS; level++) {
    const file = new URL(`${FOLDER}/${name}`, folder);
    if (existsSync(file)) return brotliDecompressSync(readFileSync(file)).toString('utf8');
    folder = new URL('../', folder);
  }
  throw new Error(`${FOLDER}/${name} is missing. Install Trainyard again.`);
}
