import type { Memento } from 'vscode';

/** Remembered values with a schema version: what an older version wrote in another shape reads as absent. */
export interface StoredValue<T> {
  get(): T | undefined;
  set(value: T | undefined): Promise<void>;
}

/** One remembered value. `check` guards against what another version or another program left there. */
export function storedValue<T>(memento: Memento, key: string, check: (value: unknown) => value is T): StoredValue<T> {
  return {
    get: () => {
      const value: unknown = memento.get(key);
      return check(value) ? value : undefined;
    },
    set: async (value) => memento.update(key, value),
  };
}
