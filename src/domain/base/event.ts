import type { Disposable } from './lifecycle.ts';

/** Subscribes a listener. Structurally the same as vscode.Event for the one-argument call. */
export type Event<T> = (listener: (event: T) => unknown) => Disposable;

/**
 * Fires events to its listeners in the order in which they subscribed.
 * A listener that throws does not keep the others from being called: the first error is thrown after all have run.
 */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(event: T) => unknown>();

  readonly event: Event<T> = (listener) => {
    // A wrapper, so that the same function subscribed twice is called twice and leaves separately.
    const entry = (event: T) => listener(event);
    this.#listeners.add(entry);
    return { dispose: () => this.#listeners.delete(entry) };
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  fire(event: T): void {
    const errors: unknown[] = [];
    for (const listener of Array.from(this.#listeners)) {
      try {
        listener(event);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
