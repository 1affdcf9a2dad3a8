import type { ResourceKind } from './clusterObject.ts';

/** As in manifests: `apps/v1`; `v1` of the core group. */
export function apiVersionOf({ group, version }: Pick<ResourceKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}
