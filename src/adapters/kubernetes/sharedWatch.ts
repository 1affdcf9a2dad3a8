import { Emitter } from '../../domain/base/event.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { Snapshot, Watched } from '../../domain/base/watched.ts';

/** One watch for all who look at the same thing: begun by the first, ended by the last. */
export class SharedWatch<T> implements Disposable {
  readonly #begin: () => Watched<T>;
  readonly #ended: () => void;
  #source: Watched<T> | undefined;
  #holders = 0;

  /** @param ended nobody looks any more */
  constructor(begin: () => Watched<T>, ended: () => void) {
    this.#begin = begin;
    this.#ended = ended;
  }

  hold(): Watched<T> {
    this.#source ??= this.#begin();
    this.#holders += 1;
    return new Holder(this.#source, () => this.#release());
  }

  dispose(): void {
    this.#source?.dispose();
    this.#source = undefined;
  }

  #release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.dispose();
    this.#ended();
  }
}

/** One holder's view; disposing it twice counts once. */
class Holder<T> implements Watched<T> {
  readonly #source: Watched<T>;
  readonly #changed = new Emitter<Snapshot<T>>();
  readonly #subscription: Disposable;
  readonly onDidChange = this.#changed.event;
  #release: (() => void) | undefined;

  constructor(source: Watched<T>, release: () => void) {
    this.#source = source;
    this.#release = release;
    this.#subscription = source.onDidChange((snapshot) => this.#changed.fire(snapshot));
  }

  get current(): Snapshot<T> {
    return this.#source.current;
  }

  refresh(): void {
    this.#source.refresh();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#release?.();
    this.#release = undefined;
  }
}
