import { childrenOf, textAt } from '../../domain/deploy/nodeValues.ts';
import { fieldOf, type PathStep, type SpecNode } from '../../domain/deploy/specNode.ts';
import { type LiveOffer, liveOffers } from '../live/liveOffer.ts';
import type { LiveValue, LiveValues } from '../live/liveValues.ts';

/** Fields of a Kubernetes target that name objects. */
const TARGET_KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['serviceAccount', ['/ServiceAccount']],
  ['priorityClass', ['scheduling.k8s.io/PriorityClass']],
  ['queue', ['kueue.x-k8s.io/LocalQueue']],
  ['pullSecrets', ['/Secret']],
]);
/** Fields of workloads that do. */
const WORKLOAD_KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['pvc', ['/PersistentVolumeClaim']],
  ['secret', ['/Secret']],
  ['tlsSecret', ['/Secret']],
]);
/** Labels of the products of vendors. Sources: GPU feature discovery of NVIDIA and of AMD. */
const PRODUCT_LABELS = ['nvidia.com/gpu.product', 'amd.com/gpu.product-name', 'beta.amd.com/gpu.product-name'];

/** What connected clusters have for the value at a path of a `trainyard.yaml`. */
export function liveItems(root: SpecNode, path: readonly PathStep[], live: LiveValues): readonly LiveOffer[] {
  return live.isEmpty ? [] : liveOffers(valuesAt(root, path, live));
}

function valuesAt(root: SpecNode, path: readonly PathStep[], live: LiveValues): readonly LiveValue[] {
  const name = path.findLast((step) => typeof step === 'string');
  if (typeof name !== 'string') return [];
  if (path[0] === 'targets') {
    const target = fieldOf(fieldOf(fieldOf(root, 'targets'), String(path[1])), 'kubernetes');
    if (path[2] !== 'kubernetes') return [];
    if (name === 'context') return live.contexts();
    if (name === 'namespace') return live.namespaces();
    return live.names(TARGET_KINDS.get(name) ?? [], textAt(target, 'namespace'));
  }
  if (path[0] !== 'workloads') return [];
  if (name === 'model' && path.includes('gpu')) return PRODUCT_LABELS.flatMap((label) => live.labelValues(label));
  return live.names(WORKLOAD_KINDS.get(name) ?? [], namespaceOf(root, String(path[1])));
}

/** The namespace of the target that a workload names, or of the only one. */
function namespaceOf(root: SpecNode, workload: string): string | undefined {
  const named = textAt(fieldOf(fieldOf(root, 'workloads'), workload), 'target');
  const targets = childrenOf(fieldOf(root, 'targets'));
  const [, target] = targets.find(([name]) => name === named) ?? (targets.length === 1 ? targets[0] : undefined) ?? [];
  return textAt(fieldOf(target, 'kubernetes'), 'namespace');
}
