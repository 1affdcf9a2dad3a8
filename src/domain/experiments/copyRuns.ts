import { CANCELLED, type Failure, fail, ok, type Result } from '../base/failure.ts';
import { copyFiles } from './copyFiles.ts';
import { COPIED_FROM, COPIED_WHOLE, type CopyPlan, historiesOf, type RunCopy } from './copyPlan.ts';
import type { ExperimentTracker } from './ports.ts';
import type { MetricHistory, MetricSummary, TrackedRun } from './trackedRun.ts';
import { TRACKED_RUN_TAGS } from './trackedRunTags.ts';
import type { TrackerWriter } from './trackerWriter.ts';

export interface CopiedRun {
  readonly copy: RunCopy;
  /** `there`: an earlier copy had everything; `continued`: one had a part. */
  readonly outcome: 'copied' | 'continued' | 'there' | 'failed';
  readonly failure?: Failure;
  /** What could not be carried over though the plan said so; one sentence each. */
  readonly losses?: readonly string[];
  /** Of the copy. */
  readonly runId?: string;
}

export interface CopyTarget {
  readonly tracker: ExperimentTracker;
  readonly writer: TrackerWriter;
}

interface Copying {
  readonly from: ExperimentTracker;
  readonly to: CopyTarget;
  readonly plan: CopyPlan;
  readonly signal: AbortSignal;
}

/** Points of one call: some seconds of a server, so that progress is seen and a stop is quick. */
const POINTS_AT_ONCE = 20_000;

/**
 * Writes the copies of a plan. Copies of earlier times are found by their tag: whole ones are left alone, others are gone on with, so a copy that was
 * stopped is asked for again. A run that fails is told with its failure; the others are copied all the same, unless nobody answers any more.
 */
export async function copyRuns(
  from: ExperimentTracker,
  to: CopyTarget,
  { plan, progress }: { readonly plan: CopyPlan; readonly progress: (done: number) => void },
  signal: AbortSignal,
): Promise<readonly CopiedRun[]> {
  const copying = { from, to, plan, signal };
  const copied: CopiedRun[] = [];
  const idsThere = new Map<string, string>();
  const experiments = new Map<string, Result<TargetExperiment>>();
  for (const copy of plan.copies) {
    if (signal.aborted) copied.push({ copy, outcome: 'failed', failure: CANCELLED });
    else {
      const experiment = experiments.get(copy.experiment) ?? (await targetExperiment(copying, copy.experiment));
      experiments.set(copy.experiment, experiment);
      const one = experiment.ok
        ? await copyOne(copying, { copy, idsThere, experiment: experiment.value })
        : ({ copy, outcome: 'failed', failure: experiment.failure } as const);
      if (one.runId !== undefined) idsThere.set(copy.run.id, one.runId);
      copied.push(one);
    }
    progress(copied.length);
  }
  return copied;
}

interface TargetExperiment {
  readonly id: string;
  /** Copies that are there, by what they are of. */
  readonly copies: ReadonlyMap<string, TrackedRun>;
}

async function targetExperiment({ to, signal }: Copying, name: string): Promise<Result<TargetExperiment>> {
  const found = await to.tracker.experiments(signal);
  if (!found.ok) return found;
  const known = found.value.find((each) => each.name === name && !each.isDeleted);
  if (!known) {
    const made = await to.writer.createExperiment(name, signal);
    return made.ok ? ok({ id: made.value.id, copies: new Map() }) : made;
  }
  const copies = new Map<string, TrackedRun>();
  const all = { experimentIds: [known.id], lifecycle: 'active', limit: Number.MAX_SAFE_INTEGER } as const;
  for await (const page of to.tracker.runs(all, signal)) {
    if (!page.ok) return page;
    for (const run of page.value.runs) {
      const source = run.tags.get(COPIED_FROM);
      if (source !== undefined) copies.set(source, run);
    }
  }
  return ok({ id: known.id, copies });
}

interface OneCopy {
  readonly copy: RunCopy;
  readonly idsThere: ReadonlyMap<string, string>;
  readonly experiment: TargetExperiment;
}

async function copyOne(copying: Copying, { copy, idsThere, experiment }: OneCopy): Promise<CopiedRun> {
  const source = sourceOf(copying.from, copy.run);
  const known = experiment.copies.get(source);
  if (known?.tags.get(COPIED_WHOLE) === 'true') return { copy, outcome: 'there', runId: known.id };
  const target = known ? ok(known) : await makeRun(copying, { copy, experimentId: experiment.id, source });
  if (!target.ok) return { copy, outcome: 'failed', failure: target.failure };
  const runId = target.value.id;
  const written = await writeValues(copying, { copy, runId, idsThere, isNew: !known });
  if (!written.ok) return { copy, outcome: 'failed', failure: written.failure, runId };
  return { copy, outcome: known ? 'continued' : 'copied', runId, losses: written.value };
}

