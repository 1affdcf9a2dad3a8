/** One field of a protobuf message (https://protobuf.dev/programming-guides/encoding/). */
export type ProtoField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'bytes'; readonly value: Uint8Array }
  /** Eight or four bytes, little-endian. */
  | { readonly number: number; readonly kind: 'fixed'; readonly value: DataView };

/** A message that ends before its fields do, or has a kind of field that is none. */
export class DamagedMessage extends Error {}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
/** Of seven bits each, for 64 bits. */
const MOST_VARINT_BYTES = 10;

/** The fields of a message in the order of its bytes. Throws `DamagedMessage`. */
export function* protoFields(message: Uint8Array): Generator<ProtoField> {
  let at = 0;
  const take = (count: number): Uint8Array => {
    if (count > message.length - at) throw new DamagedMessage(`${count} bytes are missing at ${at}`);
    at += count;
    return message.subarray(at - count, at);
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let index = 0; index < MOST_VARINT_BYTES; index += 1) {
      const byte = take(1)[0] ?? 0;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return value;
    }
    throw new DamagedMessage(`a number without an end at ${at}`);
  };
  const fixed = (count: number): DataView => {
    const bytes = take(count);
    return new DataView(bytes.buffer, bytes.byteOffset, count);
  };
  while (at < message.length) {
    const key = Number(varint());
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === VARINT) yield { number, kind: 'varint', value: varint() };
    else if (wire === BYTES) yield { number, kind: 'bytes', value: take(Number(varint())) };
    else if (wire === FIXED64 || wire === FIXED32)
      yield { number, kind: 'fixed', value: fixed(wire === FIXED64 ? 8 : 4) };
    else throw new DamagedMessage(`a field of kind ${wire} at ${at}`);
  }
}

const decoder = new TextDecoder();

/** A message whose fields are looked up by number; of several the last counts, as everywhere in protobuf. */
export class ProtoMessage {
  readonly #fields: readonly ProtoField[];

  constructor(bytes: Uint8Array) {
    this.#fields = [...protoFields(bytes)];
  }

  messages(number: number): readonly ProtoMessage[] {
    return this.#bytes(number).map((bytes) => new ProtoMessage(bytes));
  }

  message(number: number): ProtoMessage | undefined {
    return this.messages(number).at(-1);
  }

  texts(number: number): readonly string[] {
    return this.#bytes(number).map((bytes) => decoder.decode(bytes));
  }

  text(number: number): string | undefined {
    return this.texts(number).at(-1);
  }

  /** Unsigned; undefined when the field is absent. */
  integer(number: number): bigint | undefined {
    const found = this.#fields.findLast((field) => field.number === number);
    return found?.kind === 'varint' ? found.value : undefined;
  }

  double(number: number): number | undefined {
    const found = this.#fields.findLast((field) => field.number === number);
    return found?.kind === 'fixed' && found.value.byteLength === 8 ? found.value.getFloat64(0, true) : undefined;
  }

  #bytes(number: number): readonly Uint8Array[] {
    return this.#fields.flatMap((field) => (field.number === number && field.kind === 'bytes' ? [field.value] : []));
  }
}
