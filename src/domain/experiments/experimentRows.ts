import type { Failure } from '../base/failure.ts';
import { Emitter } from '../base/event.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import type { SubjectOf, TrackerSubject, TreeModel, TreeNode } from '../base/tree.ts';
import { chosenMetric } from './chosenMetric.ts';
import {
  artifactNodes,
  emptyNode,
  experimentNodes,
  failureNode,
  runNodes,
  trackerFailureNode,
  trackerNode,
} from './experimentTree.ts';
import { ModelRows } from './modelRows.ts';
import { loggedModelNodes, modelsNode } from './modelTree.ts';
import type { ExperimentTracker } from './ports.ts';
import { repositoryNode, repositoryRows } from './repositoryRows.ts';
import type { TrackedRun } from './trackedRun.ts';
import type { TrackerHub } from './trackerHub.ts';
import { pagesAction } from './mlflowUi.ts';

/** Points of a curve in a row: a sparkline has sixteen places. */
const CURVE_POINTS = 64;
/** Rows that get a curve: more are not on screen, and each costs a read. */
const MOST_CURVES = 60;

/** Files do not say whether their writer still runs. */
const MAY_GROW: ReadonlySet<TrackedRun['state']> = new Set(['running', 'unknown']);

type ArtifactSubject = SubjectOf<'artifact'>;
type RepositorySubject = SubjectOf<'repositoryFile'>;
type ExperimentSubject = SubjectOf<'experiment'>;

export interface ExperimentRowsParts {
  readonly hub: TrackerHub;
  readonly now: () => Date;
  /** The metric that the user has chosen for an experiment. */
  readonly metricOf: (experiment: ExperimentSubject) => string | undefined;
  /** A user name, when only runs of this user are wanted. */
  readonly onlyUser: () => string | undefined;
  /** Deleted runs are wanted too. */
  readonly showsDeleted: () => boolean;
}

/** Rows of the Experiments view, read when they are opened; what is open is watched while somebody looks. */
export class ExperimentRows implements TreeModel, Disposable {
  readonly #parts: ExperimentRowsParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #open = new Map<string, TrackerSubject>();
  readonly #watches = new Map<string, Disposable>();
  readonly #curves = new Map<string, ReadonlyMap<string, readonly number[]>>();
  /** Runs of open rows, until something says that they differ. */
  readonly #read = new Map<string, ReadRuns & Wanted>();
  readonly #ends = new AbortController();
  readonly #models: ModelRows;
  #isVisible = true;
  readonly onDidChange = this.#changed.event;

  constructor(parts: ExperimentRowsParts) {
    this.#parts = parts;
    const { hub, now } = parts;
    this.#models = this.#store.add(new ModelRows({ hub, now, signal: this.#ends.signal }));
    this.#store.add(this.#models.onDidChange(() => this.#changed.fire()));
    this.#store.add(
      hub.onDidChange(() => {
        this.#unwatch();
        this.#read.clear();
        this.#models.forget();
        this.#changed.fire();
        if (this.#isVisible) this.#watchAll();
      }),
    );
    this.#store.add(parts.hub.onDidWrite(({ trackerId }) => this.#forget(trackerId)));
  }