/** Kind of the tracker, experiment and run: in whatever folder the data lies, the run is the same. */
const sourceOf = ({ ref }: ExperimentTracker, run: TrackedRun) => `${ref.kind}:${run.experimentId}:${run.id}`;

async function makeRun(
  { to, signal }: Copying,
  { copy, experimentId, source }: { readonly copy: RunCopy; readonly experimentId: string; readonly source: string },
): Promise<Result<TrackedRun>> {
  const { name, id, startedAt } = copy.run;
  const tags = new Map([[COPIED_FROM, source]]);
  const start = startedAt === undefined ? {} : { startedAt };
  return await to.writer.createRun({ experimentId, name: name || id, tags, ...start }, signal);
}

interface Values {
  readonly copy: RunCopy;
  readonly runId: string;
  readonly idsThere: ReadonlyMap<string, string>;
  readonly isNew: boolean;
}

/** Answers with what could not be carried over. */
async function writeValues(
  copying: Copying,
  { copy, runId, idsThere, isNew }: Values,
): Promise<Result<readonly string[]>> {
  const { from, to, signal } = copying;
  const tags = new Map(copy.tags);
  const parent = idsThere.get(copy.run.tags.get(TRACKED_RUN_TAGS.parentId) ?? '');
  if (parent === undefined) tags.delete(TRACKED_RUN_TAGS.parentId);
  else tags.set(TRACKED_RUN_TAGS.parentId, parent);
  const described = await to.writer.log(runId, { params: copy.params, tags }, signal);
  if (!described.ok) return described;
  const points = await writePoints(copying, { copy, runId, isNew });
  if (!points.ok) return points;
  const files = await copyFiles({ from, to, runId: copy.run.id, copyId: runId, mayBeThere: !isNew }, signal);
  if (!files.ok) return files;
  const { state, endedAt } = copy.run;
  const isEnded = state === 'ok' || state === 'failed' || state === 'cancelled';
  const at = endedAt ?? points.value;
  const ending = { state: isEnded ? state : 'ok', ...(at === undefined ? {} : { at }) } as const;
  if (state !== 'running') {
    const ended = await to.writer.endRun(runId, ending, signal);
    if (!ended.ok) return ended;
  }
  const whole = await to.writer.setTag(runId, COPIED_WHOLE, 'true', signal);
  return whole.ok ? files : whole;
}

/** All histories but for what an earlier copy has sent, which was their beginning. Answers with the time of the last point. */
async function writePoints(
  { from, to, plan, signal }: Copying,
  { copy, runId, isNew }: Pick<Values, 'copy' | 'runId' | 'isNew'>,
): Promise<Result<number | undefined>> {
  const histories = await historiesOf(from, copy.run, signal);
  if (!histories.ok) return histories;
  const waiting: MetricSummary[] = [];
  let last: number | undefined;
  for (const history of histories.value) {
    const key = copy.metrics.get(history.key) ?? history.key;
    const sent = isNew ? ok(0) : await pointsThere(to, { runId, key }, signal);
    if (!sent.ok) return sent;
    const points = pointsOf(history, { key, stepFactor: plan.stepFactor });
    for (const point of points.slice(sent.value)) waiting.push(point);
    last = points.reduce((latest, { timestamp }) => Math.max(latest, timestamp), last ?? 0);
    if (waiting.length < POINTS_AT_ONCE) continue;
    const written = await writeAll(to, { runId, points: waiting.splice(0) }, signal);
    if (!written.ok) return written;
  }
  const written = await writeAll(to, { runId, points: waiting }, signal);
  return written.ok ? ok(last) : written;
}

function pointsOf(
  { steps, values, timestamps }: MetricHistory,
  { key, stepFactor }: { readonly key: string; readonly stepFactor: number },
): readonly MetricSummary[] {
  return Array.from(steps, (step, index) => ({
    key,
    value: values[index] ?? Number.NaN,
    step: Math.round(step * stepFactor),
    timestamp: Math.round(timestamps[index] ?? 0),
  }));
}

async function writeAll(
  { writer }: CopyTarget,
  { runId, points }: { readonly runId: string; readonly points: readonly MetricSummary[] },
  signal: AbortSignal,
): Promise<Result<undefined>> {
  for (let first = 0; first < points.length; first += POINTS_AT_ONCE) {
    const metrics = points.slice(first, first + POINTS_AT_ONCE);
    const written = await writer.log(runId, { metrics }, signal);
    if (!written.ok) return written;
  }
  return ok(undefined);
}

async function pointsThere(
  { tracker }: CopyTarget,
  { runId, key }: { readonly runId: string; readonly key: string },
  signal: AbortSignal,
): Promise<Result<number>> {
  const [history] = await tracker.histories({ runIds: [runId], key }, signal);
  if (!history) return ok(0);
  return history.ok ? ok(history.value.steps.length) : fail(history.failure);
}
