import { fail, ok, type Result } from '../../src/domain/base/failure.ts';
import type { LoggedModel, ModelRegistry } from '../../src/domain/experiments/modelRegistry.ts';
import type { ExperimentTracker, RunPage } from '../../src/domain/experiments/ports.ts';
import type { Experiment, TrackedRun } from '../../src/domain/experiments/trackedRun.ts';
import type { TrackerRef } from '../../src/domain/experiments/tracker.ts';

/** A file store that is nowhere. */
export const trackerRef = (label = 'mlruns'): TrackerRef => ({
  id: `mlflow:/${label}`,
  kind: 'mlflow',
  label,
  place: { form: 'fileStore', path: `/${label}` },
  foundBy: 'workspace',
});

export const experiment = (name: string, change: Partial<Experiment> = {}): Experiment => ({
  id: name,
  name,
  isDeleted: false,
  tags: new Map(),
  ...change,
});

export const trackedRun = (id: string, change: Partial<TrackedRun> = {}): TrackedRun => ({
  id,
  experimentId: 'one',
  name: id,
  state: 'ok',
  isDeleted: false,
  params: new Map(),
  metrics: new Map(),
  tags: new Map(),
  ...change,
});

/** A registry that holds what it is given. */
export function stillRegistry(parts: Partial<ModelRegistry> = {}): ModelRegistry {
  const none = { code: 'not-found', message: 'not in this test' } as const;
  return {
    models: async () => Promise.resolve(ok([])),
    versions: async () => Promise.resolve(ok([])),
    runVersions: async () => Promise.resolve(ok([])),
    loggedModels: async () => Promise.resolve(ok([])),
    loggedModel: async () => Promise.resolve(fail(none)),
    modelFiles: async () => Promise.resolve(ok([])),
    readModelFile: async () => Promise.resolve(fail(none)),
    traces: async () => Promise.resolve(ok([])),
    trace: async () => Promise.resolve(fail(none)),
    ...parts,
  };
}

export const loggedModel = (id: string, change: Partial<LoggedModel> = {}): LoggedModel => ({
  id,
  experimentId: 'one',
  name: id,
  state: 'ready',
  params: new Map(),
  tags: new Map(),
  metrics: [],
  ...change,
});

export interface StillTracker extends ExperimentTracker {
  /** What is fired to say that runs differ, for each watch that is open. */
  readonly watches: Set<() => void>;
  /** How often runs were asked for. */
  reads: number;
  isDisposed: boolean;
}

/** A tracker that holds what it is given, for tests of what is done with the answers. */
export function stillTracker(parts: {
  readonly ref?: TrackerRef;
  readonly experiments?: Result<readonly Experiment[]>;
  readonly pages?: readonly Result<RunPage>[];
  readonly curve?: readonly number[];
  readonly registry?: ModelRegistry;
}): StillTracker {
  const watches = new Set<() => void>();
  const none = { code: 'unsupported', message: 'not in this test' } as const;
  const tracker: StillTracker = {
    ref: parts.ref ?? trackerRef(),
    ...(parts.registry ? { registry: parts.registry } : {}),
    version: undefined,
    watches,
    reads: 0,
    isDisposed: false,
    experiments: async () => Promise.resolve(parts.experiments ?? ok([])),
    async *runs() {
      tracker.reads += 1;
      await Promise.resolve();
      yield* parts.pages ?? [];
    },
    run: async () => Promise.resolve(fail(none)),
    histories: async ({ runIds, key }) =>
      Promise.resolve(
        runIds.map((runId) =>
          ok({
            runId,
            key,
            steps: Float64Array.from(parts.curve ?? [], (_value, index) => index),
            values: Float64Array.from(parts.curve ?? []),
            timestamps: new Float64Array(parts.curve?.length ?? 0),
            isSampled: false,
          }),
        ),
      ),
    artifacts: async () => Promise.resolve(fail(none)),
    readArtifact: async () => Promise.resolve(fail(none)),
    splitFilter: (filter) => ({ there: undefined, rest: filter }),
    watch: (_experiments, changed) => {
      watches.add(changed);
      return { dispose: () => watches.delete(changed) };
    },
    dispose: () => {
      tracker.isDisposed = true;
    },
  };
  return tracker;
}
