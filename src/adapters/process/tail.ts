/** Keeps the last bytes of an output. */
export class Tail {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #isCut = false;

  /** @param limit bytes to keep */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether bytes at the beginning are gone. */
  get isCut(): boolean {
    return this.#isCut;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    // Joined only at twice the limit, so that many small chunks cost one copy each.
    if (this.#size > 2 * this.#limit) this.#cut();
  }

  /** As UTF-8. */
  text(): string {
    if (this.#size > this.#limit) this.#cut();
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  #cut(): void {
    const last = Buffer.from(Buffer.concat(this.#chunks).subarray(-this.#limit));
    this.#chunks = [last];
    this.#size = last.length;
    this.#isCut = true;
  }
}
