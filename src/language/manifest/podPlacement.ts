import type { Pod } from './pod.ts';

const SPOT = /\bspot\b|preemptible/i;

/** Whether it may run on machines that are taken away at short notice. The labels and taints of all clouds have one of two words in them. */
export function mayRunOnSpot(pod: Pod): boolean {
  return ['tolerations', 'nodeSelector', 'affinity'].some((key) => {
    const value = pod.spec.at(key);
    return value !== undefined && SPOT.test(pod.spec.tree.text.slice(value.span.start, value.span.end));
  });
}

/** It has a volume that outlives it: a claim, a network or node folder, a driver's volume. */
export function hasLastingVolume(pod: Pod): boolean {
  return pod.volumes.some((volume) =>
    Array.from(volume.items()).some(({ key }) => key !== undefined && LASTING.has(key)),
  );
}

const LASTING = new Set([
  'persistentVolumeClaim',
  'ephemeral',
  'nfs',
  'csi',
  'hostPath',
  'cephfs',
  'glusterfs',
  'azureFile',
  'azureDisk',
  'awsElasticBlockStore',
  'gcePersistentDisk',
  'flexVolume',
  'iscsi',
  'rbd',
  'fc',
]);
