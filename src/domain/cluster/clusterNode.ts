import { formatAge, formatTime } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { Failure } from '../base/failure.ts';
import type { TreeNode } from '../base/tree.ts';
import type { ClusterConnection } from './clusterConnection.ts';
import { colorName, type ContextColor, themeColorOf } from './contextColor.ts';
import { type ClusterFacts, seenOf } from './clusterFacts.ts';
import { clusterGpuTotals } from './clusterGpus.ts';
import { gpuSummary } from './gpuInventory.ts';

/** What the user has said about a context. */
export interface ContextMarks {
  /** Deletions ask for its name. */
  readonly isProtected: boolean;
  /** Nothing in it may be changed. */
  readonly isReadOnly: boolean;
  readonly color?: ContextColor;
}

/** The row of a context. Nothing is contacted for it: `facts` is undefined until it was opened for the first time. */
export function clusterNode(
  connection: ClusterConnection,
  facts: ClusterFacts | undefined,
  { marks, now }: { readonly marks: ContextMarks; readonly now: Date },
): TreeNode {
  const { id, label, namespace, problem } = connection;
  // In a narrow view the end is cut off: what must not be missed comes first.
  const warnings = [
    marks.isReadOnly ? t('read-only') : undefined,
    marks.isProtected ? t('protected') : undefined,
    marks.color === undefined ? undefined : t('marked {0}', colorName(marks.color)),
    connection.isInsecure ? t('certificates are not checked') : undefined,
  ];
  const current = connection.isCurrent ? t('current') : undefined;
  const base = {
    id: `cluster/${id}`,
    label,
    icon: 'server-environment',
    actions: [
      'ofCluster',
      'cluster',
      'canRefresh',
      'canCopyName',
      'canFilter',
      'canChooseNamespaces',
      'canColor',
      marks.isReadOnly ? 'canAllowChanges' : 'canMarkReadOnly',
      marks.isProtected ? 'canUnprotect' : 'canProtect',
    ],
    ...(marks.color === undefined
      ? {}
      : {
          tint: themeColorOf(marks.color),
          mark: { color: marks.color, text: t('marked {0}', colorName(marks.color)) },
        }),
    subject: { kind: 'cluster', clusterId: id },
    tooltip: tooltipOf(connection, marks),
  } as const;
  if (problem !== undefined) {
    const description = [problem, ...warnings, current].filter((part) => part !== undefined).join(' · ');
    return { ...base, health: 'warning', description, spoken: t('Cluster {0}, {1}', label, description) };
  }
  const state = facts && stateOf(facts, now);
  const description = [...warnings, namespace, current, ...(state?.parts ?? [])]
    .filter((part) => part !== undefined)
    .join(' · ');
  return {
    ...base,
    description,
    isExpandable: true,
    spoken: t('Cluster {0}, {1}', label, description),
    ...(state?.health === undefined ? insecureHealth(connection) : { health: state.health }),
  };
}

/** It stays visible for ever. */
function insecureHealth({ isInsecure }: ClusterConnection): Partial<TreeNode> {
  return isInsecure ? { health: 'warning' } : {};
}

interface State {
  readonly parts: readonly (string | undefined)[];
  readonly health?: 'failed' | 'stale' | 'forbidden';
}

function stateOf(facts: ClusterFacts, now: Date): State {
  const { info } = facts;
  if (info?.state === 'failed') {
    if (isForbidden(info.failure)) return { parts: [t('no permission')], health: 'forbidden' };
    return { parts: [failureWord(info.failure)], health: 'failed' };
  }
  if (info?.state === 'loading') return { parts: [t('connecting…')] };
  const stale = staleSince(facts);
  const version = info?.state === 'ready' ? info.value.version : undefined;
  const gpus = clusterGpuText(facts);
  if (!stale) return { parts: [version, gpus] };
  const text = t('stale since {0}', formatTime(stale));
  return {
    parts: [text, version, gpus === undefined ? undefined : t('{0} ({1})', gpus, formatAge(stale, now))],
    health: 'stale',
  };
}

/** The server knows the user and says no. A login program that the user did not allow is no matter of rights. */
export function isForbidden({ code, about }: Failure): boolean {
  return code === 'forbidden' && about !== 'login';
}

function failureWord({ code, about }: Failure): string {
  if (about === 'certificate') return t('not trusted');
  return about === 'login' || code === 'unauthorized' ? t('not logged in') : t('not reached');
}

/** When the first of its watches fell silent. */
function staleSince({ watched }: ClusterFacts): Date | undefined {
  const times = [watched.pods, watched.nodes, watched.deployments, watched.jobs]
    .map((parts) => seenOf<'pods' | 'nodes' | 'deployments' | 'jobs'>(parts)?.staleSince)
    .filter((time) => time !== undefined);
  return times.sort((a, b) => a.getTime() - b.getTime())[0];
}

/** Free GPUs of the whole cluster; undefined while nobody watches nodes, or when there are none. */
function clusterGpuText({ watched }: ClusterFacts): string | undefined {
  const totals = clusterGpuTotals(watched);
  if (!totals) {
    const failure = seenOf(watched.nodes)?.failures[0]?.failure;
    return failure?.code === 'forbidden' ? t('GPU count unknown: no permission to list nodes') : undefined;
  }
  const summary = gpuSummary(totals);
  return summary === '' ? undefined : summary;
}

function tooltipOf(connection: ClusterConnection, marks: ContextMarks): string {
  const { label, cluster, user, server, namespace, path, problem } = connection;
  return [
    t('context {0}', label),
    problem,
    t('cluster {0} at {1}', cluster, server),
    t('user {0}', user),
    t('namespace {0}', namespace),
    t('from {0}', path),
    connection.isInsecure
      ? t('The kubeconfig switches certificate checks off: anybody on the way can read and change everything.')
      : undefined,
    marks.isReadOnly ? t('Marked read-only: nothing in it is changed from here.') : undefined,
    marks.isProtected ? t('Protected: deletions ask for its name.') : undefined,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}
