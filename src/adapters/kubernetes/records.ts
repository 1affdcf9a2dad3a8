import type { WatchedKind, WatchedKinds } from '../../domain/cluster/clusterObject.ts';
import type { Fields } from './fields.ts';
import type { Interner } from './interner.ts';
import { claimOf, eventOf, nodeOf, quotaOf, serviceOf } from './recordCore.ts';
import { deviceClaimOf, deviceSliceOf } from './recordDevices.ts';
import { podOf } from './recordPod.ts';
import { cronJobOf, daemonSetOf, deploymentOf, jobOf, replicaSetOf, statefulSetOf } from './recordWorkload.ts';

/** Makes of an object of the API what the domain needs of it; undefined when it lacks what every object has. */
export type RecordReader<T> = (object: Fields, interner: Interner) => T | undefined;

export const RECORD_READERS: { readonly [K in WatchedKind]: RecordReader<WatchedKinds[K]> } = {
  pods: podOf,
  nodes: nodeOf,
  services: serviceOf,
  claims: claimOf,
  quotas: quotaOf,
  events: eventOf,
  deployments: deploymentOf,
  replicasets: replicaSetOf,
  statefulsets: statefulSetOf,
  daemonsets: daemonSetOf,
  jobs: jobOf,
  cronjobs: cronJobOf,
  deviceSlices: deviceSliceOf,
  deviceClaims: deviceClaimOf,
};
