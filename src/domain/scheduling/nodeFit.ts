import type { Amounts, Node, Pod, Taint, Toleration } from '../cluster/clusterObject.ts';
import { takesPods } from '../cluster/nodeHealth.ts';
import { isFinished } from '../cluster/podHealth.ts';

/** Why a pod cannot go to a node. */
export type Obstacle =
  | { readonly kind: 'cordoned' }
  | { readonly kind: 'notReady' }
  | { readonly kind: 'taint'; readonly taint: Taint }
  | { readonly kind: 'label'; readonly key: string; readonly wanted: string; readonly has?: string }
  | {
      readonly kind: 'insufficient';
      readonly resource: string;
      readonly asked: number;
      readonly free: number;
      /** What the node has for pods at all. */
      readonly allocatable: number;
    };

export interface NodeFit {
  readonly node: Node;
  readonly obstacles: readonly Obstacle[];
  /** What pods on it ask for, by resource. */
  readonly held: Amounts;
}

/** What keeps a pod from each node, as far as it can be told from the node, its taints and the requests of all pods. */
export function fitsOf(pod: Pod, nodes: readonly Node[], pods: readonly Pod[]): readonly NodeFit[] {
  const bound = Map.groupBy(
    pods.filter((each) => each.node !== undefined && each.meta.uid !== pod.meta.uid && !isFinished(each)),
    ({ node }) => node ?? '',
  );
  return nodes.map((node) => {
    const held = heldOn(bound.get(node.meta.name) ?? []);
    return { node, held, obstacles: obstaclesOf(pod, node, held) };
  });
}

function heldOn(pods: readonly Pod[]): Amounts {
  const held = new Map<string, number>([['pods', pods.length]]);
  for (const { requests } of pods) {
    for (const [name, amount] of requests) if (name !== 'pods') held.set(name, (held.get(name) ?? 0) + amount);
  }
  return held;
}

function obstaclesOf(pod: Pod, node: Node, held: Amounts): readonly Obstacle[] {
  const taints = node.taints.filter((taint) => repels(taint, pod.tolerations));
  return [
    ...(node.isSchedulable ? [] : [{ kind: 'cordoned' } as const]),
    ...(node.isSchedulable && !takesPods(node) ? [{ kind: 'notReady' } as const] : []),
    // These taints say the same as the state of the node.
    ...taints.filter(({ key }) => !NODE_STATE.test(key)).map((taint) => ({ kind: 'taint', taint }) as const),
    ...wrongLabels(pod, node),
    ...shortages(pod, node, held),
  ];
}

const NODE_STATE = /^node\.kubernetes\.io\/(?:unschedulable|not-ready|unreachable)$/;

/** `PreferNoSchedule` only asks. Source: Kubernetes documentation, "Taints and Tolerations". */
function repels(taint: Taint, tolerations: readonly Toleration[]): boolean {
  if (taint.effect === 'PreferNoSchedule') return false;
  return !tolerations.some(
    ({ key, operator, value, effect }) =>
      (effect === undefined || effect === taint.effect) &&
      (key === undefined || key === taint.key) &&
      (operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
  );
}

function wrongLabels({ nodeSelector }: Pod, { meta }: Node): readonly Obstacle[] {
  return Array.from(nodeSelector).flatMap(([key, wanted]) => {
    const has = meta.labels.get(key);
    if (has === wanted) return [];
    return [{ kind: 'label', key, wanted, ...(has === undefined ? {} : { has }) } as const];
  });
}

/** A pod takes one of the node's places for pods besides what it asks for. */
function shortages({ requests }: Pod, { allocatable }: Node, held: Amounts): readonly Obstacle[] {
  const asks = new Map([...requests, ['pods', 1]]);
  return Array.from(asks).flatMap(([resource, asked]) => {
    const all = allocatable.get(resource) ?? 0;
    const free = Math.max(0, all - (held.get(resource) ?? 0));
    // Sums of thousandths of a core are not exact.
    if (asked <= free + 1e-9 || asked === 0) return [];
    return [{ kind: 'insufficient', resource, asked, free, allocatable: all } as const];
  });
}
