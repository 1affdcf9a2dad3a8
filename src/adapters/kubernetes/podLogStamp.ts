/** `2026-01-31T10:00:00.123456789Z ` or with an offset. Kubelets write all nine digits since 1.21. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d) /;
const LONGEST = 40;
const SECONDS = 19;

/** Length of the stamp at the start of a line, its blank included; 0: there is none, undefined: more bytes are needed. */
export function podStampLength(bytes: Uint8Array): number | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LONGEST)).toString('latin1');
  const length = STAMP.exec(start)?.[0].length;
  if (length !== undefined) return length;
  return bytes.length < LONGEST && !/[\n ]/.test(start) ? undefined : 0;
}

/** Reads the stamps of one answer, which all have one length, and writes them in UTC so that those of all nodes compare as text. */
export class PodLogStamps {
  readonly length: number;
  #second = '';
  #utcSecond = '';

  constructor(length: number) {
    this.length = length;
  }

  /** Undefined: the line does not start with a stamp. */
  of(line: string): string | undefined {
    const { length } = this;
    const isStamp =
      line.charCodeAt(length - 1) === 32 &&
      line.charCodeAt(4) === 45 &&
      line.charCodeAt(10) === 84 &&
      line.charCodeAt(13) === 58;
    if (!isStamp) return undefined;
    if (line.charCodeAt(length - 2) === 90) return line.slice(0, length - 1);
    const offset = line.slice(length - 7, length - 1);
    const second = line.slice(0, SECONDS) + offset;
    if (second !== this.#second) {
      const ms = Date.parse(second);
      if (Number.isNaN(ms)) return undefined;
      this.#second = second;
      this.#utcSecond = new Date(ms).toISOString().slice(0, SECONDS);
    }
    return `${this.#utcSecond}${line.slice(SECONDS, length - 7)}Z`;
  }
}
