import { formatAge, formatBytes } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import type { Amounts, Node, Pod } from './clusterObject.ts';
import { nodePool } from './gpu.ts';
import { gpuFreeText, gpuTooltip, gpuTotals, type NodeGpus } from './gpuInventory.ts';
import { nodesUseText } from './gpuUseRows.ts';
import { nodeHealth } from './nodeHealth.ts';
import { isWell } from './objectHealth.ts';
import { actionsOf, type RowContext } from './rowContext.ts';

/**
 * The row of a node: health, GPUs, what is free. `pods` are the unfinished ones that are bound to it; undefined when pods of other namespaces
 * cannot be read: then nothing is said to be free.
 */
export function nodeNode(
  node: Node,
  { pods, gpus }: { readonly pods: readonly Pod[] | undefined; readonly gpus: readonly NodeGpus[] },
  context: RowContext,
  parentId: string,
): TreeNode {
  const { name, labels, createdAt } = node.meta;
  const state = nodeHealth(node);
  const totals = gpuTotals(gpus);
  const own = totals.map((total) => gpuFreeText({ ...total, ...freeOnNode(total.nodes) }));
  const subject = { kind: 'clusterNode', clusterId: context.clusterId, name } as const;
  const id = nodeRowId(node, parentId);
  const use = totals.length === 0 ? undefined : nodesUseText([name], context);
  const description = [state.text, ...own, use, nodePool(labels), formatAge(createdAt, context.now)]
    .filter((part) => part !== undefined)
    .join(' · ');
  return {
    id,
    label: name,
    description,
    health: state.health,
    ...(isWell(state.health) ? { icon: 'server' } : {}),
    tooltip: [
      `${name}: ${state.text}`,
      ...amountLines(node, pods),
      ...totals.map(gpuTooltip),
      ...node.taints.map(({ key, value, effect }) => t('taint {0}', `${key}${value ? `=${value}` : ''}:${effect}`)),
      `${node.osImage} · ${node.architecture} · kubelet ${node.kubeletVersion} · ${node.containerRuntime}`,
    ].join('\n'),
    spoken: t('Node {0}, {1}', name, description),
    actions: actionsOf(context, 'clusterNode', {
      can: [
        'canDescribe',
        'canShowYaml',
        'canEditYaml',
        'canEvents',
        'canCopyName',
        'canDrain',
        node.isSchedulable ? 'canCordon' : 'canUncordon',
      ],
    }),
    subject,
    open: { command: 'trainyard.clusters.describe', args: [subject] },
    isExpandable: true,
  };
}

export function nodeRowId({ meta }: Node, parentId: string): string {
  return `${parentId}/node/${meta.name}`;
}

/** On its own row a cordoned node says what nobody holds; that it takes no pods is said beside it. */
function freeOnNode(gpus: readonly { readonly free?: number }[]): { readonly free?: number } {
  if (gpus.some(({ free }) => free === undefined)) return {};
  return { free: gpus.reduce((sum, { free = 0 }) => sum + free, 0) };
}

function amountLines({ allocatable }: Node, pods: readonly Pod[] | undefined): string[] {
  return [
    amountLine(t('CPU'), 'cpu', { allocatable, pods, show: (amount) => String(Math.round(amount * 100) / 100) }),
    amountLine(t('Memory'), 'memory', { allocatable, pods, show: formatBytes }),
  ];
}

function amountLine(
  label: string,
  resource: string,
  facts: {
    readonly allocatable: Amounts;
    readonly pods: readonly Pod[] | undefined;
    readonly show: (amount: number) => string;
  },
): string {
  const { allocatable, pods, show } = facts;
  const all = allocatable.get(resource) ?? 0;
  if (!pods) return t('{0}: {1}, free unknown', label, show(all));
  const asked = pods.reduce((sum, { requests }) => sum + (requests.get(resource) ?? 0), 0);
  return t('{0}: {1} of {2} free', label, show(Math.max(0, all - asked)), show(all));
}
