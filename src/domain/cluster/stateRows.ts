import type { Failure } from '../base/failure.ts';
import { formatTime } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { ClusterSubject, TreeNode } from '../base/tree.ts';
import type { Seen } from './clusterFacts.ts';

/** Rows that say what is not there: loading, a lock with the missing right, a failure with "Try again", or since when nothing is heard. */
export function stateRows(id: string, clusterId: string, seen: Seen<unknown>): readonly TreeNode[] {
  const failures = seen.failures.flatMap(({ namespace, failure }) =>
    failure.code === 'forbidden'
      ? [lockRow(`${id}/lock/${namespace ?? ''}`, failure, namespace)]
      : failureRows(`${id}/failed/${namespace ?? ''}`, failure, { kind: 'cluster', clusterId }),
  );
  return [...staleRows(id, seen), ...failures, ...(seen.isLoading ? [loadingRow(id)] : [])];
}

export function loadingRow(id: string): TreeNode {
  return { id: `${id}/loading`, label: t('Loading…'), health: 'loading' };
}

function staleRows(id: string, { staleSince, staleReason }: Seen<unknown>): readonly TreeNode[] {
  if (!staleSince) return [];
  const description = staleReason?.message;
  return [
    {
      id: `${id}/stale`,
      label: t('Stale since {0}', formatTime(staleSince)),
      health: 'stale',
      ...(description === undefined ? {} : { description, tooltip: tooltipOf(staleReason) }),
    },
  ];
}

function tooltipOf(failure: Failure | undefined): string {
  return [failure?.message, failure?.nextStep, failure?.detail].filter(Boolean).join('\n');
}

/** A right that is missing is no error: the row names it. */
export function lockRow(id: string, failure: Failure, namespace?: string): TreeNode {
  return {
    id,
    label: namespace === undefined ? t('No permission') : t('No permission in {0}', namespace),
    description: failure.message,
    health: 'forbidden',
    tooltip: tooltipOf(failure),
  };
}

/** What failed, what can be done, and another try. */
export function failureRows(id: string, failure: Failure, subject: ClusterSubject): readonly TreeNode[] {
  return [
    { id, label: failure.message, health: 'failed', tooltip: tooltipOf(failure) },
    ...(failure.nextStep === undefined ? [] : [{ id: `${id}/next`, label: failure.nextStep, icon: 'wrench' }]),
    {
      id: `${id}/retry`,
      label: t('Try again'),
      icon: 'refresh',
      open: { command: 'trainyard.clusters.refresh', args: [subject] },
    },
  ];
}
