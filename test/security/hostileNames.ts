// Names as nobody means them well. The same seed gives the same names.

const PIECES = [
  '$(touch canary)',
  '`touch canary`',
  ';touch canary',
  '&& touch canary',
  '| touch canary',
  '\ntouch canary\n',
  '--privileged',
  '-oProxyCommand=touch canary',
  '--',
  '-',
  "'",
  '"',
  '\\',
  '../..',
  '*',
  '$HOME',
  '%PATH%',
  '\u001b]52;c;Y2FuYXJ5\u0007',
  '\u202e',
  ' ',
  '\t',
  '=',
  ',',
  ':',
  'train',
  'été',
  '火',
] as const;

/** A small generator of numbers (mulberry32), for the same names in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Different names, none empty; those that begin like an option or a command are among the first. */
export function hostileNames(count: number, seed = 1): string[] {
  const next = numbers(seed);
  const names = new Set<string>(PIECES.filter((piece) => piece.trim() !== ''));
  while (names.size < count) {
    const parts = Array.from({ length: 1 + Math.floor(next() * 4) }, () => PIECES[Math.floor(next() * PIECES.length)]);
    const name = parts.join('');
    if (name.trim() !== '') names.add(name);
  }
  return [...names].slice(0, count);
}
