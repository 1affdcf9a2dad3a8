import type { ResourceKind, WatchedKind } from '../../domain/cluster/clusterObject.ts';

function resource(group: string, plural: string, kind: string, isNamespaced = true): ResourceKind {
  return { group, version: 'v1', plural, kind, isNamespaced };
}

/** Served since 1.34 as v1, before that as a beta, or not at all: discovery decides about the version. */
export const DEVICE_GROUP = 'resource.k8s.io';

/** Every server that is supported serves these in this version, but for those of devices. */
export const WATCHED_RESOURCES: Readonly<Record<WatchedKind, ResourceKind>> = {
  pods: resource('', 'pods', 'Pod'),
  nodes: resource('', 'nodes', 'Node', false),
  services: resource('', 'services', 'Service'),
  claims: resource('', 'persistentvolumeclaims', 'PersistentVolumeClaim'),
  quotas: resource('', 'resourcequotas', 'ResourceQuota'),
  events: resource('', 'events', 'Event'),
  deployments: resource('apps', 'deployments', 'Deployment'),
  replicasets: resource('apps', 'replicasets', 'ReplicaSet'),
  statefulsets: resource('apps', 'statefulsets', 'StatefulSet'),
  daemonsets: resource('apps', 'daemonsets', 'DaemonSet'),
  jobs: resource('batch', 'jobs', 'Job'),
  cronjobs: resource('batch', 'cronjobs', 'CronJob'),
  deviceSlices: resource(DEVICE_GROUP, 'resourceslices', 'ResourceSlice', false),
  deviceClaims: resource(DEVICE_GROUP, 'resourceclaims', 'ResourceClaim'),
};

/** Path of all objects of a kind, in one namespace or in the whole cluster. */
export function collectionPath(
  { group, version, plural, isNamespaced }: ResourceKind,
  namespace: string | undefined,
): string {
  const root = group === '' ? `/api/${version}` : `/apis/${encodeURIComponent(group)}/${encodeURIComponent(version)}`;
  const within = isNamespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${within}/${encodeURIComponent(plural)}`;
}
