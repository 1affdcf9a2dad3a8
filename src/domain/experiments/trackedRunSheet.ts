import { formatBytes, formatDuration } from '../base/format.ts';
import type { Result } from '../base/failure.ts';
import type { PlainData, PlainObject } from '../deploy/plainData.ts';
import { type LooseData, sortedData, tidyData } from '../runs/sheetData.ts';
import { kindText } from './experimentTree.ts';
import type { ModelVersion } from './modelRegistry.ts';
import { stateText } from './stateText.ts';
import type { Artifact, DatasetInput, RunDetails } from './trackedRun.ts';
import { TRACKED_RUN_TAGS } from './trackedRunTags.ts';
import type { TrackerRef } from './tracker.ts';

export interface TrackedRunFacts {
  readonly ref: TrackerRef;
  /** Name of its experiment. */
  readonly experiment: string;
  /** Those directly below the root; the failure says why they cannot be listed. */
  readonly artifacts: Result<readonly Artifact[]>;
  /** Versions of registered models that it has made. */
  readonly versions?: readonly ModelVersion[];
  readonly now: Date;
}

/** A run of a tracker on one page: names in one order, so that two pages laid side by side differ only where their runs do. */
export function trackedRunSheet(details: RunDetails, facts: TrackedRunFacts): PlainObject {
  const { run } = details;
  const { startedAt, endedAt } = run;
  const end = endedAt ?? (run.state === 'running' ? facts.now.getTime() : undefined);
  return tidyData({
    run: run.name === '' ? run.id : run.name,
    id: run.id,
    experiment: facts.experiment,
    tracker: trackerText(facts.ref),
    state: run.isDeleted ? `${stateText(run.state)}, deleted` : stateText(run.state),
    user: run.user,
    started: timeOf(startedAt),
    ended: timeOf(endedAt),
    duration: startedAt === undefined || end === undefined ? undefined : formatDuration(end - startedAt),
    note: run.tags.get(TRACKED_RUN_TAGS.note),
    params: sortedData(run.params),
    metrics: metricsOf(details),
    source: sourceOf(run.tags),
    datasets: filled(details.datasets.map((dataset) => datasetOf(dataset))),
    models: { ...modelsOf(details), registered: filled((facts.versions ?? []).map(versionText)) },
    tags: sortedData(ownTags(run.tags)),
    artifacts: artifactsOf(run.artifactUri, facts.artifacts),
    trouble: run.trouble?.message,
  });
}

export const trackerText = (ref: TrackerRef) => `${kindText(ref.kind)}: ${ref.label}`;

export const filled = (list: readonly PlainData[]) => (list.length > 0 ? list : undefined);

/** Tags that have a place of their own on the page. */
const PLACED = /^mlflow\.(?:note\.content|source\.|runName$|user$|log-model\.history$)/;

const ownTags = (tags: ReadonlyMap<string, string>) => new Map([...tags].filter(([key]) => !PLACED.test(key)));

const datasetOf = ({ name, digest, context, source, sourceType }: DatasetInput) =>
  tidyData({ name, digest, context, sourceType, source });

const sourceOf = (tags: ReadonlyMap<string, string>): LooseData => ({
  name: tags.get('mlflow.source.name'),
  type: tags.get('mlflow.source.type'),
  commit: tags.get(TRACKED_RUN_TAGS.commit),
  branch: tags.get('mlflow.source.git.branch'),
  repository: tags.get('mlflow.source.git.repoURL'),
});

function metricsOf({ lastMetrics, run }: RunDetails): PlainObject | undefined {
  const steps = new Map(lastMetrics.map(({ key, step }) => [key, step]));
  return sortedData(Array.from(run.metrics, ([key, value]) => [key, metricOf(value, steps.get(key))] as const));
}

/** What JSON and many readers of YAML do not know as a number stands as a word. */
export function metricOf(value: number, step: number | undefined): PlainData {
  const shown = Number.isFinite(value) ? value : String(value);
  return step === undefined || step === 0 ? shown : { value: shown, step };
}

const modelsOf = ({ modelInputs, modelOutputs }: RunDetails): LooseData => ({
  read: filled(modelInputs),
  made: filled(modelOutputs.map(({ modelId, step }) => (step === undefined ? modelId : { id: modelId, step }))),
});

const versionText = ({ model, version, aliases }: ModelVersion) =>
  [`${model} ${version}`, ...aliases.map((alias) => `@${alias}`)].join(' ');

function artifactsOf(uri: string | undefined, list: Result<readonly Artifact[]>): LooseData {
  if (!list.ok) return { uri, trouble: list.failure.message };
  return { uri, files: filled(list.value.map(fileText)) };
}

/** A folder ends with a slash; the size of a file stands behind it. */
export const fileText = ({ path, isFolder, size }: Artifact) =>
  isFolder ? `${path}/` : size === undefined ? path : `${path} (${formatBytes(size)})`;

/** A time that no calendar has, which a tracker may send, stands as the number that it is. */
export function timeOf(time: number | undefined): string | undefined {
  if (time === undefined || !Number.isFinite(time)) return undefined;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}
