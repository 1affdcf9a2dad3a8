import type { Artifact } from './trackedRun.ts';

/**
 * What lies directly below a folder, by name.
 * @param files paths from the root with `/`, and their sizes in bytes where they are known
 * @param folder '' is the root
 */
export function listedArtifacts(
  files: Iterable<readonly [path: string, size: number | undefined]>,
  folder: string,
): readonly Artifact[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const found = new Map<string, Artifact>();
  for (const [path, size] of files) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...below] = path.slice(prefix.length).split('/');
    const here = `${prefix}${name}`;
    if (below.length > 0) found.set(here, { path: here, isFolder: true });
    else found.set(here, { path, isFolder: false, ...(size === undefined ? {} : { size }) });
  }
  return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}
