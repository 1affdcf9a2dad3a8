import { CANCELLED, type Failure, fail, type Result } from '../base/failure.ts';
import { Emitter, type Event } from '../base/event.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import type { ExperimentTracker, OpenTracker, TrackerCatalog } from './ports.ts';
import type { TrackedRun } from './trackedRun.ts';
import { placeOf, type TrackerRef } from './tracker.ts';

export interface TrackerHubParts {
  readonly loadCatalog: () => Promise<TrackerCatalog>;
  readonly open: OpenTracker;
  /** Workspace trust. Nothing is read or contacted without it. */
  readonly mayConnect: () => boolean;
  /** The workspace was trusted. */
  readonly onDidTrust: Event<void>;
}

export interface FoundTrackers {
  readonly trackers: readonly TrackerRef[];
  readonly troubles: readonly Failure[];
}

/** What a change of ours has left in a tracker. */
export interface TrackerChange {
  readonly trackerId: string;
  /** As they are now, deleted ones too. Absent: anything may differ. */
  readonly runs?: readonly TrackedRun[];
}

/** The trackers of this window. Each is opened once, when something of it is first asked for, and shared by tree, table and plots. */
export class TrackerHub implements Disposable {
  readonly #parts: TrackerHubParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #opened = new Map<string, Promise<Result<ExperimentTracker>>>();
  readonly #ready = new Map<string, ExperimentTracker>();
  readonly #ends = new AbortController();
  #found: Promise<FoundTrackers> | undefined;
  #catalog: Promise<TrackerCatalog> | undefined;
  readonly #written = this.#store.add(new Emitter<TrackerChange>());
  readonly onDidChange = this.#changed.event;
  readonly onDidWrite = this.#written.event;

  constructor(parts: TrackerHubParts) {
    this.#parts = parts;
    this.#store.add(parts.onDidTrust(() => void this.refresh()));
  }

  /** What was found, without contacting any of it. */
  async found(): Promise<FoundTrackers> {
    if (!this.#parts.mayConnect()) return { trackers: [], troubles: [] };
    this.#found ??= this.#find();
    return await this.#found;
  }

  /** Fails with `not-found` when it is not there any more, else with what its opening fails with; the next call tries again. */
  async tracker(id: string): Promise<Result<ExperimentTracker>> {
    const ref = (await this.found()).trackers.find((each) => each.id === id);
    if (!ref) return fail(gone());
    const known = this.#opened.get(id);
    if (known) return await known;
    const opening = this.#parts.open(ref, this.#ends.signal);
    this.#opened.set(id, opening);
    const opened = await opening;
    if (this.#ends.signal.aborted) {
      if (opened.ok) opened.value.dispose();
      return fail(CANCELLED);
    }
    if (opened.ok) this.#ready.set(id, opened.value);
    else this.#opened.delete(id);
    return opened;
  }

  /** Those that have been opened and can be asked. */
  get opened(): readonly ExperimentTracker[] {
    return [...this.#ready.values()];
  }

  /** Opens the tracker whose runs lie at a path or an address, if there is one. */
  async openAt(where: string): Promise<void> {
    const ref = (await this.found()).trackers.find((each) => placeOf(each) === where);
    if (ref) await this.tracker(ref.id);
  }

  /** Looks again for trackers and opens those that are asked for anew. */
  async refresh(): Promise<void> {
    this.#found = undefined;
    await this.#close();
    this.#changed.fire();
  }

  /** Has everybody who shows the tracker show what is there now. */
  wrote(change: TrackerChange): void {
    this.#written.fire(change);
  }

  dispose(): void {
    this.#ends.abort();
    this.#store.dispose();
    void this.#close();
  }

  async #find(): Promise<FoundTrackers> {
    this.#catalog ??= this.#watched();
    return await (await this.#catalog).find(this.#ends.signal);
  }

  async #watched(): Promise<TrackerCatalog> {
    const catalog = await this.#parts.loadCatalog();
    this.#store.add(
      catalog.watch(() => {
        this.#found = undefined;
        this.#changed.fire();
      }),
    );
    return catalog;
  }

  async #close(): Promise<void> {
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    this.#ready.clear();
    for (const each of opened) {
      const result = await each;
      if (result.ok) result.value.dispose();
    }
  }
}

function gone(): Failure {
  return {
    code: 'not-found',
    message: t('The tracker is not there any more.'),
    nextStep: t('Refresh the Experiments view to see what is there now.'),
  };
}
