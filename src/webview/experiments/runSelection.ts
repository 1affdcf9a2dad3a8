/** Which runs are selected, and from where a range begins. */
export class RunSelection {
  readonly #ids = new Set<string>();
  readonly #changed: (ids: readonly string[]) => void;
  #anchor: number | undefined;

  constructor(changed: (ids: readonly string[]) => void) {
    this.#changed = changed;
  }

  get ids(): readonly string[] {
    return [...this.#ids];
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** The line from which a range is counted. */
  get anchor(): number | undefined {
    return this.#anchor;
  }

  only(id: string, line: number): void {
    this.#ids.clear();
    this.#ids.add(id);
    this.#anchor = line;
    this.#tell();
  }

  toggle(id: string, line: number): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#anchor = line;
    this.#tell();
  }

  /** The anchor stays, so that the range can be drawn anew. */
  replace(ids: Iterable<string>): void {
    this.#ids.clear();
    for (const id of ids) this.#ids.add(id);
    this.#tell();
  }

  drop(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.delete(id);
    this.#tell();
  }

  #tell(): void {
    this.#changed(this.ids);
  }
}
