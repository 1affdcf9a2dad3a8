import type { ProtoCursor } from '../../domain/experiments/protoCursor.ts';
import { ProtoMessage } from '../../domain/experiments/protobuf.ts';

/** Of `tensorflow.DataType` (types.proto). */
const TYPE = { float: 1, double: 2, int32: 3, uint8: 4, int16: 5, int8: 6, string: 7, int64: 9, bool: 10 } as const;
const WIDE = { bfloat16: 14, uint16: 17, half: 19, uint32: 22, uint64: 23 } as const;
/** Numbers of fields of `tensorflow.TensorProto` (tensor.proto). */
const FIELD = {
  type: 1,
  shape: 2,
  content: 4,
  floats: 5,
  doubles: 6,
  ints: 7,
  texts: 8,
  longs: 10,
  bools: 11,
  halves: 13,
};
const UNSIGNED = { ints: 16, longs: 17 };

type Reader = (view: DataView) => number;

/** How one number lies in `tensor_content`, by type. */
const CONTENT: ReadonlyMap<number, { readonly bytes: number; readonly read: Reader }> = new Map([
  [TYPE.float, { bytes: 4, read: (view: DataView) => view.getFloat32(0, true) }],
  [TYPE.double, { bytes: 8, read: (view: DataView) => view.getFloat64(0, true) }],
  [TYPE.int32, { bytes: 4, read: (view: DataView) => view.getInt32(0, true) }],
  [TYPE.uint8, { bytes: 1, read: (view: DataView) => view.getUint8(0) }],
  [TYPE.int16, { bytes: 2, read: (view: DataView) => view.getInt16(0, true) }],
  [TYPE.int8, { bytes: 1, read: (view: DataView) => view.getInt8(0) }],
  [TYPE.int64, { bytes: 8, read: (view: DataView) => Number(view.getBigInt64(0, true)) }],
  [TYPE.bool, { bytes: 1, read: (view: DataView) => view.getUint8(0) }],
  [WIDE.bfloat16, { bytes: 2, read: (view: DataView) => bfloat16(view.getUint16(0, true)) }],
  [WIDE.uint16, { bytes: 2, read: (view: DataView) => view.getUint16(0, true) }],
  [WIDE.half, { bytes: 2, read: (view: DataView) => half(view.getUint16(0, true)) }],
  [WIDE.uint32, { bytes: 4, read: (view: DataView) => view.getUint32(0, true) }],
  [WIDE.uint64, { bytes: 8, read: (view: DataView) => Number(view.getBigUint64(0, true)) }],
]);

/** In which field a number lies that is not in `tensor_content`. */
const FIELDS: ReadonlyMap<number, number> = new Map([
  [TYPE.float, FIELD.floats],
  [TYPE.double, FIELD.doubles],
  [TYPE.int64, FIELD.longs],
  [TYPE.bool, FIELD.bools],
  [WIDE.bfloat16, FIELD.halves],
  [WIDE.half, FIELD.halves],
  [WIDE.uint32, UNSIGNED.ints],
  [WIDE.uint64, UNSIGNED.longs],
  ...[TYPE.int32, TYPE.uint8, TYPE.int16, TYPE.int8, WIDE.uint16].map((type) => [type, FIELD.ints] as const),
]);

/** The only number of a tensor; undefined when it has several, none, or texts. Numbers that are zero may be left out of the message. Throws `DamagedMessage`. */
export function tensorNumber(tensor: Uint8Array): number | undefined {
  const message = new ProtoMessage(tensor);
  if ((message.message(FIELD.shape)?.messages(2) ?? []).some((size) => size.integer(1) !== 1n)) return undefined;
  const type = Number(message.integer(FIELD.type) ?? 0n);
  const content = message.bytes(FIELD.content);
  const form = CONTENT.get(type);
  const field = FIELDS.get(type);
  if (!form || field === undefined) return undefined;
  if (content && content.length > 0) return content.length === form.bytes ? form.read(viewOf(content)) : undefined;
  return numberIn(message, field, type) ?? 0;
}

/** The first number of a field that may be repeated, packed or not. */
function numberIn(message: ProtoMessage, field: number, type: number): number | undefined {
  const packed = message.bytes(field);
  if (field === FIELD.floats || field === FIELD.doubles) {
    const view = packed ? viewOf(packed) : message.fixed(field);
    if (!view || view.byteLength === 0) return undefined;
    return field === FIELD.floats ? view.getFloat32(0, true) : view.getFloat64(0, true);
  }
  const whole = packed ? firstVarint(packed) : message.integer(field);
  if (whole === undefined) return undefined;
  if (type === WIDE.half) return half(Number(whole));
  if (type === WIDE.bfloat16) return bfloat16(Number(whole));
  return Number(type === WIDE.uint64 ? whole : BigInt.asIntN(64, whole));
}

function firstVarint(bytes: Uint8Array): bigint | undefined {
  let value = 0n;
  for (const [index, byte] of bytes.entries()) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return value;
  }
  return undefined;
}

/** Where the texts of a tensor lie in the bytes of a cursor that stands before it. */
export function tensorTexts(tensor: ProtoCursor): readonly { readonly from: number; readonly to: number }[] {
  const texts: { from: number; to: number }[] = [];
  while (tensor.next()) if (tensor.number === FIELD.texts) texts.push({ from: tensor.from, to: tensor.to });
  return texts;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

const scratch = new DataView(new ArrayBuffer(4));

function bfloat16(bits: number): number {
  scratch.setUint32(0, (bits << 16) >>> 0);
  return scratch.getFloat32(0);
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
