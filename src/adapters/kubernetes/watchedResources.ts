import type { ResourceKind, WatchedKind } from '../../domain/cluster/clusterObject.ts';

function resource(group: string, plural: string, kind: string, isNamespaced = true): ResourceKind {
  return { group, version: 'v1', plural, kind, isNamespaced };
}

/** Every server that is supported serves these in this version. */
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
