import assert from 'node:assert/strict';
import { openMetricFiles } from '../../src/adapters/metricFiles/openMetricFiles.ts';
import { openNeptune } from '../../src/adapters/neptune/neptuneTracker.ts';
import { openTensorboard } from '../../src/adapters/tensorboard/openTensorboard.ts';
import type { Result } from '../../src/domain/base/failure.ts';
import type { ExperimentTracker } from '../../src/domain/experiments/ports.ts';
import type { MetricHistory, TrackedRun } from '../../src/domain/experiments/trackedRun.ts';
import type { TrackerKind, TrackerRef } from '../../src/domain/experiments/tracker.ts';

const { signal } = new AbortController();

const watchFiles = () => ({ dispose: () => undefined });
const tagsOf = () => new Map<string, string>();

/** Opens a folder of Neptune's data as a tracker; nobody watches it. */
export async function openRuns(path: string): Promise<ExperimentTracker> {
  return opened(await openNeptune(refOf('neptune', path), { folder: path, watchFiles }, signal));
}

/** The same for a log directory of TensorBoard. */
export async function openEvents(path: string): Promise<ExperimentTracker> {
  return opened(await openTensorboard(refOf('tensorboard', path), { folder: path, watchFiles, tagsOf }, signal));
}

/** The same for a folder of files of metrics. */
export async function openMetrics(path: string): Promise<ExperimentTracker> {
  return opened(await openMetricFiles(refOf('metricFiles', path), { path, watchFiles, tagsOf, now: Date.now }, signal));
}

/** A number as our seeds write it: JSON has neither NaN nor infinities. */
export function seededNumber(value: number | string): number {
  if (typeof value === 'number') return value;
  return value === 'inf' ? Number.POSITIVE_INFINITY : value === '-inf' ? Number.NEGATIVE_INFINITY : Number.NaN;
}

function refOf(kind: TrackerKind, path: string): TrackerRef {
  return { id: `${kind}:${path}`, kind, label: path, place: { form: 'folder', path }, foundBy: 'workspace' };
}

function opened(result: Result<ExperimentTracker>): ExperimentTracker {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** All runs of all experiments, by name, or by id where they have none. */
export async function runsOf(tracker: ExperimentTracker): Promise<ReadonlyMap<string, TrackedRun>> {
  const experiments = await tracker.experiments(signal);
  assert.ok(experiments.ok);
  const experimentIds = experiments.value.map(({ id }) => id);
  const found = new Map<string, TrackedRun>();
  for await (const page of tracker.runs({ experimentIds, lifecycle: 'all', limit: 1000 }, signal)) {
    assert.ok(page.ok);
    for (const run of page.value.runs) found.set(run.name || run.id, run);
  }
  return found;
}

export function namedRun(runs: ReadonlyMap<string, TrackedRun>, name: string): TrackedRun {
  const run = runs.get(name);
  assert.ok(run, `${name} in ${[...runs.keys()].join(', ')}`);
  return run;
}

export async function historyOf(tracker: ExperimentTracker, run: TrackedRun, key: string): Promise<MetricHistory> {
  const [history] = await tracker.histories({ runIds: [run.id], key }, signal);
  assert.ok(history?.ok, JSON.stringify(history));
  return history.value;
}

/** The content of an artifact, or the code of the failure. */
export async function textOf(tracker: ExperimentTracker, runId: string, path: string): Promise<string> {
  const content = await tracker.readArtifact(runId, path, signal);
  if (!content.ok) return content.failure.code;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.value.chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
