/** A message that ends before its fields do, or has a kind of field that is none. */
export class DamagedMessage extends Error {}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;
/** Of seven bits each, for 64 bits. */
const MOST_VARINT_BYTES = 10;
/** Beyond these bytes a number may be negative, or larger than a double holds exactly. */
const MOST_EXACT_BYTES = 7;

/**
 * Walks over the fields of a message where it lies (https://protobuf.dev/programming-guides/encoding/), without an object a field: files of millions of
 * messages are read with it. `protoFields` is the convenient form.
 */
export class ProtoCursor {
  /** Of the field that `next` went to. */
  number = 0;
  wire = VARINT;
  /** Where its value begins and ends in `bytes`; of a text or message without its length. */
  from = 0;
  to = 0;
  #bytes: Uint8Array = new Uint8Array();
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  #end = 0;

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Begins with the message at `from` of the bytes. `view` is of the same bytes. */
  over(bytes: Uint8Array, view: DataView, from: number, to: number): this {
    this.#bytes = bytes;
    this.#view = view;
    this.#at = from;
    this.#end = to;
    return this;
  }

  /** Begins with the message that is the value of a field of another cursor. */
  inside(outer: ProtoCursor): this {
    return this.over(outer.#bytes, outer.#view, outer.from, outer.to);
  }

  /** Goes to the next field; false at the end. Throws `DamagedMessage`. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const key = this.#length();
    this.number = Math.floor(key / 8);
    this.wire = key % 8;
    if (this.wire === VARINT) {
      this.from = this.#at;
      this.#passVarint();
      this.to = this.#at;
    } else if (this.wire === BYTES) {
      const length = this.#length();
      this.#take(length);
    } else if (this.wire === FIXED64 || this.wire === FIXED32) this.#take(this.wire === FIXED64 ? 8 : 4);
    else throw new DamagedMessage(`a field of kind ${this.wire} at ${this.#at}`);
    return true;
  }

  /** The value of a varint as int64; beyond 2^53 rounded. */
  whole(): number {
    return this.to - this.from > MOST_EXACT_BYTES
      ? Number(BigInt.asIntN(64, this.unsigned()))
      : varintAt(this.#bytes, this.from, this.to);
  }

  /** The value of a varint, exact. */
  unsigned(): bigint {
    let value = 0n;
    for (let at = this.from; at < this.to; at += 1)
      value |= BigInt((this.#bytes[at] ?? 0) & 0x7f) << BigInt(7 * (at - this.from));
    return value;
  }

  float(): number {
    return this.#view.getFloat32(this.from, true);
  }

  double(): number {
    return this.#view.getFloat64(this.from, true);
  }

  #length(): number {
    const from = this.#at;
    this.#passVarint();
    return varintAt(this.#bytes, from, this.#at);
  }

  #passVarint(): void {
    const from = this.#at;
    for (; this.#at < this.#end && this.#at - from < MOST_VARINT_BYTES; this.#at += 1)
      if ((this.#bytes[this.#at] ?? 0) < 0x80) {
        this.#at += 1;
        return;
      }
    throw new DamagedMessage(`a number without an end at ${from}`);
  }

  #take(count: number): void {
    if (count > this.#end - this.#at) throw new DamagedMessage(`${count} bytes are missing at ${this.#at}`);
    this.from = this.#at;
    this.#at += count;
    this.to = this.#at;
  }
}

function varintAt(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  let factor = 1;
  for (let at = from; at < to; at += 1) {
    value += ((bytes[at] ?? 0) & 0x7f) * factor;
    factor *= 128;
  }
  return value;
}
