import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** A text as it was read; offsets count its UTF-16 units. */
export interface ReadText {
  readonly text: string;
  /** Written back as UTF-8 it has the same bytes. */
  readonly isExact: boolean;
}

/** Reads a file of text. UTF-16 is known by its mark, as go-yaml does. */
export function readText(path: string): ReadText {
  const text = readFileSync(path, 'utf8');
  // Bytes that are not UTF-8 become this character, which rarely stands in a text by itself.
  return text.includes('\uFFFD') ? decodeText(readFileSync(path)) : { text, isExact: true };
}

export function decodeText(bytes: Buffer): ReadText {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isExact: true };
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!isLittle && !isBig) return { text: bytes.toString('utf8'), isExact: false };
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return { text: (isLittle ? even : Buffer.from(even).swap16()).toString('utf16le'), isExact: false };
}
