import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { type ClusterFacts, seenOf, wholeOf } from './clusterFacts.ts';
import { clusterGpuTotals } from './clusterGpus.ts';
import { type GpuTotal, gpuFreeText, gpuSummary, gpuTooltip, gpuTotals, type NodeGpus } from './gpuInventory.ts';
import { gpuUseSource, nodesUseText } from './gpuUseRows.ts';
import type { RowContext } from './rowContext.ts';

/** The row with the GPUs of the cluster: by model, node pool and node. No row where no node has any. */
export function gpuNodes(facts: ClusterFacts, context: RowContext): readonly TreeNode[] {
  const id = `cluster/${context.clusterId}/gpus`;
  const seen = seenOf(facts.watched.nodes);
  if (!seen) return [];
  const face = { id, label: t('GPUs'), icon: 'chip' };
  const totals = clusterGpuTotals(facts.watched);
  if (!totals)
    return seen.isLoading ? [{ ...face, health: 'loading' }] : unknownRow(face, seen.failures[0]?.failure.code);
  if (totals.length === 0) return [];
  const whyUnknown = wholeOf(facts.watched.pods) ? undefined : t('pods of all namespaces cannot be read');
  return [
    {
      ...face,
      description: [
        gpuSummary(totals),
        nodesUseText(nodesOf(totals), context),
        isReading(facts) ? t('counting…') : whyUnknown,
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
      tooltip: [...totals.map(gpuTooltip), gpuUseSource(context)].filter((part) => part !== undefined).join('\n\n'),
      children: totalNodes(totals, context, id),
      expanded: totals.length > 1,
    },
  ];
}

interface MadeRows {
  readonly key: string;
  readonly gpuUse: RowContext['gpuUse'];
  readonly rows: readonly TreeNode[];
}

/** Rows of 1,000 nodes are made when figures have changed, and not at each of five repaints a second. */
const MADE = new WeakMap<readonly GpuTotal[], MadeRows>();
/** Rows say how old figures are, in minutes. */
const AGE_MS = 15_000;

function totalNodes(totals: readonly GpuTotal[], context: RowContext, id: string): readonly TreeNode[] {
  const key = `${id} ${Math.floor(context.now.getTime() / AGE_MS)}`;
  const known = MADE.get(totals);
  if (known?.key === key && known.gpuUse === context.gpuUse) return known.rows;
  const told = withoutMixed(totals, context);
  const rows = totals.map((total) => totalNode(total, told, id));
  MADE.set(totals, { key, gpuUse: context.gpuUse, rows });
  return rows;
}

/** What is told of a node is of all its GPUs together: of those of several kinds nothing is said for one kind. */
function withoutMixed(totals: readonly GpuTotal[], context: RowContext): RowContext {
  const kinds = Map.groupBy(nodesOf(totals), (node) => node);
  const { gpuUse } = context;
  if (gpuUse?.state !== 'ready' || totals.length < 2) return context;
  const nodes = Array.from(gpuUse.value.nodes).filter(([node]) => (kinds.get(node)?.length ?? 0) < 2);
  return { ...context, gpuUse: { ...gpuUse, value: { ...gpuUse.value, nodes: new Map(nodes) } } };
}

function nodesOf(totals: readonly GpuTotal[]): readonly string[] {
  return totals.flatMap(({ nodes }) => nodes.map(({ node }) => node));
}

function isReading({ watched }: ClusterFacts): boolean {
  return seenOf(watched.pods)?.isLoading === true;
}

function unknownRow(face: Pick<TreeNode, 'id' | 'label' | 'icon'>, code: string | undefined): readonly TreeNode[] {
  const description = code === 'forbidden' ? t('count unknown: no permission to list nodes') : t('count unknown');
  return [{ ...face, description, health: code === 'forbidden' ? 'forbidden' : 'unknown' }];
}

/** One model. Below it the node pools, where the cloud names them, else the nodes. */
function totalNode(total: GpuTotal, context: RowContext, parentId: string): TreeNode {
  const id = `${parentId}/${total.resource.name}/${total.name}`;
  const pools = Map.groupBy(total.nodes, ({ pool }) => pool ?? '');
  const isPooled = pools.size > 1 || (pools.size === 1 && !pools.has(''));
  const children = isPooled
    ? Array.from(pools, ([pool, gpus]) => poolNode(pool, gpus, context, id))
    : total.nodes.map((gpus) => nodeGpuNode(gpus, context, id));
  return {
    id,
    label: total.name,
    description: detailText(total, context),
    icon: 'chip',
    ...(total.unhealthy > 0 ? { health: 'warning' } : {}),
    tooltip: gpuTooltip(total),
    children,
  };
}

function detailText(total: GpuTotal, context: RowContext): string {
  const { free, largestFree, blocked, unhealthy } = total;
  return [
    free === undefined ? t('{0}, free unknown', total.total) : t('{0}/{1} free', free, total.total),
    nodesUseText(nodesOf([total]), context),
    largestFree && free !== undefined && largestFree.count > 0
      ? t('largest block {0} on {1}', largestFree.count, largestFree.node)
      : undefined,
    blocked > 0 ? t('{0} on nodes that take no pods', blocked) : undefined,
    unhealthy > 0 ? t('{0} unhealthy', unhealthy) : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function poolNode(pool: string, gpus: readonly NodeGpus[], context: RowContext, parentId: string): TreeNode {
  const id = `${parentId}/pool/${pool}`;
  const [total] = gpuTotals(gpus);
  return {
    id,
    label: pool === '' ? t('(no node pool)') : pool,
    ...(total ? { description: detailText(total, context), tooltip: gpuTooltip(total) } : {}),
    icon: 'server-environment',
    children: gpus.map((each) => nodeGpuNode(each, context, id)),
  };
}

function nodeGpuNode(gpus: NodeGpus, context: RowContext, parentId: string): TreeNode {
  const { node, holders, isUsable, unhealthy } = gpus;
  const id = `${parentId}/node/${node}`;
  const description = [
    gpuFreeText(gpus),
    nodesUseText([node], context),
    isUsable ? undefined : t('takes no pods now'),
    unhealthy > 0 ? t('{0} unhealthy', unhealthy) : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
  return {
    id,
    label: node === '' ? t('reached by several nodes') : node,
    description,
    icon: 'server',
    ...(isUsable ? {} : { health: 'warning' }),
    ...(node === ''
      ? {}
      : {
          subject: { kind: 'clusterNode', clusterId: context.clusterId, name: node, onlyHolders: true },
          actions: ['ofCluster', 'clusterNode', 'canDescribe', 'canCopyName'],
          isExpandable: holders.length > 0,
        }),
  };
}
