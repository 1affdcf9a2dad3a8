import { window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { NodeSubject, ReleaseSubject } from '../../domain/base/tree.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { newestReleases, type ReleaseEntry } from '../../domain/helm/release.ts';
import { RELEASE_STORES } from '../../domain/helm/releaseFacts.ts';
import { releaseHealth } from '../../domain/helm/releaseHealth.ts';
import { chooseCluster } from '../shared/choosePlace.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { placeText } from '../shared/contextProtection.ts';
import type { ClusterRows } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** A release with the cluster that it is in. */
export interface ReleaseTarget {
  readonly cluster: Cluster;
  readonly release: ReleaseSubject;
}

/** The release of the clicked row; a command of the palette asks which. */
export async function releaseTarget(
  deps: KubernetesDeps,
  { clicked, selected }: ClusterRows,
  title: string,
): Promise<Result<ReleaseTarget>> {
  const row = subjectsOf(clicked, selected).find(isRelease);
  if (!row) return await pickRelease(deps, title);
  const cluster = await deps.clusters.cluster(row.clusterId);
  return cluster.ok ? ok({ cluster: cluster.value, release: row }) : cluster;
}

export function isRelease(subject: NodeSubject): subject is ReleaseSubject {
  return subject.kind === 'helmRelease';
}

/** Contexts in which something is selected come first. */
function usedIn({ tree }: KubernetesDeps): readonly string[] {
  return tree.selectedSubjects().flatMap((subject) => ('clusterId' in subject ? [subject.clusterId] : []));
}

async function pickRelease(deps: KubernetesDeps, title: string): Promise<Result<ReleaseTarget>> {
  const chosen = await chooseCluster(deps.clusters, title, usedIn(deps));
  if (!chosen.ok) return chosen;
  const cluster = chosen.value;
  const read = await withProgress(t('Reading the releases of {0}', cluster.connection.label), (_report, signal) =>
    releasesIn(cluster, signal),
  );
  if (!read.ok) return read;
  const picked = await window.showQuickPick(itemsOf(read.value, deps.tree.selectedSubjects().filter(isRelease)), {
    title,
    placeHolder: t('Which release?'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (!picked) return fail(CANCELLED);
  return ok({ cluster, release: { ...picked.entry, kind: 'helmRelease', clusterId: cluster.connection.id } });
}

/** Those of the whole cluster, or where that may not be read those of the namespace of the context. */
async function releasesIn(
  { releases, connection }: Cluster,
  signal: AbortSignal,
): Promise<Result<readonly ReleaseEntry[]>> {
  const found: ReleaseEntry[] = [];
  for (const store of RELEASE_STORES) {
    const whole = await releases.list(store, undefined, signal);
    const isForbidden = !whole.ok && whole.failure.code === 'forbidden';
    const read = isForbidden ? await releases.list(store, connection.namespace, signal) : whole;
    // Config maps may be readable where Secrets are not, and the other way round.
    if (read.ok) found.push(...read.value);
    else if (read.failure.code !== 'forbidden' || store === 'secrets') return read;
  }
  if (found.length > 0) return ok(newestReleases(found).toSorted((a, b) => a.name.localeCompare(b.name)));
  return fail({
    code: 'not-found',
    message: t('No release of helm was found in {0}.', connection.label),
    nextStep: t('Install a chart with “Install or upgrade Helm chart…”.'),
  });
}

function itemsOf(entries: readonly ReleaseEntry[], selected: readonly ReleaseSubject[]) {
  const now = new Date();
  const isSelected = ({ uid }: ReleaseEntry) => selected.some((each) => each.uid === uid);
  return entries
    .toSorted((a, b) => Number(isSelected(b)) - Number(isSelected(a)))
    .map((entry) => ({
      label: entry.name,
      description: [
        entry.namespace,
        releaseHealth(entry, now).text,
        t('revision {0}', entry.revision),
        ...(isSelected(entry) ? [t('selected')] : []),
      ].join(' · '),
      entry,
    }));
}

/** `demo in lab/team-a`, for questions and messages. */
export function releaseName({ cluster, release }: ReleaseTarget): string {
  return t('{0} in {1}', release.name, placeText(cluster.connection.label, release.namespace));
}

/** What is shown of releases is asked for anew. Nobody waits for it. */
export function refreshReleases({ commands, log }: KubernetesDeps, { connection }: Cluster): void {
  commands
    .run('trainyard.clusters.refresh', { kind: 'cluster', clusterId: connection.id })
    .catch((error: unknown) => log.error('Refreshing the releases failed', error));
}
