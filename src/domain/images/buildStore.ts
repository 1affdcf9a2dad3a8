import { Emitter, type Event } from '../base/event.ts';
import type { Failure, Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { BuildPlan } from './buildPlan.ts';
import type { BuildEvent, BuildProgress } from './buildProgress.ts';
import type { BuiltImage } from './ports.ts';

export type BuildState = 'running' | 'ok' | 'failed' | 'cancelled';

/** What stays of a build when its window is gone: no log, no secret value. Times are milliseconds since the epoch. */
export interface BuildRecord {
  readonly id: string;
  readonly title: string;
  readonly engineId: string;
  readonly engineLabel: string;
  readonly state: BuildState;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly steps: number;
  readonly cached: number;
  readonly failure?: Failure;
  readonly imageId?: string;
  readonly plan: BuildPlan;
}

/** A build of this window, with its steps and logs. */
export interface Build {
  readonly record: BuildRecord;
  readonly progress: BuildProgress;
  cancel(): void;
}

/** What is known when a build begins. */
export interface StartedBuild extends Pick<BuildRecord, 'title' | 'engineId' | 'engineLabel' | 'plan'> {
  readonly progress: BuildProgress;
}

/** Builds kept in the history. */
export const HISTORY = 50;

interface Entry {
  record: BuildRecord;
  readonly progress: BuildProgress;
  readonly controller: AbortController;
}

/** The builds of this window, newest first, and what earlier windows left of theirs. */
export class BuildStore implements Disposable {
  readonly #entries = new Map<string, Entry>();
  #past: readonly BuildRecord[];
  #cutOff: readonly BuildRecord[];
  readonly #changed = new Emitter<string>();
  readonly #happened = new Emitter<{ readonly id: string; readonly event: BuildEvent }>();
  /** Fires with the id of a build whose record changed. */
  readonly onDidChange: Event<string> = this.#changed.event;
  /** Every event of every build, after it was folded. */
  readonly onEvent: Event<{ readonly id: string; readonly event: BuildEvent }> = this.#happened.event;

  /** What is still "running" of another window was cut off with it. */
  constructor(past: readonly BuildRecord[]) {
    this.#cutOff = past.filter(({ state }) => state === 'running');
    this.#past = past.map((record) => (record.state === 'running' ? { ...record, state: 'cancelled' } : record));
  }

  get records(): readonly BuildRecord[] {
    const own = Array.from(this.#entries.values(), ({ record }) => record);
    return [...own, ...this.#past].sort((one, other) => other.startedAt - one.startedAt).slice(0, HISTORY);
  }

  /** Builds that ended with an earlier window, once: who takes them looks after what they left. */
  takeCutOff(): readonly BuildRecord[] {
    const taken = this.#cutOff;
    this.#cutOff = [];
    // The history is written again, so that the next window does not find them running.
    if (taken.length > 0) this.#changed.fire('');
    return taken;
  }

  find(id: string): BuildRecord | undefined {
    return this.records.find((record) => record.id === id);
  }

  build(id: string): Build | undefined {
    const entry = this.#entries.get(id);
    return entry && { record: entry.record, progress: entry.progress, cancel: () => entry.controller.abort() };
  }

  cancel(id: string): void {
    this.#entries.get(id)?.controller.abort();
  }

  /** Runs a build and folds what it says into `progress`. Ends when the work has ended; an abort of the signal cancels it like `cancel`. */
  async run(
    { progress, ...start }: StartedBuild,
    work: (onEvent: (event: BuildEvent) => void, signal: AbortSignal) => Promise<Result<BuiltImage>>,
    signal: AbortSignal,
  ): Promise<Result<BuiltImage>> {
    const { id } = start.plan;
    const controller = new AbortController();
    const entry: Entry = {
      record: { ...start, id, state: 'running', startedAt: Date.now(), steps: 0, cached: 0 },
      progress,
      controller,
    };
    this.#entries.set(id, entry);
    this.#changed.fire(id);
    const onEvent = (event: BuildEvent): void => {
      entry.progress.apply(event);
      this.#happened.fire({ id, event });
      if (event.kind === 'step') this.#update(entry, {});
    };
    const result = await work(onEvent, AbortSignal.any([signal, controller.signal]));
    const finishedAt = Date.now();
    if (result.ok) this.#update(entry, { state: 'ok', finishedAt, imageId: result.value.imageId });
    else {
      const state = result.failure.code === 'cancelled' ? 'cancelled' : 'failed';
      entry.progress.end(state, new Date(finishedAt));
      this.#update(entry, { state, finishedAt, failure: result.failure });
    }
    return result;
  }

  /** Forgets what has ended. */
  clear(): void {
    this.#past = [];
    for (const [id, { record }] of this.#entries) if (record.state !== 'running') this.#entries.delete(id);
    this.#changed.fire('');
  }

  dispose(): void {
    for (const { controller } of this.#entries.values()) controller.abort();
    this.#changed.dispose();
    this.#happened.dispose();
  }

  #update(entry: Entry, change: Partial<BuildRecord>): void {
    const { steps, cached } = entry.progress.totals;
    entry.record = { ...entry.record, ...change, steps, cached };
    this.#changed.fire(entry.record.id);
  }
}
