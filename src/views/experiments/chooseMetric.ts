import { window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import type { ExperimentMemory } from './experimentMemory.ts';

/** Runs whose metrics are offered: the newest tell what an experiment measures. */
const LOOKED_AT = 200;

/** Which metric stands beside the runs of an experiment. */
export async function chooseMetric(
  { trackers, memory }: { readonly trackers: TrackerHub; readonly memory: ExperimentMemory },
  { trackerId, experimentId, name }: SubjectOf<'experiment'>,
): Promise<Result<void>> {
  const keys = await withProgress(t('Reading the metrics of {0}', name), async (_report, signal) => {
    const tracker = await trackers.tracker(trackerId);
    if (!tracker.ok) return tracker;
    const found = new Set<string>();
    const query = { experimentIds: [experimentId], lifecycle: 'active', limit: LOOKED_AT } as const;
    for await (const page of tracker.value.runs(query, signal)) {
      if (!page.ok) return page;
      for (const run of page.value.runs) for (const key of run.metrics.keys()) found.add(key);
    }
    return ok([...found].sort());
  });
  if (!keys.ok) return keys;
  if (keys.value.length === 0)
    return fail({
      code: 'not-found',
      message: t('The newest runs of {0} have no metrics.', name),
      nextStep: t('mlflow.log_metric() in your code makes the first.'),
    });
  const chosen = memory.metricOf(`${trackerId}/${experimentId}`);
  const before = chosen.get();
  const items = keys.value.map((label) => ({ label, ...(label === before ? { description: t('shown now') } : {}) }));
  const picked = await window.showQuickPick(items, {
    title: t('Metric beside the runs of {0}', name),
    placeHolder: t('Choose a metric'),
  });
  if (!picked) return fail(CANCELLED);
  await chosen.set(picked.label);
  return ok(undefined);
}
