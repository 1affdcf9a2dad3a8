import { Emitter } from './event.ts';
import { fail, type Result } from './failure.ts';
import { DisposableStore } from './lifecycle.ts';
import { t } from './text.ts';
import type { Snapshot, Watched } from './watched.ts';

/** A watched value whose source is still being opened: loading until it is there, failed when it does not come. */
export function watchLater<T>(open: () => Promise<Result<Watched<T>>>): Watched<T> {
  const watched = new LateWatched<T>();
  open()
    .then((source) => (source.ok ? watched.follow(source.value) : watched.fail(source)))
    .catch((error: unknown) => {
      const message = t('A part of Trainyard could not be loaded.');
      watched.fail(fail({ code: 'rejected', message, nextStep: t('Reload the window.'), detail: String(error) }));
    });
  return watched;
}

class LateWatched<T> implements Watched<T> {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<Snapshot<T>>());
  #source: Watched<T> | undefined;
  #failed: Snapshot<T> | undefined;
  readonly onDidChange = this.#changed.event;

  get current(): Snapshot<T> {
    return this.#failed ?? this.#source?.current ?? { state: 'loading' };
  }

  follow(source: Watched<T>): void {
    this.#source = this.#store.add(source);
    if (this.#store.isDisposed) return;
    this.#store.add(source.onDidChange((snapshot) => this.#changed.fire(snapshot)));
    this.#changed.fire(source.current);
  }

  fail(result: Result<unknown>): void {
    if (result.ok || this.#store.isDisposed) return;
    this.#failed = { state: 'failed', failure: result.failure };
    this.#changed.fire(this.#failed);
  }

  refresh(): void {
    this.#source?.refresh();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
