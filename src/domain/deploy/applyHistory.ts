import { fieldOf } from './plainData.ts';
import type { Done } from './undoDocument.ts';

/** What one apply has done and nobody has taken back yet. */
export interface PastApply<P> {
  readonly id: string;
  readonly at: Date;
  readonly place: P;
  readonly done: readonly Done[];
}

/** Each holds its objects as they were before and after, and what is older than this many applies is hardly what somebody means. */
const MOST = 30;

/** The applies of this window that can be undone, the latest first. */
export class ApplyHistory<P> {
  #all: readonly PastApply<P>[] = [];
  #count = 0;

  get all(): readonly PastApply<P>[] {
    return this.#all;
  }

  find(id: string): PastApply<P> | undefined {
    return this.#all.find((each) => each.id === id);
  }

  /** Undefined: it has changed nothing, so that there is nothing to undo. */
  add(place: P, done: readonly Done[], at: Date): PastApply<P> | undefined {
    if (done.length === 0) return undefined;
    const added = { id: `apply-${(this.#count += 1)}`, at, place, done };
    this.#all = [added, ...this.#all].slice(0, MOST);
    return added;
  }

  /**
   * Whether a later apply that is not undone has changed the same object. The cluster cannot always tell: to it both are the same manager, and it
   * notes times in whole seconds.
   */
  hasLater(id: string, { applied }: Done): boolean {
    const uid = fieldOf(applied, 'metadata', 'uid');
    const later = this.#all.slice(
      0,
      Math.max(
        0,
        this.#all.findIndex((each) => each.id === id),
      ),
    );
    return later.some((each) => each.done.some((one) => fieldOf(one.applied, 'metadata', 'uid') === uid));
  }

  /** Takes out what is undone; what is left can be tried again. */
  undone(id: string, done: ReadonlySet<Done>): void {
    this.#all = this.#all.flatMap((each) => {
      if (each.id !== id) return [each];
      const left = each.done.filter((one) => !done.has(one));
      return left.length === 0 ? [] : [{ ...each, done: left }];
    });
  }
}
