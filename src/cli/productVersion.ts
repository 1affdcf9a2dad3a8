import { existsSync, readFileSync } from 'node:fs';

/** From `dist/chunks` and from `src/cli` it is two folders up. */
const MOST_FOLDERS = 4;

/** The version in package.json, which lies above the folder of the program. */
export function productVersion(): string {
  let folder = new URL('./', import.meta.url);
  for (let level = 0; level < MOST_FOLDERS; level++) {
    const file = new URL('package.json', folder);
    if (existsSync(file)) return versionIn(JSON.parse(readFileSync(file, 'utf8')));
    folder = new URL('../', folder);
  }
  throw new Error('package.json is missing. Install Trainyard again.');
}

function versionIn(manifest: unknown): string {
  const version = typeof manifest === 'object' && manifest && 'version' in manifest ? manifest.version : undefined;
  return typeof version === 'string' ? version : '';
}
