import { textHash } from '../../base/textHash.ts';
/** Longest label of a domain name (RFC 1035); names of Services are such labels, and so are host names of pods. */
const LONGEST_NAME = 63;
const HASH_LENGTH = 6;

/**
 * A name that every kind of object takes: small letters, digits and hyphens, a letter first (RFC 1035), with room for `suffix` in the 63
 * characters. A name that had to be cut ends in a hash of the whole, so that two long names stay two.
 */
export function objectName(text: string, suffix = ''): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .replace(/-+$/, '');
  const most = LONGEST_NAME - suffix.length;
  if (plain === '') return `run-${hashOf(text)}${suffix}`;
  if (plain.length <= most) return `${plain}${suffix}`;
  const stem = plain.slice(0, most - HASH_LENGTH - 1).replace(/-+$/, '');
  return `${stem}-${hashOf(text)}${suffix}`;
}

/** In letters and digits. */
function hashOf(text: string): string {
  return textHash(text).toString(36).padStart(HASH_LENGTH, '0').slice(-HASH_LENGTH);
}
