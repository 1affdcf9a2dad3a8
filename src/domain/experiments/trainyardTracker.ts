import { definedOf } from '../base/defined.ts';
import { type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { HISTORY } from '../metrics/foldProgress.ts';
import type { Run } from '../runs/run.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { ExperimentTracker, RunPage, TrackerCatalog } from './ports.ts';
import type { Experiment, MetricHistory, TrackedRun } from './trackedRun.ts';
import { tagsOfRun } from './tagsOfRun.ts';
import { TRAINYARD_ID, type TrackerRef } from './tracker.ts';

/** Trainyard's own runs: what their logs say of metrics stands in the same tree, table and plots as what trackers record. */
export const TRAINYARD_REF: TrackerRef = {
  id: TRAINYARD_ID,
  kind: 'trainyard',
  label: 'Trainyard',
  place: { form: 'logs' },
  foundBy: 'workspace',
};

type Runs = Pick<RunStore, 'current' | 'find' | 'open' | 'onDidChange'>;

/** It is there as soon as something was run from this window, or runs are on screen: no engine is contacted to find out. */
export function trainyardCatalog(runs: Pick<RunStore, 'current' | 'onDidChange'>): TrackerCatalog {
  const hasRuns = () => runs.current.state === 'ready' && runs.current.value.some(({ kind }) => kind === 'run');
  return {
    find: async () => Promise.resolve({ trackers: hasRuns() ? [TRAINYARD_REF] : [], troubles: [] }),
    watch: (changed) => {
      let before = hasRuns();
      return runs.onDidChange(() => {
        if (hasRuns() === before) return;
        before = !before;
        changed();
      });
    },
  };
}

/** An experiment for each workload; params are the parameters, metrics those of the log. */
export function trainyardTracker(runs: Runs): ExperimentTracker {
  const all = async (): Promise<Result<readonly Run[]>> => {
    await runs.open();
    const { current } = runs;
    if (current.state === 'failed') return fail(current.failure);
    return ok(
      (current.state === 'ready' ? current.value : (current.partial ?? [])).filter(({ kind }) => kind === 'run'),
    );
  };
  return {
    ref: TRAINYARD_REF,
    version: undefined,
    experiments: async () => {
      const found = await all();
      return found.ok ? ok(experimentsOf(found.value)) : found;
    },
    async *runs({ experimentIds, lifecycle, limit }): AsyncGenerator<Result<RunPage>> {
      const found = await all();
      if (!found.ok) yield found;
      else if (lifecycle !== 'deleted') {
        const wanted = found.value.filter(({ workload }) => experimentIds.includes(workload));
        yield ok({ runs: wanted.slice(0, limit).map(trackedRunOf), total: wanted.length });
      }
    },
    run: async (runId) => {
      await runs.open();
      const run = runs.find(runId);
      return Promise.resolve(
        run
          ? ok({ run: trackedRunOf(run), lastMetrics: [], datasets: [], modelInputs: [], modelOutputs: [] })
          : fail(gone()),
      );
    },
    histories: async ({ runIds, key }) => {
      await runs.open();
      return runIds.map((runId) => {
        const run = runs.find(runId);
        return run ? ok(historyOf(run, key)) : fail(gone());
      });
    },
    // Outputs are brought to the workspace, and are seen in the Runs view.
    artifacts: async () => Promise.resolve(ok([])),
    readArtifact: async () => Promise.resolve(fail(gone())),
    splitFilter: (filter) => ({ there: undefined, rest: filter }),
    watch: (_experimentIds, changed) => runs.onDidChange(changed),
    // The store of runs is not its own.
    dispose: () => undefined,
  };
}

function experimentsOf(runs: readonly Run[]): readonly Experiment[] {
  return Array.from(
    Map.groupBy(runs, ({ workload }) => workload),
    ([workload, members]) => ({
      id: workload,
      name: workload,
      isDeleted: false,
      changedAt: Math.max(...members.map((run) => (run.finishedAt ?? run.createdAt).getTime())),
      tags: new Map<string, string>(),
    }),
  );
}

function trackedRunOf(run: Run): TrackedRun {
  const { cluster, image, imageId, specPath } = run;
  const tags = definedOf({
    'trainyard.image': image,
    'trainyard.image-id': imageId === '' ? undefined : imageId,
    'trainyard.place': cluster ? `${cluster.clusterId}/${cluster.namespace}/${cluster.objectName}` : run.engineId,
    'mlflow.source.name': specPath,
  });
  return {
    id: run.id,
    experimentId: run.workload,
    name: run.name,
    state: run.state,
    isDeleted: false,
    params: run.parameters,
    metrics: run.progress?.metrics ?? new Map(),
    tags: new Map([...tagsOfRun(run), ...Object.entries(tags)]),
    startedAt: (run.startedAt ?? run.createdAt).getTime(),
    ...definedOf({ endedAt: run.finishedAt?.getTime(), user: cluster?.user, trouble: run.failure }),
  };
}

function historyOf({ id, progress }: Run, key: string): MetricHistory {
  const points = progress?.history.get(key) ?? [];
  return {
    runId: id,
    key,
    steps: Float64Array.from(points, ({ step }, index) => step ?? index),
    values: Float64Array.from(points, ({ value }) => value),
    timestamps: Float64Array.from(points, ({ at }) => at),
    isSampled: points.length >= HISTORY,
  };
}

function gone(): Failure {
  return {
    code: 'not-found',
    message: t('The run is not there any more.'),
    nextStep: t('Its container or pods were removed; a log that was kept is in the Runs view.'),
  };
}
