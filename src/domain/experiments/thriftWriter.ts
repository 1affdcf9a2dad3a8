import { ByteList } from './byteList.ts';

/** Kinds of values in Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). */
const KIND = { i32: 5, i64: 6, text: 8, list: 9, struct: 12 } as const;

/** A value with its kind; lists and structs hold others. */
export type ThriftValue =
  | { readonly kind: 'i32' | 'i64'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'list'; readonly of: keyof typeof KIND; readonly items: readonly ThriftValue[] }
  | { readonly kind: 'struct'; readonly fields: ThriftFields };

/** Fields by their number, ascending. */
export type ThriftFields = readonly (readonly [id: number, value: ThriftValue])[];

export const i32 = (value: number): ThriftValue => ({ kind: 'i32', value });
export const i64 = (value: number): ThriftValue => ({ kind: 'i64', value });
export const text = (value: string): ThriftValue => ({ kind: 'text', value });
export const struct = (fields: ThriftFields): ThriftValue => ({ kind: 'struct', fields });
export const list = (of: keyof typeof KIND, items: readonly ThriftValue[]): ThriftValue => ({
  kind: 'list',
  of,
  items,
});

/** A struct as bytes, with the stop at its end. */
export function thriftBytes(fields: ThriftFields): Uint8Array {
  const bytes = new ByteList();
  writeStruct(bytes, fields);
  return bytes.whole();
}

function writeStruct(bytes: ByteList, fields: ThriftFields): void {
  let before = 0;
  for (const [id, value] of fields) {
    // Numbers here are less than 16 apart, which is all that the short form takes.
    bytes.byte(((id - before) << 4) | KIND[value.kind]);
    writeValue(bytes, value);
    before = id;
  }
  bytes.byte(0);
}

function writeValue(bytes: ByteList, value: ThriftValue): void {
  if (value.kind === 'struct') return writeStruct(bytes, value.fields);
  if (value.kind === 'text') {
    const encoded = new TextEncoder().encode(value.value);
    bytes.varint(encoded.length);
    return bytes.bytes(encoded);
  }
  if (value.kind === 'list') {
    const count = value.items.length;
    bytes.byte((Math.min(count, 15) << 4) | KIND[value.of]);
    if (count >= 15) bytes.varint(count);
    for (const item of value.items) writeValue(bytes, item);
    return;
  }
  // Zigzag: our numbers are not negative.
  bytes.varint(value.value * 2);
}
