import { resolve } from 'node:path';

/** Paths that count from here and have nothing to resolve in them. */
const PLAIN = /^(?!\/|[A-Za-z]:|.*(?:\/\/|\\|(?:^|\/)\.{1,2}(?:\/|$)))/;

/** As `resolve`, which takes a tenth of the time that a small file is checked in; most paths come from the walk and are plain. */
export function absolutePath(folder: string, path: string): string {
  return PLAIN.test(path) ? `${folder}/${path}` : resolve(folder, path);
}
