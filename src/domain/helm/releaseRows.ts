import { formatAge } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import type { Snapshot } from '../base/watched.ts';
import type { ClusterFacts } from '../cluster/clusterFacts.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import { actionsOf, type RowContext } from '../cluster/rowContext.ts';
import { loadingRow, stateRows } from '../cluster/stateRows.ts';
import type { ReleaseEntry, ReleaseSummary } from './release.ts';
import { entriesOf, RELEASE_STORES, type ReleasePart, shownReleases } from './releaseFacts.ts';
import { releaseHealth } from './releaseHealth.ts';

const ACTIONS = ['canShowRelease', 'canCopyName', 'canChangeRelease'];

/** The releases of a cluster: what may not be read, then the newest revision of each. */
export function releaseRows({ releases }: ClusterFacts, context: RowContext, id: string): readonly TreeNode[] {
  if (!releases) return [loadingRow(id)];
  const { parts, summaries } = releases;
  const missing = RELEASE_STORES.flatMap((store) => missingRows(`${id}/${store}`, context.clusterId, parts, store));
  const shown = shownReleases(parts, context.filter, context.now);
  const rows = shown.map((entry) => releaseNode(entry, summaries.get(entry.uid), context, id));
  const isLoading = parts.some(({ snapshot }) => snapshot.state === 'loading');
  const all = [...missing, ...rows, ...(isLoading ? [loadingRow(id)] : [])];
  if (all.length > 0) return all;
  const isHidden = entriesOf(parts).length > 0;
  return [{ id: `${id}/none`, label: isHidden ? t('None that the filter lets through') : t('None') }];
}

function missingRows(
  id: string,
  clusterId: string,
  parts: readonly ReleasePart[],
  store: ReleasePart['store'],
): readonly TreeNode[] {
  const failures = parts.flatMap(({ snapshot, namespace, store: own }) =>
    own === store && snapshot.state === 'failed' ? [{ namespace, failure: snapshot.failure }] : [],
  );
  return stateRows(id, clusterId, { objects: [], isComplete: false, isLoading: false, failures });
}

function releaseNode(
  entry: ReleaseEntry,
  summary: Snapshot<ReleaseSummary> | undefined,
  context: RowContext,
  parentId: string,
): TreeNode {
  const { store, namespace, name, revision, objectName, uid } = entry;
  const { clusterId, filter, now } = context;
  const state = releaseHealth(entry, now);
  const known = summary?.state === 'ready' ? summary.value : undefined;
  // Helm says there once more which release it is, and that it failed.
  const said = known?.description.replace(/^\w+ "[^"]*" failed: /, '');
  const reason = state.health === 'failed' && said !== undefined ? shortLine(said) : undefined;
  const description = [
    reason === undefined || reason === '' ? state.text : `${state.text}: ${reason}`,
    known ? `${known.chart} ${known.chartVersion}` : undefined,
    known?.appVersion === undefined ? undefined : t('app {0}', known.appVersion),
    summary?.state === 'failed' ? summary.failure.message : undefined,
    t('revision {0}', revision),
    filter.namespaces.length === 1 ? undefined : namespace,
    formatAge(entry.createdAt, now),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
  const subject = { kind: 'helmRelease', clusterId, store, namespace, name, revision, objectName, uid } as const;
  return {
    id: `${parentId}/release/${store}/${namespace}/${name}`,
    label: name,
    description,
    icon: 'package',
    health: state.health,
    tooltip: tooltipOf(entry, known, state.text),
    spoken: t('Release {0}, {1}', name, description),
    actions: actionsOf(context, 'helmRelease', { namespace, can: ACTIONS }),
    subject,
    isExpandable: true,
    open: { command: 'trainyard.helm.describe', args: [subject] },
  };
}

function tooltipOf(entry: ReleaseEntry, summary: ReleaseSummary | undefined, state: string): string {
  return [
    t('release {0} in {1}', entry.name, entry.namespace),
    state,
    summary?.description,
    summary && t('chart {0} {1}', summary.chart, summary.chartVersion),
    t('kept in the {0} {1}', entry.store === 'secrets' ? 'Secret' : 'ConfigMap', entry.objectName),
  ]
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
}
