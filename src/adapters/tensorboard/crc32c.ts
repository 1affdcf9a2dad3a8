/** Reversed Castagnoli polynomial (https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4). */
const POLYNOMIAL = 0x82f63b78;
/** Added to a rotated sum (https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/hash/crc32c.h). */
const MASK_DELTA = 0xa282ead8;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
  return sum >>> 0;
});

/** CRC32C of a part of bytes, masked as TFRecord files have it. */
export function maskedCrc32c(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0xffffffff;
  for (let at = from; at < to; at += 1) sum = (TABLE[(sum ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (sum >>> 8);
  sum = ~sum >>> 0;
  return (((sum >>> 15) | (sum << 17)) + MASK_DELTA) >>> 0;
}
