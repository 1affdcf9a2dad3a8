import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A path as an address of SARIF: relative ones count from the top of the sources. */
export function filePathAddress(path: string): { readonly uri: string; readonly uriBaseId?: string } {
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
