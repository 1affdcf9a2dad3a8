import type { Disposable } from '../base/lifecycle.ts';
import { Emitter } from '../base/event.ts';
import { ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ModelSubject, NodeSubject, TreeNode } from '../base/tree.ts';
import { emptyNode, failureNode } from './experimentTree.ts';
import type { LoggedModel, ModelRegistry } from './modelRegistry.ts';
import {
  loggedModelNodes,
  loggedModelsNode,
  registeredModelNodes,
  traceNodes,
  tracesNode,
  versionNodes,
} from './modelTree.ts';
import { noModels } from './noModels.ts';
import type { ExperimentTracker } from './ports.ts';
import type { TrackerHub } from './trackerHub.ts';

/** Logged models of an experiment that stand below their runs. More take more pages of a server (50 each), and are in the list. */
const MOST_BELOW_RUNS = 200;

type ListSubject = Extract<
  ModelSubject,
  { readonly kind: 'modelList' | 'registeredModel' | 'loggedModelList' | 'traceList' }
>;

export interface ModelRowsParts {
  readonly hub: Pick<TrackerHub, 'tracker'>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** What an experiment's runs have left, besides their artifacts. */
export interface LeftModels {
  readonly models: readonly LoggedModel[];
  /** Rows above the runs. */
  readonly rows: readonly TreeNode[];
}

const NOTHING_LEFT: LeftModels = { models: [], rows: [] };

/** Rows of registries, logged models and traces. What was read stays until something says that it differs. */
export class ModelRows implements Disposable {
  readonly #parts: ModelRowsParts;
  readonly #changed = new Emitter<void>();
  readonly #read = new Map<string, { readonly trackerId: string; readonly limit: number; readonly rows: Rows }>();
  /** By tracker and experiment; shown while it is read anew. */
  readonly #left = new Map<string, { readonly left: LeftModels; isOld: boolean }>();
  /** A row came, went or differs. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: ModelRowsParts) {
    this.#parts = parts;
  }

  /** Undefined: the row is no list of these. */
  children({ id, subject }: TreeNode, limit: number): Promise<readonly TreeNode[]> | undefined {
    if (!isList(subject)) return undefined;
    const known = this.#read.get(id);
    if (known && known.limit >= limit) return known.rows;
    const rows = this.#rows(id, subject, limit);
    this.#read.set(id, { trackerId: subject.trackerId, limit, rows });
    return rows;
  }

  /** What is known of it by now: runs stand first without, for it takes questions of its own. */
  left(tracker: ExperimentTracker, experimentId: string): LeftModels {
    const { registry, ref } = tracker;
    if (!registry) return NOTHING_LEFT;
    const key = keyOf(ref.id, experimentId);
    const known = this.#left.get(key);
    if (!known || known.isOld) {
      const left = known?.left ?? NOTHING_LEFT;
      this.#left.set(key, { left, isOld: false });
      void this.#readLeft(key, { registry, trackerId: ref.id, experimentId });
    }
    return known?.left ?? NOTHING_LEFT;
  }

  /** The tracker says that something differs; without one, all may. */
  forget(trackerId?: string): void {
    for (const [id, known] of this.#read)
      if (trackerId === undefined || known.trackerId === trackerId) this.#read.delete(id);
    for (const [key, known] of this.#left)
      if (trackerId === undefined || key.startsWith(keyOf(trackerId, ''))) known.isOld = true;
  }

  /** The row was closed. */
  close(rowId: string): void {
    this.#read.delete(rowId);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #rows(rowId: string, subject: ListSubject, limit: number): Rows {
    const tracker = await this.#parts.hub.tracker(subject.trackerId);
    if (!tracker.ok) return [failureNode(rowId, tracker.failure)];
    const rows = await this.#listed(rowId, tracker.value, subject, limit);
    if (!rows.ok) return [failureNode(rowId, rows.failure)];
    return rows.value.length > 0 ? rows.value : [nothingIn(rowId, subject)];
  }

  async #listed(
    rowId: string,
    { ref, registry, writer }: ExperimentTracker,
    subject: ListSubject,
    limit: number,
  ): Promise<Result<readonly TreeNode[]>> {
    if (!registry) return noModels({ ref });
    const { trackerId, kind } = subject;
    const { signal } = this.#parts;
    const facts = { trackerId, now: this.#parts.now(), canChange: writer !== undefined };
    // One more than is shown tells that there are more.
    const most = limit + 1;
    if (kind === 'modelList')
      return shown(await registry.models(signal), (models) => registeredModelNodes(facts, models));
    if (kind === 'registeredModel')
      return shown(await registry.versions(subject.name, signal), (versions) => versionNodes(facts, versions));
    const ids = [subject.experimentId];
    if (kind === 'loggedModelList')
      return shown(await registry.loggedModels(ids, most, signal), (models) =>
        loggedModelNodes({ ...facts, parent: rowId }, models),
      );
    return shown(await registry.traces(ids, most, signal), (traces) => traceNodes(facts, traces));
  }

  async #readLeft(
    key: string,
    { registry, trackerId, experimentId }: { registry: ModelRegistry; trackerId: string; experimentId: string },
  ): Promise<void> {
    const { signal } = this.#parts;
    const ids = [experimentId];
    const [models, traces] = await Promise.all([
      registry.loggedModels(ids, MOST_BELOW_RUNS + 1, signal),
      registry.traces(ids, 1, signal),
    ]);
    if (signal.aborted) return;
    const list = models.ok ? models.value : [];
    const count = list.length > MOST_BELOW_RUNS ? t('more than {0}', MOST_BELOW_RUNS) : String(list.length);
    // What could not be asked gets its row too: opened, it says why.
    const rows = [
      ...(models.ok && list.length === 0 ? [] : [loggedModelsNode(trackerId, experimentId, models.ok ? count : '')]),
      ...(traces.ok && traces.value.length === 0 ? [] : [tracesNode(trackerId, experimentId)]),
    ];
    const before = this.#left.get(key)?.left ?? NOTHING_LEFT;
    const left = { models: list.slice(0, MOST_BELOW_RUNS), rows };
    this.#left.set(key, { left, isOld: this.#left.get(key)?.isOld ?? false });
    if (faceOf(before) !== faceOf(left)) this.#changed.fire();
  }
}

type Rows = Promise<readonly TreeNode[]>;

const keyOf = (trackerId: string, experimentId: string) => `${trackerId}\n${experimentId}`;

const faceOf = ({ models, rows }: LeftModels) =>
  JSON.stringify([models.map(({ id, state, metrics }) => [id, state, metrics]), rows]);

const isList = (subject: NodeSubject | undefined): subject is ListSubject =>
  subject?.kind === 'modelList' ||
  subject?.kind === 'registeredModel' ||
  subject?.kind === 'loggedModelList' ||
  subject?.kind === 'traceList';

function shown<T>(answer: Result<T>, nodes: (value: T) => readonly TreeNode[]): Result<readonly TreeNode[]> {
  return answer.ok ? ok(nodes(answer.value)) : answer;
}

function nothingIn(rowId: string, { kind }: ListSubject): TreeNode {
  const texts: Readonly<Record<ListSubject['kind'], readonly [string, string]>> = {
    modelList: [t('No registered models'), t('mlflow.register_model() in your code makes the first')],
    registeredModel: [t('No versions'), t('mlflow.register_model() in your code makes the first')],
    loggedModelList: [t('No logged models'), t('log_model() of a flavor of MLflow makes the first')],
    traceList: [t('No traces'), t('@mlflow.trace on a function of your code makes the first')],
  };
  return emptyNode(rowId, ...texts[kind]);
}
