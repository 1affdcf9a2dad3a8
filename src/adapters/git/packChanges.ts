import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';

/** Bytes that a packed patch may become: a small text from outside must not fill the memory. */
const MOST_UNPACKED = 8 * 1024 * 1024;

export async function packChanges(patch: string): Promise<string> {
  return (await promisify(gzip)(Buffer.from(patch), { level: 9 })).toString('base64');
}

/** Undefined when it was not packed like this. */
export async function unpackChanges(packed: string): Promise<string | undefined> {
  try {
    return (await promisify(gunzip)(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_UNPACKED })).toString(
      'utf8',
    );
  } catch (error) {
    // zlib and Node say so by errors of many codes; what was read is text from outside, never a mistake of ours.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
