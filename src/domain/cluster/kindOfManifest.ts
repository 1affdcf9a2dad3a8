import { apiVersionOf } from './apiVersionOf.ts';
import type { ResourceKind } from './clusterObject.ts';
import type { Manifest } from './ports.ts';

/** The kind of a manifest among those that the server knows. Names of kinds alone are not enough: several groups have a Service. */
export function kindOfManifest(
  { apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>,
  kinds: readonly ResourceKind[],
): ResourceKind | undefined {
  return kinds.find((each) => each.kind === kind && apiVersionOf(each) === apiVersion);
}

/** The same for two manifests of one object, whatever the version of its API. `namespace`: of those that name none. */
export function manifestKey({ apiVersion, kind, metadata }: Manifest, namespace?: string): string {
  return JSON.stringify([apiVersion.replace(/\/.*/, ''), kind, metadata.namespace ?? namespace, metadata.name]);
}
