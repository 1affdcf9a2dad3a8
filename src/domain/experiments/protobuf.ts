import { BYTES, ProtoCursor, VARINT } from './protoCursor.ts';

/** One field of a protobuf message (https://protobuf.dev/programming-guides/encoding/). */
export type ProtoField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'bytes'; readonly value: Uint8Array }
  /** Eight or four bytes, little-endian. */
  | { readonly number: number; readonly kind: 'fixed'; readonly value: DataView };

/** The fields of a message in the order of its bytes. Throws `DamagedMessage`. */
export function* protoFields(message: Uint8Array): Generator<ProtoField> {
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const cursor = new ProtoCursor().over(message, view, 0, message.length);
  while (cursor.next()) {
    const { number, wire, from, to } = cursor;
    if (wire === VARINT) yield { number, kind: 'varint', value: cursor.unsigned() };
    else if (wire === BYTES) yield { number, kind: 'bytes', value: message.subarray(from, to) };
    else yield { number, kind: 'fixed', value: new DataView(view.buffer, view.byteOffset + from, to - from) };
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

  /** The same, each opened on its own: one that is damaged does not hide the others. */
  parts(number: number): readonly (() => ProtoMessage)[] {
    return this.#bytes(number).map((bytes) => () => new ProtoMessage(bytes));
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
    const value = this.fixed(number);
    return value?.byteLength === 8 ? value.getFloat64(0, true) : undefined;
  }

  /** Four or eight bytes, little-endian. */
  fixed(number: number): DataView | undefined {
    const found = this.#fields.findLast((field) => field.number === number);
    return found?.kind === 'fixed' ? found.value : undefined;
  }

  bytes(number: number): Uint8Array | undefined {
    return this.#bytes(number).at(-1);
  }

  #bytes(number: number): readonly Uint8Array[] {
    return this.#fields.flatMap((field) => (field.number === number && field.kind === 'bytes' ? [field.value] : []));
  }
}
