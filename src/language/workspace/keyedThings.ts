const NONE: readonly never[] = [];

/** Things below keys. Most keys have one thing, and a workspace has a hundred thousand of them, so a set is made with the second. */
export class KeyedThings<Thing extends object> {
  readonly #things = new Map<string, Thing | Set<Thing>>();

  add(key: string, thing: Thing): void {
    const there = this.#things.get(key);
    if (there === undefined) this.#things.set(key, thing);
    else if (there instanceof Set) there.add(thing);
    else if (there !== thing) this.#things.set(key, new Set([there, thing]));
  }

  remove(key: string, thing: Thing): void {
    const there = this.#things.get(key);
    if (there instanceof Set) {
      there.delete(thing);
      if (there.size === 0) this.#things.delete(key);
    } else if (there === thing) this.#things.delete(key);
  }

  has(key: string): boolean {
    return this.#things.has(key);
  }

  count(key: string): number {
    const there = this.#things.get(key);
    return there instanceof Set ? there.size : there === undefined ? 0 : 1;
  }

  /** In the order in which they came. */
  at(key: string): Iterable<Thing> {
    const there = this.#things.get(key);
    return there instanceof Set ? there : there === undefined ? NONE : [there];
  }
}