  async children(node: TreeNode | undefined, limit: number): Promise<readonly TreeNode[]> {
    if (!node) return await this.#trackers();
    const { subject } = node;
    if (subject?.kind === 'tracker') return await this.#experiments(node.id, subject.trackerId);
    if (subject?.kind === 'experiment') return await this.#runs(node, subject, limit);
    if (subject?.kind === 'artifact' && subject.isFolder) return await this.#artifacts(node.id, subject);
    if (subject?.kind === 'repositoryFile') return await this.#repository(node.id, subject);
    return (await this.#models.children(node, limit)) ?? node.children ?? [];
  }

  expanded({ id, subject }: TreeNode): void {
    if (subject?.kind !== 'tracker' && subject?.kind !== 'experiment') return;
    this.#open.set(id, subject);
    void this.#watch(subject.trackerId);
  }

  collapsed({ id, subject }: TreeNode): void {
    this.#open.delete(id);
    this.#read.delete(id);
    this.#models.close(id);
    if (subject?.kind === 'tracker' || subject?.kind === 'experiment') void this.#watch(subject.trackerId);
  }

  setVisible(isVisible: boolean): void {
    if (isVisible === this.#isVisible) return;
    this.#isVisible = isVisible;
    if (!isVisible) return this.#unwatch();
    this.#read.clear();
    this.#models.forget();
    this.#watchAll();
    this.#changed.fire();
  }

  /** Something that rows show was chosen anew. */
  repaint(): void {
    this.#curves.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#ends.abort();
    this.#unwatch();
    this.#store.dispose();
  }

  async #trackers(): Promise<readonly TreeNode[]> {
    const { trackers, troubles } = await this.#parts.hub.found();
    return [
      ...trackers.map(trackerNode),
      ...troubles.map((trouble, index) => failureNode(`trackers/${index}`, trouble)),
    ];
  }

  async #experiments(rowId: string, trackerId: string): Promise<readonly TreeNode[]> {
    const tracker = await this.#parts.hub.tracker(trackerId);
    if (!tracker.ok) return [trackerFailureNode(rowId, trackerId, tracker.failure)];
    const experiments = await tracker.value.experiments(this.#ends.signal);
    if (!experiments.ok) return [trackerFailureNode(rowId, trackerId, experiments.failure)];
    const beside = [
      ...(tracker.value.repository ? [repositoryNode(trackerId)] : []),
      ...(tracker.value.registry ? [modelsNode(trackerId)] : []),
    ];
    const rows = experimentNodes(
      {
        trackerId,
        now: this.#parts.now(),
        canChange: tracker.value.writer !== undefined,
        pages: pagesAction(tracker.value.ref),
      },
      experiments.value,
    );
    if (rows.length > 0) return [...beside, ...rows];
    return [
      ...beside,
      emptyNode(
        rowId,
        t('No experiments yet'),
        mlflowHint(tracker.value, t('mlflow.start_run() in your code makes the first')),
      ),
    ];
  }

  async #runs(node: TreeNode, subject: ExperimentSubject, limit: number): Promise<readonly TreeNode[]> {
    const { id: rowId } = node;
    const tracker = await this.#parts.hub.tracker(subject.trackerId);
    if (!tracker.ok) return [failureNode(rowId, tracker.failure)];
    const isWhole = this.#parts.showsDeleted() || isDeleted(node);
    const { read, isKnown } = await this.#readFor(rowId, tracker.value, {
      experimentId: subject.experimentId,
      limit,
      lifecycle: isWhole ? 'all' : 'active',
    });
    const user = this.#parts.onlyUser();
    const runs = user === undefined ? read.runs : read.runs.filter((run) => run.user === user);
    const metric = this.#parts.metricOf(subject) ?? chosenMetric(runs);
    const curves = this.#curves.get(rowId);
    const { trackerId } = subject;
    const now = this.#parts.now();
    const left = this.#models.left(tracker.value, subject.experimentId);
    const canChange = tracker.value.writer !== undefined;
    const modelsOf = Map.groupBy(left.models, ({ runId }) => runId);
    const rows = runNodes(runs, {
      trackerId,
      now,
      canChange,
      leftBy: ({ id }, parent) => loggedModelNodes({ trackerId, now, canChange, parent }, modelsOf.get(id) ?? []),
      pages: pagesAction(tracker.value.ref),
      ...(metric === undefined ? {} : { metric }),
      ...(curves ? { curves } : {}),
    });
    if (metric !== undefined && !(isKnown && curves)) void this.#readCurves(rowId, tracker.value, { metric, runs });
    const failure = read.failure ? [failureNode(rowId, read.failure)] : [];
    if (rows.length + failure.length > 0) return [...left.rows, ...rows, ...failure];
    if (read.runs.length > 0)
      return [
        ...left.rows,
        emptyNode(rowId, t('No runs of yours'), t('{0} runs of others are hidden', read.runs.length)),
      ];
    return [
      ...left.rows,
      emptyNode(rowId, t('No runs yet'), t('A run appears here as soon as your code has started it')),
    ];
  }

  async #readFor(
    rowId: string,
    tracker: ExperimentTracker,
    wanted: Wanted,
  ): Promise<{ readonly read: ReadRuns; readonly isKnown: boolean }> {
    const known = this.#read.get(rowId);
    if (known && known.limit >= wanted.limit && known.lifecycle === wanted.lifecycle)
      return { read: known, isKnown: true };
    const read = { ...(await readRuns(tracker, wanted, this.#ends.signal)), ...wanted };
    this.#read.set(rowId, read);
    return { read, isKnown: false };
  }

  async #artifacts(rowId: string, subject: ArtifactSubject): Promise<readonly TreeNode[]> {
    const tracker = await this.#parts.hub.tracker(subject.trackerId);
    if (!tracker.ok) return [failureNode(rowId, tracker.failure)];
    const artifacts = await tracker.value.artifacts(subject.runId, subject.path, this.#ends.signal);
    if (!artifacts.ok) return [failureNode(rowId, artifacts.failure)];
    if (artifacts.value.length > 0) return artifactNodes(subject, artifacts.value, tracker.value.writer !== undefined);
    return [
      emptyNode(
        rowId,
        t('No artifacts'),
        mlflowHint(tracker.value, t('mlflow.log_artifact() in your code makes the first')),
      ),
    ];
  }

  async #repository(rowId: string, subject: RepositorySubject): Promise<readonly TreeNode[]> {
    const tracker = await this.#parts.hub.tracker(subject.trackerId);
    if (!tracker.ok) return [failureNode(rowId, tracker.failure)];
    const { repository } = tracker.value;
    const asked = { now: this.#parts.now(), signal: this.#ends.signal };
    return repository ? await repositoryRows({ id: rowId, subject }, repository, asked) : [];
  }

  /** Rows stand first without their curves, which take a read each. */
  async #readCurves(
    rowId: string,
    tracker: ExperimentTracker,
    { metric, runs }: { readonly metric: string; readonly runs: readonly TrackedRun[] },
  ): Promise<void> {
    const known = this.#curves.get(rowId) ?? new Map<string, readonly number[]>();
    const wanted = runs
      .filter((run) => run.metrics.has(metric) && (!known.has(run.id) || MAY_GROW.has(run.state)))
      .slice(0, MOST_CURVES);
    if (wanted.length === 0 || !this.#isVisible) return;
    const request = { runIds: wanted.map(({ id }) => id), key: metric, mostPoints: CURVE_POINTS };
    const histories = await tracker.histories(request, this.#ends.signal);
    const curves = new Map(known);
    wanted.forEach(({ id }, index) => {
      const history = histories[index];
      if (history?.ok === true) curves.set(id, Array.from(history.value.values));
    });
    if (this.#ends.signal.aborted || sameCurves(known, curves)) return;
    this.#curves.set(rowId, curves);
    this.#changed.fire();
  }

  async #watch(trackerId: string): Promise<void> {
    if (this.#openOf(trackerId).length === 0) return this.#stopWatch(trackerId);
    const tracker = await this.#parts.hub.tracker(trackerId);
    this.#stopWatch(trackerId);
    // What is open, and whether anybody looks, may have changed meanwhile.
    const open = this.#openOf(trackerId);
    if (!tracker.ok || open.length === 0 || this.#ends.signal.aborted || !this.#isVisible) return;
    const experiments = open.flatMap((each) => (each.kind === 'experiment' ? [each.experimentId] : []));
    const watch = tracker.value.watch(experiments, () => this.#forget(trackerId));
    this.#watches.set(trackerId, watch);
  }

  /** Its open rows are read anew. */
  #forget(trackerId: string): void {
    for (const [id, subject] of this.#open) if (subject.trackerId === trackerId) this.#read.delete(id);
    this.#models.forget(trackerId);
    this.#changed.fire();
  }

  #openOf(trackerId: string): readonly TrackerSubject[] {
    return Array.from(this.#open.values()).filter((each) => each.trackerId === trackerId);
  }

  #stopWatch(trackerId: string): void {
    this.#watches.get(trackerId)?.dispose();
    this.#watches.delete(trackerId);
  }

  #watchAll(): void {
    for (const trackerId of new Set(Array.from(this.#open.values(), (each) => each.trackerId)))
      void this.#watch(trackerId);
  }

  #unwatch(): void {
    for (const watch of this.#watches.values()) watch.dispose();
    this.#watches.clear();
  }
}

interface ReadRuns {
  readonly runs: readonly TrackedRun[];
  readonly failure: Failure | undefined;
}

/** The runs of such an experiment were deleted with it. */
const isDeleted = ({ actions }: TreeNode) => actions?.includes('isDeleted') === true;

interface Wanted {
  readonly experimentId: string;
  readonly limit: number;
  readonly lifecycle: 'active' | 'all';
}

/** One more than wanted, which tells that there are more. What came before a failure is kept. */
async function readRuns(
  tracker: ExperimentTracker,
  { experimentId, lifecycle, limit }: Wanted,
  signal: AbortSignal,
): Promise<ReadRuns> {
  const runs: TrackedRun[] = [];
  let failure: Failure | undefined;
  const query = { experimentIds: [experimentId], lifecycle, limit: limit + 1 };
  for await (const page of tracker.runs(query, signal)) {
    if (!page.ok) failure = page.failure;
    else runs.push(...page.value.runs);
    if (runs.length > limit) break;
  }
  return { runs, failure };
}

const sameCurves = (
  before: ReadonlyMap<string, readonly number[]>,
  after: ReadonlyMap<string, readonly number[]>,
): boolean =>
  before.size === after.size && Array.from(after).every(([id, curve]) => before.get(id)?.join() === curve.join());

/** What only code that logs with MLflow would do. */
const mlflowHint = ({ ref }: ExperimentTracker, hint: string) =>
  ref.kind === 'mlflow' || ref.kind === 'dagshub' ? hint : '';
