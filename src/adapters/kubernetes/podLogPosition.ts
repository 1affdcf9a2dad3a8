/** Lines of stdout and stderr can be stamped in one order and written in another, by as much as this. */
const DISORDER_MS = 100;

/**
 * Where the log of one process has been read to. A node keeps a log as one file, so that every answer is a part of it in the same order:
 * what follows the last line that was given is new, everything up to it is not. The API takes whole seconds, so an answer starts before it.
 */
export class PodLogPosition {
  #time = '';
  #text = '';
  #equals = 0;
  #rest = 0;

  /** Whether nothing was given yet. */
  get isStart(): boolean {
    return this.#time === '';
  }

  /** Stamp of the last line; '' before the first. */
  get time(): string {
    return this.#time;
  }

  /** How many lines with the last stamp and text were given. */
  get equals(): number {
    return this.#equals;
  }

  /** Characters that were given of the last line behind its first 64 KiB. */
  get rest(): number {
    return this.#rest;
  }

  /** `sinceTime` for the next request, in whole seconds. */
  get since(): string | undefined {
    return this.isStart ? undefined : `${shifted(this.#time, -DISORDER_MS).slice(0, 19)}Z`;
  }

  /** Stamps between which a line can stand on either side of the last one. */
  get border(): { readonly from: string; readonly to: string } {
    return { from: shifted(this.#time, -DISORDER_MS), to: shifted(this.#time, DISORDER_MS) };
  }

  isAt(time: string, text: string): boolean {
    return time === this.#time && text === this.#text;
  }

  passed(time: string, text: string): void {
    this.#equals = this.isAt(time, text) ? this.#equals + 1 : 1;
    this.#time = time;
    this.#text = text;
    this.#rest = 0;
  }

  passedRest(length: number): void {
    this.#rest += length;
  }
}

/** Stamps compare as text, so a shifted one needs no nanoseconds. */
function shifted(time: string, ms: number): string {
  return new Date(Date.parse(time) + ms).toISOString().slice(0, 23);
}
