import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { withWholeProgress } from '../../adapters/vscode/progress.ts';
import { definedOf } from '../../domain/base/defined.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import type { TrackerWriter } from '../../domain/experiments/trackerWriter.ts';
import type { RunSubject } from './showRun.ts';

export interface ChangeParts {
  readonly trackers: TrackerHub;
  readonly confirm: Confirm;
  readonly notify: Notifier;
  readonly commands: Commands;
}

export interface ChangeableTracker {
  readonly tracker: ExperimentTracker;
  readonly writer: TrackerWriter;
}

/** Fails with `unsupported` where nothing can be changed. */
export async function changeable(trackers: TrackerHub, trackerId: string): Promise<Result<ChangeableTracker>> {
  const tracker = await trackers.tracker(trackerId);
  if (!tracker.ok) return tracker;
  const { writer, ref } = tracker.value;
  if (writer) return ok({ tracker: tracker.value, writer });
  return fail({
    code: 'unsupported',
    message: t('Trainyard only reads {0}.', ref.label),
    nextStep: t('Change it with the program that writes it, or copy its runs to an MLflow server.'),
  });
}

export interface Change<T> {
  readonly trackerId: string;
  readonly title: string;
  readonly act: (tracker: ChangeableTracker, signal: AbortSignal) => Promise<Result<T>>;
  /** Runs as the change has left them; undefined: anything may differ. */
  readonly runsOf: (value: T) => readonly TrackedRun[] | undefined;
}

/** Makes one change, and has all who show the tracker look again: after a failure too, for then what they show may be old. */
export async function changeTracker<T>(
  trackers: TrackerHub,
  { trackerId, title, act, runsOf }: Change<T>,
): Promise<Result<T>> {
  const outcome = await withWholeProgress(title, async (_report, signal) => {
    const found = await changeable(trackers, trackerId);
    return found.ok ? await act(found.value, signal) : found;
  });
  const runs = outcome.ok ? runsOf(outcome.value) : undefined;
  trackers.wrote(runs ? { trackerId, runs } : { trackerId });
  return outcome;
}

export interface RunsChange {
  readonly title: string;
  readonly act: (tracker: ChangeableTracker, run: RunSubject, signal: AbortSignal) => Promise<Result<TrackedRun>>;
}

export interface ChangedRuns {
  readonly done: readonly RunSubject[];
  /** Those of `done` as they are now. */
  readonly after: readonly TrackedRun[];
  /** Of those that were not changed, in one. */
  readonly failure?: Failure;
}

/** Changes runs one after the other. One that is refused does not keep the others; a server that is gone does. */
export async function changeRuns(
  trackers: TrackerHub,
  runs: readonly RunSubject[],
  { title, act }: RunsChange,
): Promise<ChangedRuns> {
  const done: RunSubject[] = [];
  const after: TrackedRun[] = [];
  const failed: { readonly run: RunSubject; readonly failure: Failure }[] = [];
  await withWholeProgress(title, async (report, signal) => {
    for (const [index, run] of runs.entries()) {
      if (signal.aborted || failed.some(({ failure }) => ENDS.has(failure.code))) break;
      report(runs.length > 1 ? t('{0} of {1}', index + 1, runs.length) : '', index / runs.length);
      const found = await changeable(trackers, run.trackerId);
      const changed = found.ok ? await act(found.value, run, signal) : found;
      if (changed.ok) {
        done.push(run);
        after.push(changed.value);
      } else failed.push({ run, failure: changed.failure });
    }
    return ok(undefined);
  });
  for (const trackerId of new Set(runs.map((run) => run.trackerId))) {
    const ofThis = after.filter((_run, index) => done[index]?.trackerId === trackerId);
    const isSure = failed.every(({ run }) => run.trackerId !== trackerId);
    trackers.wrote(isSure ? { trackerId, runs: ofThis } : { trackerId });
  }
  const [first] = failed;
  const failure = first && together(first, runs.length - done.length, runs.length);
  return { done, after, ...definedOf({ failure }) };
}

/** After these the next run would fare no better. */
const ENDS: ReadonlySet<Failure['code']> = new Set(['cancelled', 'unreachable', 'timeout', 'unauthorized']);

function together(
  { run, failure }: { readonly run: RunSubject; readonly failure: Failure },
  unchanged: number,
  total: number,
): Failure {
  const said = failure.code === 'cancelled' ? t('stopped by you') : failure.message;
  if (total > 1)
    return {
      ...unsilenced(failure),
      message: t('{0} of {1} runs are not changed. {2}: {3}', unchanged, total, run.name, said),
    };
  return failure.code === 'cancelled'
    ? failure
    : { ...failure, message: t('Run {0} is not changed: {1}', run.name, said) };
}

/** A stop is not shown, but that some were changed before it is. */
const unsilenced = (failure: Failure): Failure =>
  failure.code === 'cancelled' ? { code: 'rejected', message: failure.message } : failure;
