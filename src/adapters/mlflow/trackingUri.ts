import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FoundStore } from './findStores.ts';

/** URIs without a scheme that are no paths either. */
const NO_PATHS = new Set(['databricks', 'databricks-uc', 'uc']);

/**
 * The store that a tracking URI leads to; undefined for servers and for databases that are on one. A relative path is one below `folder`, where
 * the training code runs (https://mlflow.org/docs/latest/ml/tracking/backend-stores/).
 */
export function storeOfUri(uri: string, folder: string): FoundStore | undefined {
  const text = uri.trim();
  if (text === '' || NO_PATHS.has(text)) return undefined;
  const database = /^sqlite(?:\+\w+)?:\/\/\/([^?]+)/i.exec(text)?.[1];
  // Four slashes begin an absolute path, and so does a drive.
  if (database !== undefined) return { form: 'sqlite', path: resolve(folder, decoded(database)) };
  if (/^file:/i.test(text)) return { form: 'fileStore', path: pathOfFile(text, folder) };
  // One letter is a drive of Windows.
  return /^[a-z][a-z\d+.-]+:/i.test(text)
    ? undefined
    : { form: 'fileStore', path: isAbsolute(text) ? text : join(folder, text) };
}

function pathOfFile(uri: string, folder: string): string {
  const relative = /^file:(?!\/)(.+)$/i.exec(uri)?.[1];
  if (relative !== undefined) return join(folder, decoded(relative));
  try {
    return fileURLToPath(uri);
  } catch (error) {
    // Of another machine or another system: what is named is looked for here, and not found.
    if (!(error instanceof TypeError)) throw error;
    return resolve(folder, uri.replace(/^file:\/*/i, '/'));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A name may have a percent sign.
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}

/** The value of a name in a `.env` file, as python-dotenv reads it: the last one counts; quotes, `export` and comments are left out. */
export function dotenvValue(text: string, name: string): string | undefined {
  let found: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, key, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key !== name) continue;
    found = /^(["'])(.*?)\1/.exec(value)?.[2] ?? value.replace(/\s+#.*$/, '').trim();
  }
  return found;
}
