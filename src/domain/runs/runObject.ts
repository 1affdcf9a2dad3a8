import { ok, type Result } from '../base/failure.ts';
import type { ClusterHub } from '../cluster/clusterHub.ts';
import type { EngineHub } from '../engines/engineHub.ts';
import { objectRefOf } from './objectRefOf.ts';
import type { Run } from './run.ts';

/** Where runs are. */
export interface RunPlaces {
  readonly hub: EngineHub;
  readonly clusters: ClusterHub;
}

/** The container, Job or Deployment of a run, as its engine or cluster describes it. */
export async function readRunObject(
  { hub, clusters }: RunPlaces,
  { cluster: place, engineId, containerId }: Run,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  if (place) {
    const cluster = await clusters.cluster(place.clusterId);
    if (!cluster.ok) return cluster;
    return await cluster.value.reader.get(objectRefOf(place), signal);
  }
  const engine = await hub.engine(engineId);
  if (!engine.ok) return engine;
  const container = await engine.value.reader.inspect('container', containerId, signal);
  return container.ok ? ok(JSON.parse(container.value)) : container;
}
