import { definedOf } from '../../domain/base/defined.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import type { RunState } from '../../domain/runs/run.ts';
import type { FoundRun } from './foundRun.ts';
import type { Scalar } from './runRecord.ts';

/** The experiment of runs whose data does not say of which project they are. */
export const UNKNOWN_PROJECT = 'unknown project';
/** What Neptune itself keeps of a run, and what its clients watch beside the training. */
const OWN = /^(?:sys|source_code|monitoring)\//;
/** Where people put what a run was given; other numbers that were set once are results. Scale's log_configs has no such rule: all are given. */
const GIVEN = /^(?:parameters?|params|config|configs|hyperparameters?|hparams|args)\//;

/** A run in the words of all trackers: series are metrics, values that were set are params, and what is in `sys` tags. */
export function trackedNeptuneRun(run: FoundRun): TrackedRun {
  const { record } = run;
  const startedAt = record.scalars.get('sys/creation_time')?.value ?? run.createdAt;
  return {
    id: run.id,
    experimentId: run.project ?? UNKNOWN_PROJECT,
    name: textOf(run, 'sys/name') ?? textOf(run, 'sys/custom_run_id') ?? '',
    state: stateOf(run),
    isDeleted: record.scalars.get('sys/trashed')?.text === 'true',
    ...definedOf({ user: textOf(run, 'sys/owner'), startedAt, trouble: run.trouble }),
    params: new Map(given(run).map(([path, { text }]) => [path, text])),
    metrics: metricsOf(run),
    tags: tagsOf(run),
  };
}

/** Numbers that were set once and are results: their history is one point. */
export function singleResults({ record, client }: FoundRun): readonly (readonly [string, number])[] {
  if (client.startsWith('neptune-scale')) return [];
  return [...record.scalars].flatMap(([path, { type, value }]) =>
    type === 'float' && value !== undefined && !OWN.test(path) && !GIVEN.test(path) ? [[path, value] as const] : [],
  );
}

function given(run: FoundRun): readonly (readonly [string, Scalar])[] {
  const results = new Set(singleResults(run).map(([path]) => path));
  return [...run.record.scalars].filter(([path]) => !OWN.test(path) && !results.has(path));
}

function metricsOf(run: FoundRun): ReadonlyMap<string, number> {
  const metrics = new Map(singleResults(run));
  for (const [path, { values }] of run.record.series()) metrics.set(path, values.at(-1) ?? Number.NaN);
  return metrics;
}

function tagsOf({ record, client, project, parent }: FoundRun): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const [path, { text }] of record.scalars) if (OWN.test(path)) tags.set(path, text);
  for (const [path, set] of record.sets) tags.set(path, [...set].sort().join(', '));
  tags.set('neptune.client', client);
  if (project !== undefined) tags.set('neptune.project', project);
  if (parent) tags.set(TRACKED_RUN_TAGS.parentId, parent.runId);
  if (parent?.step !== undefined) tags.set('neptune.forkStep', String(parent.step));
  return tags;
}

/** Offline data does not say whether its process still runs. */
function stateOf({ record }: FoundRun): RunState {
  if (record.scalars.get('sys/failed')?.text === 'true') return 'failed';
  const state = record.scalars.get('sys/state')?.text.toLowerCase();
  if (state === 'running' || state === 'active') return 'running';
  return state === 'idle' || state === 'inactive' ? 'ok' : 'unknown';
}

const textOf = ({ record }: FoundRun, path: string) => record.scalars.get(path)?.text;
