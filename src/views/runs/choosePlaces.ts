import { type QuickPickItem, window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { RunPlace } from '../../domain/runs/clusterRuns.ts';
import { choosePlace } from '../shared/choosePlace.ts';
import type { RunsDeps } from './register.ts';

interface PlaceItem extends QuickPickItem {
  readonly place?: RunPlace;
}

/**
 * Whose runs the view shows besides those of engines: namespaces in which runs were started from this folder, and others that are added here, for the
 * runs of colleagues and of other folders.
 */
export async function choosePlaces(deps: RunsDeps): Promise<Result<void>> {
  const { clusters, memory, runs } = deps;
  const title = t('Show runs of clusters');
  const connections = await clusters.list();
  const known = memory.places().map((place): PlaceItem => {
    const label = connections.find(({ id }) => id === place.clusterId)?.label ?? place.clusterId;
    return {
      label: `$(eye) ${label}/${place.namespace}`,
      description: t('shown now; choose it to hide its runs'),
      place,
    };
  });
  const items: PlaceItem[] = [...known, { label: `$(add) ${t('Another namespace…')}` }];
  const picked = known.length === 0 ? items[0] : await window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (!picked) return fail(CANCELLED);
  if (picked.place) await memory.removePlace(picked.place);
  else {
    const chosen = await choosePlace(clusters, title);
    if (!chosen.ok) return chosen;
    const { cluster, namespace } = chosen.value;
    await memory.addPlace({ clusterId: cluster.connection.id, namespace });
  }
  // Watches of what is not shown any more end.
  runs.close();
  await runs.open();
  return ok(undefined);
}
