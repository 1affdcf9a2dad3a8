import { knownOnce } from '../base/knownOnce.ts';
import type { ClusterConnection } from './clusterConnection.ts';
import type { ResourceKind, WatchedKind } from './clusterObject.ts';
import { customKindOf } from './customKinds.ts';
import { kindOfManifest } from './kindOfManifest.ts';
import { listOnce } from './listOnce.ts';
import type { LiveObject, WaitingObject } from './liveCluster.ts';
import { isWell, type ObjectHealth } from './objectHealth.ts';
import { podHealth } from './podHealth.ts';
import type { ClusterReader } from './ports.ts';
import { workloadHealth } from './workloadHealth.ts';

/** Kinds of Kubernetes that have pods and wait for something; a CronJob waits for its hour. */
const BUILT_IN: ReadonlyMap<string, Exclude<WatchedKind, 'nodes'>> = new Map([
  ['v1 Pod', 'pods'],
  ['apps/v1 Deployment', 'deployments'],
  ['apps/v1 StatefulSet', 'statefulsets'],
  ['apps/v1 DaemonSet', 'daemonsets'],
  ['batch/v1 Job', 'jobs'],
] as const);
/** Objects of open manifests that are asked about. */
const MOST_OBJECTS = 20;

interface Asked extends Required<LiveObject> {
  readonly resource: ResourceKind;
}

/** Which objects are in a cluster and do not run: those that wait, fail or are broken. What may not be read counts as well. */
export async function notRunning(
  { reader, connection }: { readonly reader: ClusterReader; readonly connection: ClusterConnection },
  objects: readonly LiveObject[],
  signal: AbortSignal,
): Promise<readonly WaitingObject[]> {
  const kinds = await reader.kinds(signal);
  if (!kinds.ok) return [];
  const asked = objects.slice(0, MOST_OBJECTS).flatMap((object) => {
    const resource = kindOfManifest(object, kinds.value);
    return resource?.isNamespaced === true ? [{ namespace: connection.namespace, ...object, resource }] : [];
  });
  const places = Map.groupBy(asked, (one) => `${one.apiVersion} ${one.kind} ${one.namespace}`);
  const states = await Promise.all(Array.from(places.values(), (those) => healths(reader, those, signal)));
  return states.flat();
}

/** Of objects of one kind and namespace. */
async function healths(
  reader: ClusterReader,
  asked: readonly Asked[],
  signal: AbortSignal,
): Promise<readonly WaitingObject[]> {
  const [first] = asked;
  const known = first && (await healthByName(reader, first, signal));
  return asked.flatMap(({ resource, ...object }) => {
    const health = known?.get(object.name);
    return health === undefined || isWell(health.health) || health.health === 'cancelled'
      ? []
      : [{ ...object, plural: resource.plural }];
  });
}

async function healthByName(
  reader: ClusterReader,
  { apiVersion, kind, namespace, resource }: Asked,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ObjectHealth>> {
  const builtIn = BUILT_IN.get(`${apiVersion} ${kind}`);
  if (builtIn === undefined) {
    if (!customKindOf(resource)) return new Map();
    const all = await knownOnce(reader.watchCustom(resource, namespace), signal);
    return new Map(
      Array.from(all.ok ? all.value.values() : [], (workload) => [workload.meta.name, workloadHealth(workload)]),
    );
  }
  const all = await listOnce(reader, builtIn, namespace, signal);
  return new Map(
    (all.ok ? all.value : []).flatMap((one) =>
      one.kind === 'Pod'
        ? [[one.meta.name, podHealth(one)] as const]
        : one.kind === 'Workload'
          ? [[one.meta.name, workloadHealth(one)] as const]
          : [],
    ),
  );
}
