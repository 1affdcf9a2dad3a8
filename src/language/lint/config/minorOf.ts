import { NEWEST_KUBERNETES_MINOR, OLDEST_KUBERNETES_MINOR } from '../lintConfig.ts';

/** The minor version of `1.33`, `v1.33` or `1.33.2`, when it is one that is known. */
export function minorOf(version: string): number | undefined {
  const minor = Number(/^v?1\.(\d{1,3})(?:\.\d{1,5})?$/.exec(version)?.[1]);
  return minor >= OLDEST_KUBERNETES_MINOR && minor <= NEWEST_KUBERNETES_MINOR ? minor : undefined;
}
