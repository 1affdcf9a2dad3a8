import { formatBytes, formatDuration } from '../base/format.ts';
import type { Result } from '../base/failure.ts';
import type { PlainData, PlainObject } from '../deploy/plainData.ts';
import { kindText, stateText } from './experimentTree.ts';
import type { Artifact, RunDetails } from './trackedRun.ts';
import type { TrackerRef } from './tracker.ts';

export interface TrackedRunFacts {
  readonly ref: TrackerRef;
  /** Name of its experiment. */
  readonly experiment: string;
  /** Those directly below the root; the failure says why they cannot be listed. */
  readonly artifacts: Result<readonly Artifact[]>;
  readonly now: Date;
}

type Entry = readonly [name: string, value: PlainData | undefined];

/** A run of a tracker on one page: names in one order, so that two pages laid side by side differ only where their runs do. */
export function trackedRunSheet(details: RunDetails, facts: TrackedRunFacts): PlainObject {
  const { run } = details;
  const { startedAt, endedAt } = run;
  const end = endedAt ?? (run.state === 'running' ? facts.now.getTime() : undefined);
  return objectOf([
    ['run', run.name === '' ? run.id : run.name],
    ['id', run.id],
    ['experiment', facts.experiment],
    ['tracker', `${kindText(facts.ref.kind)}: ${facts.ref.label}`],
    ['state', run.isDeleted ? `${stateText(run.state)}, deleted` : stateText(run.state)],
    ['user', run.user],
    ['started', timeOf(startedAt)],
    ['ended', timeOf(endedAt)],
    ['duration', startedAt === undefined || end === undefined ? undefined : formatDuration(end - startedAt)],
    ['note', run.tags.get('mlflow.note.content')],
    ['params', textsOf(run.params)],
    ['metrics', metricsOf(details)],
    ['source', sourceOf(run.tags)],
    [
      'datasets',
      details.datasets.map(({ name, digest, context, source, sourceType }) =>
        objectOf([
          ['name', name],
          ['digest', digest],
          ['context', context],
          ['sourceType', sourceType],
          ['source', source],
        ]),
      ),
    ],
    ['models', modelsOf(details)],
    ['tags', textsOf(ownTags(run.tags))],
    ['artifacts', artifactsOf(run.artifactUri, facts.artifacts)],
    ['trouble', run.trouble?.message],
  ]);
}

/** Tags that have a place of their own on the page. */
const PLACED = /^mlflow\.(?:note\.content|source\.|runName$|user$|log-model\.history$)/;

const ownTags = (tags: ReadonlyMap<string, string>) => new Map([...tags].filter(([key]) => !PLACED.test(key)));

function sourceOf(tags: ReadonlyMap<string, string>): PlainObject | undefined {
  return objectOf([
    ['name', tags.get('mlflow.source.name')],
    ['type', tags.get('mlflow.source.type')],
    ['commit', tags.get('mlflow.source.git.commit')],
    ['branch', tags.get('mlflow.source.git.branch')],
    ['repository', tags.get('mlflow.source.git.repoURL')],
  ]);
}

function metricsOf({ lastMetrics, run }: RunDetails): PlainObject | undefined {
  const steps = new Map(lastMetrics.map(({ key, step }) => [key, step]));
  return objectOf(
    Array.from(run.metrics)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]): Entry => [key, metricOf(value, steps.get(key))]),
  );
}

/** What JSON and many readers of YAML do not know as a number stands as a word. */
function metricOf(value: number, step: number | undefined): PlainData {
  const shown = Number.isFinite(value) ? value : String(value);
  return step === undefined || step === 0 ? shown : { value: shown, step };
}

function modelsOf({ modelInputs, modelOutputs }: RunDetails): PlainObject | undefined {
  return objectOf([
    ['read', modelInputs],
    ['made', modelOutputs.map(({ modelId, step }) => (step === undefined ? modelId : { id: modelId, step }))],
  ]);
}

function artifactsOf(uri: string | undefined, list: Result<readonly Artifact[]>): PlainObject | undefined {
  const files = list.ok
    ? list.value.map(({ path, isFolder, size }) =>
        isFolder ? `${path}/` : size === undefined ? path : `${path} (${formatBytes(size)})`,
      )
    : [];
  return objectOf([
    ['uri', uri],
    ['files', files],
    ['trouble', list.ok ? undefined : list.failure.message],
  ]);
}

const textsOf = (texts: ReadonlyMap<string, string>) =>
  objectOf(Array.from(texts).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const timeOf = (time: number | undefined) =>
  time === undefined || !Number.isFinite(time) ? undefined : new Date(time).toISOString();

/** Without what is not known or empty. Names are those of users: `__proto__` is one like any other. */
function objectOf(entries: readonly Entry[]): PlainObject {
  return Object.fromEntries(
    entries.flatMap(([name, value]): [string, PlainData][] =>
      value === undefined || isEmpty(value) ? [] : [[name, value]],
    ),
  );
}

const isEmpty = (value: PlainData) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
