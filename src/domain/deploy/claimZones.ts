import type { Claim } from '../cluster/clusterObject.ts';
import { VOLUME_KIND } from '../cluster/knownKinds.ts';
import type { ClusterReader } from '../cluster/ports.ts';
import type { KubernetesChoices } from './kubernetesChoices.ts';
import { fieldOf, listOf, textOf } from './plainData.ts';
import type { WorkloadSpec } from './spec.ts';

const ZONE = 'topology.kubernetes.io/zone';

/** Names of the claims that a start mounts. */
export function claimsOf({ mounts }: WorkloadSpec, { places }: Pick<KubernetesChoices, 'places'>): readonly string[] {
  const chosen = Array.from(places?.values() ?? [], (place) => (place.kind === 'claim' ? place.claim : undefined));
  const named = mounts.map((mount) => (mount.kind === 'pvc' ? mount.claim : undefined));
  return Array.from(new Set([...named, ...chosen])).filter((name) => name !== undefined);
}

/** Zones that the volumes of these claims are bound to. A volume that may not be read, or is in no zone, is left out. */
export async function readClaimZones(
  reader: Pick<ClusterReader, 'get'>,
  claims: readonly Claim[],
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const bound = claims.filter(({ meta, volume }) => names.includes(meta.name) && volume !== undefined);
  const found = await Promise.all(
    bound.map(async ({ meta, volume = '' }) => {
      const object = await reader.get({ resource: VOLUME_KIND, name: volume }, signal);
      return [meta.name, object.ok ? volumeZones(object.value) : []] as const;
    }),
  );
  return new Map(found.filter(([, zones]) => zones.length > 0));
}

/** As the volume demands it of nodes; of several terms any may hold, so a term without a zone leaves it open. */
export function volumeZones(volume: unknown): readonly string[] {
  const terms = listOf(fieldOf(volume, 'spec', 'nodeAffinity', 'required', 'nodeSelectorTerms'));
  const zones = terms.map((term) =>
    listOf(fieldOf(term, 'matchExpressions'))
      .filter((one) => fieldOf(one, 'key') === ZONE && fieldOf(one, 'operator') === 'In')
      .flatMap((one) => listOf(fieldOf(one, 'values')).flatMap((value) => textOf(value) ?? [])),
  );
  return zones.some((values) => values.length === 0) ? [] : Array.from(new Set(zones.flat())).toSorted();
}
