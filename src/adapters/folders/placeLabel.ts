import { basename, relative, sep } from 'node:path';

/** The way from its folder of the workspace, with that folder's name when there are several; else the whole path. */
export function placeLabel(path: string, folders: readonly string[]): string {
  for (const folder of folders) {
    const way = relative(folder, path);
    if (way === '' || way.startsWith('..') || way === path) continue;
    const label = way.split(sep).join('/');
    return folders.length > 1 ? `${basename(folder)}/${label}` : label;
  }
  return path;
}
