import type { Manifest } from '../cluster/ports.ts';

/** What others need comes first, what could stand in their way last. Source: Helm, `InstallOrder`, and kustomize, `legacyordertransformer`. */
const FIRST = [
  'Namespace',
  'CustomResourceDefinition',
  'PriorityClass',
  'StorageClass',
  'ResourceQuota',
  'LimitRange',
  'NetworkPolicy',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'Service',
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'APIService'];

/** In the order in which they are applied; within a kind, and for all kinds that nobody waits for, the order of the files. */
export function inApplyOrder(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.toSorted((a, b) => rankOf(a) - rankOf(b));
}

function rankOf({ kind }: Manifest): number {
  const first = FIRST.indexOf(kind);
  return first < 0 ? FIRST.length + 1 + LAST.indexOf(kind) : first;
}

/** The document of the same apply that this one cannot be checked before: its namespace, or what defines its kind. */
export function neededBefore(manifest: Manifest, all: readonly Manifest[], namespace: string): Manifest | undefined {
  const own = manifest.metadata.namespace ?? namespace;
  return all.find((other) => {
    if (other === manifest) return false;
    if (other.kind === 'Namespace') return other.metadata.name === own;
    return other.kind === 'CustomResourceDefinition' && defines(other, manifest);
  });
}

/** Names of definitions are `plural.group`, and the server holds them to it. */
function defines(definition: Manifest, { apiVersion }: Manifest): boolean {
  const [group = ''] = apiVersion.split('/');
  const { name } = definition.metadata;
  return apiVersion.includes('/') && name.slice(name.indexOf('.') + 1) === group;
}
