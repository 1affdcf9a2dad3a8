import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { filesOfRun } from './copyFiles.ts';
import type { ExperimentTracker } from './ports.ts';
import type { MetricHistory, TrackedRun } from './trackedRun.ts';
import { TRACKED_RUN_TAGS } from './trackedRunTags.ts';

/** What copying a run to an MLflow server would do, and what of it cannot be carried over. Nothing has been written. */
export interface RunCopy {
  readonly run: TrackedRun;
  /** The experiment that it goes to, by name. */
  readonly experiment: string;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  /** Names at the server, by the names here. */
  readonly metrics: ReadonlyMap<string, string>;
  readonly points: number;
  readonly files: { readonly count: number /** As far as sizes are told. */; readonly bytes: number };
  /** One sentence each. */
  readonly losses: readonly string[];
}

export interface CopyPlan {
  readonly copies: readonly RunCopy[];
  /** MLflow's steps are whole: those of all runs are multiplied by this, so that curves stay comparable. */
  readonly stepFactor: number;
}

/** The tag that says which run a copy is of. */
export const COPIED_FROM = 'trainyard.copiedFrom';
/** The tag of a copy that has everything. */
export const COPIED_WHOLE = 'trainyard.copiedWhole';

// Limits of MLflow (mlflow/utils/validation.py); longer values it cuts without a word.
const LONGEST_NAME = 250;
const LONGEST_PARAM = 6000;
const LONGEST_TAG = 8000;
/** Neptune's steps have six decimals. */
const MOST_DECIMALS = 6;

/** Reads the runs and says what a copy of them would be. Fails when one cannot be read at all. */
export async function planCopy(
  from: ExperimentTracker,
  { runs, experimentOf }: { readonly runs: readonly TrackedRun[]; readonly experimentOf: (run: TrackedRun) => string },
  signal: AbortSignal,
): Promise<Result<CopyPlan>> {
  const copies: RunCopy[] = [];
  let decimals = 0;
  const ids = new Set(runs.map(({ id }) => id));
  // Parents first, so that children can name the copy of theirs.
  for (const run of [...runs].sort((one, other) => depthOf(one, runs) - depthOf(other, runs))) {
    const found = await historiesOf(from, run, signal);
    if (!found.ok) return found;
    for (const { steps } of found.value) decimals = Math.max(decimals, decimalsOf(steps));
    const { files, losses: unread } = await plannedFiles(from, run, signal);
    const losses = [...(run.trouble ? [run.trouble.message] : []), ...unread];
    const points = found.value.reduce((sum, { steps }) => sum + steps.length, 0);
    copies.push({ ...carried(run, { ids, losses }), experiment: experimentOf(run), points, files });
  }
  return ok({ copies, stepFactor: 10 ** decimals });
}

async function plannedFiles(
  from: ExperimentTracker,
  run: TrackedRun,
  signal: AbortSignal,
): Promise<Pick<RunCopy, 'files' | 'losses'>> {
  const found = await filesOfRun(from, run.id, signal);
  if (!found.ok)
    return { files: { count: 0, bytes: 0 }, losses: [t('Its files cannot be read: {0}.', found.failure.message)] };
  const { files } = found.value;
  return { files: { count: files.length, bytes: files.reduce((sum, { size = 0 }) => sum + size, 0) }, losses: [] };
}

/** In the order of the metrics of the run. */
export async function historiesOf(
  from: ExperimentTracker,
  run: TrackedRun,
  signal: AbortSignal,
): Promise<Result<readonly MetricHistory[]>> {
  const histories: MetricHistory[] = [];
  for (const key of run.metrics.keys()) {
    const [history] = await from.histories({ runIds: [run.id], key }, signal);
    if (history?.ok) histories.push(history.value);
    else if (history) return fail(history.failure);
  }
  return ok(histories);
}

interface Carrying {
  readonly ids: ReadonlySet<string>;
  readonly losses: string[];
}

function carried(run: TrackedRun, { ids, losses }: Carrying): Omit<RunCopy, 'experiment' | 'points' | 'files'> {
  const params = renamed(run.params.keys(), losses);
  const metrics = renamed(run.metrics.keys(), losses);
  const tags = renamed(run.tags.keys(), losses);
  const parent = run.tags.get(TRACKED_RUN_TAGS.parentId);
  if (parent !== undefined && !ids.has(parent))
    losses.push(t('The run that it goes on from, {0}, is not copied with it.', parent));
  if (run.state === 'unknown') losses.push(t('Whether it ended well is not known; the copy says that it did.'));
  return {
    run,
    params: valuesOf(run.params, params, { longest: LONGEST_PARAM, losses }),
    tags: valuesOf(run.tags, tags, { longest: LONGEST_TAG, losses }),
    metrics,
    losses,
  };
}

/** Names as MLflow takes them, each once. */
function renamed(names: Iterable<string>, losses: string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const found = new Map<string, string>();
  for (const name of names) {
    const plain = mlflowName(name);
    let free = plain;
    for (let count = 2; taken.has(free); count += 1) free = `${plain.slice(0, LONGEST_NAME - 8)}_${count}`;
    taken.add(free);
    found.set(name, free);
    if (free !== name) losses.push(t('{0} is called {1} there.', name, free));
  }
  return found;
}

/** Letters of all scripts, digits and `_-. /`, and what a path may be: MLflow keeps values in files of these names. */
function mlflowName(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}_\-. /]/gu, '_');
  const parts = plain.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/').slice(0, LONGEST_NAME) || '_';
}

function valuesOf(
  values: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
  { longest, losses }: { readonly longest: number; readonly losses: string[] },
): ReadonlyMap<string, string> {
  return new Map(
    [...values].map(([name, value]) => {
      if (value.length > longest) losses.push(t('{0} is cut after {1} characters.', name, longest));
      return [names.get(name) ?? name, value.slice(0, longest)];
    }),
  );
}

function depthOf(run: TrackedRun, runs: readonly TrackedRun[]): number {
  const byId = new Map(runs.map((each) => [each.id, each]));
  const seen = new Set<string>();
  let at: TrackedRun | undefined = run;
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    at = byId.get(at.tags.get(TRACKED_RUN_TAGS.parentId) ?? '');
  }
  return seen.size;
}

function decimalsOf(steps: Float64Array): number {
  let decimals = 0;
  for (const step of steps) while (decimals < MOST_DECIMALS && !isWhole(step * 10 ** decimals)) decimals += 1;
  return decimals;
}

/** But for what a multiplication of binary fractions leaves. */
const isWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-6;
