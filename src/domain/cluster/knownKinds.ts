import type { ResourceKind } from './clusterObject.ts';

/** Kinds that rows and commands name without asking the server. Source: Kubernetes API reference 1.34. */
export const POD_KIND: ResourceKind = core('pods', 'Pod');
export const NODE_KIND: ResourceKind = { ...core('nodes', 'Node'), isNamespaced: false };
export const SERVICE_KIND: ResourceKind = core('services', 'Service');
export const CLAIM_KIND: ResourceKind = core('persistentvolumeclaims', 'PersistentVolumeClaim');
export const VOLUME_KIND: ResourceKind = { ...core('persistentvolumes', 'PersistentVolume'), isNamespaced: false };
export const CONFIG_MAP_KIND: ResourceKind = core('configmaps', 'ConfigMap');
export const SECRET_KIND: ResourceKind = core('secrets', 'Secret');
export const SERVICE_ACCOUNT_KIND: ResourceKind = core('serviceaccounts', 'ServiceAccount');
export const QUOTA_KIND: ResourceKind = core('resourcequotas', 'ResourceQuota');
export const REPLICA_SET_KIND: ResourceKind = { ...core('replicasets', 'ReplicaSet'), group: 'apps' };
export const DEPLOYMENT_KIND: ResourceKind = { ...core('deployments', 'Deployment'), group: 'apps' };
export const JOB_KIND: ResourceKind = { ...core('jobs', 'Job'), group: 'batch' };

function core(plural: string, kind: string): ResourceKind {
  return { group: '', version: 'v1', plural, kind, isNamespaced: true };
}
