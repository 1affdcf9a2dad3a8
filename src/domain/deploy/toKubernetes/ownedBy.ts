import type { Manifest } from '../../cluster/ports.ts';
import { fieldOf } from '../plainData.ts';

/**
 * The other objects of a start, to be applied once more when its Job or Deployment is there: as owned by it, so that they go when it goes, also
 * when a Job is removed by the cluster itself after its time. `owner` is the object as the server answered.
 */
export function ownedBy(owner: unknown, manifests: readonly Manifest[]): readonly Manifest[] {
  const kind = fieldOf(owner, 'kind');
  const uid = fieldOf(owner, 'metadata', 'uid');
  const name = fieldOf(owner, 'metadata', 'name');
  const reference = { apiVersion: fieldOf(owner, 'apiVersion'), kind, name, uid };
  return manifests
    .filter((manifest) => manifest.kind !== kind)
    .map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, ownerReferences: [reference] } }));
}
