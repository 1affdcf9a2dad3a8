/** Structurally the same as vscode.Disposable, so that pure code can own resources without importing vscode. */
export interface Disposable {
  dispose(): void;
}

/** A disposable made of one function. */
export function disposable(dispose: () => void): Disposable {
  return { dispose };
}

/** Owns disposables and closes them last in, first out. What is added after `dispose` is closed at once. */
export class DisposableStore implements Disposable {
  #items: Disposable[] | undefined = [];

  add<T extends Disposable>(item: T): T {
    if (this.#items) this.#items.push(item);
    else item.dispose();
    return item;
  }

  get isDisposed(): boolean {
    return this.#items === undefined;
  }

  dispose(): void {
    const items = this.#items ?? [];
    this.#items = undefined;
    for (const item of items.reverse()) item.dispose();
  }
}
